"""Five analyses of an export with pandas: `python docs/examples/analysis.py data/export` prints their results as Markdown.

Each function is the query of the file of its name (`province_series.sql` …), where the reasons stand."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

PROVINCE = "tỉnh Lào Cai"
GRANTOR = "Chủ tịch Ủy ban nhân dân tỉnh Lào Cai"
HEADS = ("Giám đốc", "Quyền Giám đốc", "Phó Giám đốc phụ trách")
DAY = "2020-12-31"


def read(directory: Path, table: str) -> pd.DataFrame:
    """A table with the types that datapackage.json states: ids stay texts (0123), whole numbers may be null, and only an
    empty cell is null, so that a text such as `NA` remains one."""
    package = json.loads((directory / "datapackage.json").read_text(encoding="utf-8"))
    (resource,) = (one for one in package["resources"] if one["name"] == table)
    kinds = {"integer": "Int64", "number": "Float64"}
    types = {field["name"]: kinds.get(field["type"], "string") for field in resource["schema"]["fields"]}
    return pd.read_csv(
        directory / resource["path"],
        dtype=types,
        keep_default_na=False,
        na_values=[""],
        encoding="utf-8-sig",  # with and without a byte-order mark
    )


def province_series(directory: Path) -> pd.DataFrame:
    """(a) One province in PAR INDEX across the merger."""
    panel = read(directory, "v_panel")
    rows = panel[(panel["indicator"] == "PAR_INDEX") & (panel["province_2025"] == PROVINCE)].copy()
    rows["position"] = (1 - (rows["rank"] - 1) / (rows["of"] - 1)).round(3)
    columns = ["year", "province", "value", "value_share", "rank", "of", "position", "break_before", "sources"]
    return rows.sort_values(["year", "province"])[columns]


def source_agreement(directory: Path) -> pd.DataFrame:
    """(b) How far sources agree, by indicator."""
    panel = read(directory, "v_panel")
    panel["several"] = panel["sources"] > 1
    panel["below_one"] = panel["agreement"] < 1
    panel["compared"] = panel["agreement"].where(panel["several"])
    grouped = panel.groupby("indicator", sort=True)
    result = grouped.agg(
        figures=("id", "size"),
        several_sources=("several", "sum"),
        disputed=("below_one", "sum"),
        mean_agreement=("compared", "mean"),
    )
    return result.round({"mean_agreement": 3}).reset_index()


def sipas_par_index(directory: Path) -> pd.DataFrame:
    """(c) SIPAS against PAR INDEX, both as a share of their scale."""
    panel = read(directory, "v_panel").dropna(subset=["value_share"])[["province", "year", "indicator", "value_share"]]
    sipas = panel[panel["indicator"] == "SIPAS"].rename(columns={"value_share": "sipas"}).drop(columns="indicator")
    par_index = panel[panel["indicator"] == "PAR_INDEX"].rename(columns={"value_share": "par_index"}).drop(columns="indicator")
    both = sipas.merge(par_index, on=["province", "year"], validate="one_to_one")
    both["difference"] = (both["sipas"] - both["par_index"]).round(4)
    return both.sort_values(["province", "year"])


def awards_by_year(directory: Path) -> pd.DataFrame:
    """(d) Awards of one grantor by year."""
    awards = read(directory, "v_awards")
    rows = awards[(awards["grantor"] == GRANTOR) & (awards["status"] == "result")].dropna(subset=["year", "count"])
    grouped = rows.groupby(["year", "kind", "recipient_kind"], sort=True, dropna=False)
    return grouped.agg(recipients=("count", "max"), articles=("article_id", "nunique")).reset_index()


def department_heads(directory: Path) -> pd.DataFrame:
    """(e) Heads of provincial departments at a date."""
    officials = read(directory, "v_officials")
    named = officials[
        officials["title"].isin(HEADS)
        & officials["organization"].str.startswith("Sở ").fillna(False)
        & (officials["status"] != "former")
        & (officials["first_seen"] <= DAY).fillna(False)
    ].copy()
    named["seen"] = named["last_seen"].where(named["last_seen"] < DAY, DAY)
    named["certain"] = (named["last_seen"] >= DAY).astype("Int64")
    ordered = named.sort_values(["organization", "seen", "first_seen", "id"], ascending=[True, False, False, True])
    columns = ["organization", "name", "title", "first_seen", "last_seen", "certain"]
    return ordered.drop_duplicates("organization")[columns]


ANALYSES = (province_series, source_agreement, sipas_par_index, awards_by_year, department_heads)


def markdown(frame: pd.DataFrame) -> str:
    """A pipe table; null is an empty cell."""
    rows = [["" if pd.isna(cell) else str(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]
    lines = [list(frame.columns), ["---"] * len(frame.columns), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def report(directory: Path) -> str:
    """All results: what docs/examples/results.md is for the sample."""
    package = json.loads((directory / "datapackage.json").read_text(encoding="utf-8"))
    parts = ["# Results of the example analyses"]
    if "FICTION" in package["description"]:
        parts.append("**Fiction**: the data of `make demo`, whose articles, people and events are invented. Do not cite.")
        parts.append("**Hư cấu**: dữ liệu của `make demo`, không trích dẫn.")
    parts.append("Made by `analysis.py`; a test holds the SQL in DuckDB and SQLite to the same tables.")
    for letter, analysis in zip("abcde", ANALYSES, strict=True):
        title = (analysis.__doc__ or "").removeprefix(f"({letter}) ").rstrip(".")
        parts += [f"## ({letter}) {title}", f"[{analysis.__name__}.sql]({analysis.__name__}.sql)", markdown(analysis(directory))]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python docs/examples/analysis.py DIRECTORY_OF_THE_EXPORT")
    sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(report(Path(sys.argv[1])))
