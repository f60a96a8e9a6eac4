"""Make schemas/vocab/places.csv and place_successors.csv, or check that they are what this makes.

    python -m bench.places            # writes both
    python -m bench.places --check    # fails where a committed file differs

From the data of two packages (development dependencies, both MIT; THIRD_PARTY.md) and the hand-made tables
place_changes.csv and commune_changes.csv (resolutions), place_aliases.csv and province_successors.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from bench.places.changes import Changes, read_aliases
from bench.places.gazetteer import Districts, Gazetteer, Place, add_communes, add_provinces
from bench.places.sources import June2025, Year2022
from bench.places.successors import Ended, June, check_provinces, of_changes
from core.vocabulary import VOCAB_DIR
from core.vocabulary_rows import read_table

_LEVELS = {"province": 0, "district": 1, "commune": 2}


def make(vocabulary: Path = VOCAB_DIR) -> dict[str, str]:
    """File name -> content of the tables that are made; the hand-made ones are read from `vocabulary`."""
    june, year = June2025(), Year2022()
    g = Gazetteer(read_aliases(vocabulary), Changes(vocabulary))
    old, new = add_provinces(g, june)
    districts = Districts(g, june, year, old)
    communes = add_communes(g, june, year, new, districts)
    check_provinces({r["old"]: r["new"] for r in read_table(vocabulary / "province_successors.csv")}, june)
    missing = sorted(set(g.changes.units) - set(g.places))
    if missing:
        raise SystemExit(f"the tables of changes name units that no state of the lists has: {', '.join(missing)}")
    keys = {d.key: districts.of_district(d) for d in june.districts()}
    successors = [*of_changes(g.changes), *Ended(g, communes).rows(), *June(g, june, communes, keys).rows()]
    places = sorted(g.places.values(), key=lambda p: (_LEVELS[p.level], p.parent, p.id))
    return {
        "places.csv": _csv({name: getattr(p, name) for name in Place.__slots__} for p in places),
        "place_successors.csv": _csv(sorted((s.to_row() for s in successors), key=lambda r: (r["place"], r["successor"]))),
    }


def _csv(rows: Iterable[Mapping[str, Any]]) -> str:
    rows = list(rows)
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@click.command(help=__doc__)
@click.option("--check", is_flag=True, help="Write nothing; fail where a committed file is not what this makes.")
def main(check: bool) -> None:
    for name, content in make().items():
        path = VOCAB_DIR / name
        if not check:
            path.write_text(content, encoding="utf-8", newline="")
        elif path.read_text(encoding="utf-8") != content:
            raise SystemExit(f"{name} is not what bench.places makes: run python -m bench.places")
        click.echo(f"{name}: {content.count(chr(10)) - 1} rows")


if __name__ == "__main__":
    main()
