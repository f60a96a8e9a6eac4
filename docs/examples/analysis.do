* Five analyses of an export with Stata 16 or newer. In the directory of the export:
*   do analysis.do
* or set another one first: global export "path/to/export"
* Export without --bom. Each section is the query of the file of its name (province_series.sql ...), where the reasons stand.
version 16
set more off
if `"$export"' == "" global export "."

* Every column comes in as text, so that ids keep their zeros (0123) and nothing is guessed; then the named columns become
* numbers, an empty cell missing (.). bindquote(strict) keeps line breaks within quotes.
capture program drop use_public
program define use_public
    syntax name, NUMeric(string)
    import delimited using `"$export/`namelist'.csv"', clear varnames(1) case(preserve) encoding("utf-8") ///
        delimiters(",") bindquote(strict) maxquotedrows(unlimited) stringcols(_all)
    destring `numeric', replace
end

* (a) province_series
use_public v_panel, numeric(year value value_share rank of break_before sources)
keep if indicator == "PAR_INDEX" & province_2025 == "tỉnh Lào Cai"
generate double position = round(1 - (rank - 1) / (of - 1), 0.001)
sort year province
list year province value value_share rank of position break_before sources, noobs sepby(year)

* (b) source_agreement
use_public v_panel, numeric(sources agreement)
generate byte several = sources > 1 & !missing(sources)
generate byte below_one = agreement < 1
generate double compared = agreement if several
collapse (count) figures = sources (sum) several_sources = several disputed = below_one ///
    (mean) mean_agreement = compared, by(indicator)
replace mean_agreement = round(mean_agreement, 0.001)
sort indicator
list indicator figures several_sources disputed mean_agreement, noobs

* (c) sipas_par_index
use_public v_panel, numeric(year value_share)
keep if inlist(indicator, "SIPAS", "PAR_INDEX") & !missing(value_share)
keep province year indicator value_share
reshape wide value_share, i(province year) j(indicator) string
rename value_shareSIPAS sipas
rename value_sharePAR_INDEX par_index
drop if missing(sipas) | missing(par_index)
generate double difference = round(sipas - par_index, 0.0001)
sort province year
list province year sipas par_index difference, noobs

* (d) awards_by_year
use_public v_awards, numeric(year count)
keep if grantor == "Chủ tịch Ủy ban nhân dân tỉnh Lào Cai" & status == "result" & !missing(year, count)
egen byte first = tag(year kind recipient_kind article_id)
collapse (max) recipients = count (sum) articles = first, by(year kind recipient_kind)
sort year kind recipient_kind
list year kind recipient_kind recipients articles, noobs sepby(year)

* (e) department_heads
use_public v_officials, numeric(articles)
local day "2020-12-31"
keep if inlist(title, "Giám đốc", "Quyền Giám đốc", "Phó Giám đốc phụ trách") & usubstr(organization, 1, 3) == "Sở "
* ISO days are compared as texts: their order is that of the calendar. An empty text is before every day: it is left out.
keep if status != "former" & first_seen != "" & first_seen <= "`day'"
generate seen = cond(last_seen < "`day'", last_seen, "`day'")
generate byte certain = last_seen >= "`day'"
gsort organization -seen -first_seen id
generate long order = _n
bysort organization (order): keep if _n == 1
list organization name title first_seen last_seen certain, noobs
