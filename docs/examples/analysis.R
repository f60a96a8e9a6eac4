# Five analyses of an export with R (4.1 or newer) and dplyr 1.1, readr 2, jsonlite:
#   Rscript docs/examples/analysis.R data/export
# Each section is the query of the file of its name (province_series.sql ...), where the reasons stand.
library(dplyr)
library(jsonlite)
library(readr)

arguments <- commandArgs(trailingOnly = TRUE)
directory <- if (length(arguments) > 0) arguments[[1]] else "data/export"
package <- fromJSON(file.path(directory, "datapackage.json"), simplifyVector = FALSE)

# Types come from datapackage.json and are never guessed: ids stay texts (0123), only an empty cell is NA, a text `NA` is none.
# With the arrow package, arrow::read_parquet(file.path(directory, "v_panel.parquet")) gives the same without any of this.
read_public <- function(name) {
  resource <- Filter(function(one) one$name == name, package$resources)[[1]]
  kinds <- vapply(
    resource$schema$fields,
    function(field) switch(field$type, integer = "i", number = "d", "c"),
    character(1)
  )
  read_csv(
    file.path(directory, resource$path),
    col_types = paste(kinds, collapse = ""),
    na = "",
    trim_ws = FALSE,
    locale = locale(encoding = "UTF-8", decimal_mark = ".", grouping_mark = ""),
    progress = FALSE
  )
}

# Below, arrange() sorts by code points as SQLite, DuckDB and pandas do: dplyr does so unless told otherwise.
present <- function(rows) print(as.data.frame(rows), row.names = FALSE, na.print = "")

panel <- read_public("v_panel")

# (a) province_series
panel |>
  filter(indicator == "PAR_INDEX", province_2025 == "tỉnh Lào Cai") |>
  mutate(position = round(1 - (rank - 1) / (of - 1), 3)) |>
  arrange(year, province) |>
  select(year, province, value, value_share, rank, of, position, break_before, sources) |>
  present()

# (b) source_agreement
panel |>
  group_by(indicator) |>
  summarise(
    figures = n(),
    several_sources = sum(sources > 1),
    disputed = sum(agreement < 1),
    # The mean of nothing is NaN in R: no figure with several sources is NA here.
    mean_agreement = if (any(sources > 1)) round(mean(agreement[sources > 1]), 3) else NA_real_
  ) |>
  arrange(indicator) |>
  select(indicator, figures, several_sources, disputed, mean_agreement) |>
  present()

# (c) sipas_par_index
shares <- panel |>
  filter(!is.na(value_share)) |>
  select(province, year, indicator, value_share)
shares |>
  filter(indicator == "SIPAS") |>
  inner_join(
    filter(shares, indicator == "PAR_INDEX"),
    by = c("province", "year"), relationship = "one-to-one", na_matches = "never"
  ) |>
  rename(sipas = value_share.x, par_index = value_share.y) |>
  mutate(difference = round(sipas - par_index, 4)) |>
  arrange(province, year) |>
  select(province, year, sipas, par_index, difference) |>
  present()

# (d) awards_by_year
read_public("v_awards") |>
  filter(
    grantor == "Chủ tịch Ủy ban nhân dân tỉnh Lào Cai", status == "result",
    !is.na(year), !is.na(count)
  ) |>
  group_by(year, kind, recipient_kind) |>
  summarise(recipients = max(count), articles = n_distinct(article_id), .groups = "drop") |>
  arrange(year, kind, recipient_kind) |>
  select(year, kind, recipient_kind, recipients, articles) |>
  present()

# (e) department_heads
day <- "2020-12-31"
read_public("v_officials") |>
  filter(
    title %in% c("Giám đốc", "Quyền Giám đốc", "Phó Giám đốc phụ trách"),
    startsWith(organization, "Sở "), status != "former", first_seen <= day
  ) |>
  # ISO days are compared as texts: their order is that of the calendar.
  mutate(seen = pmin(last_seen, day), certain = as.integer(last_seen >= day)) |>
  arrange(organization, desc(seen), desc(first_seen), id) |>
  distinct(organization, .keep_all = TRUE) |>
  select(organization, name, title, first_seen, last_seen, certain) |>
  present()
