"""A vocabulary with few places, so that the many small builds of the tests take no time for 15,000 communes."""

from __future__ import annotations

import atexit
import csv
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from core.vocabulary import VOCAB_DIR

# Communes of these provinces stay; provinces and districts all do.
KEPT = ("vn-c-gialai-", "vn-c-binhdinh-", "vn-c-hatinh-", "vn-c-laocai-", "vn-c25-gialai-", "vn-c25-hatinh-", "vn-c25-laocai-")


@cache
def few_places() -> Path:
    """The directory: schemas/vocab with the rows of communes elsewhere left out of places.csv and place_successors.csv."""
    folder = Path(tempfile.mkdtemp(prefix="chiso-vocab-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for file in VOCAB_DIR.glob("*.csv"):
        if file.stem not in ("places", "place_successors"):
            shutil.copy(file, folder)
    kept = _copy(folder, "places", lambda row: _stays(row["id"]))
    _copy(folder, "place_successors", lambda row: row["place"] in kept and row["successor"] in kept)
    return folder


def _stays(id_: str) -> bool:
    return not id_.startswith(("vn-c-", "vn-c25-")) or id_.startswith(KEPT)


def _copy(folder: Path, name: str, stays: Callable[[dict[str, str]], bool]) -> set[str]:
    with (VOCAB_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        rows = [row for row in reader if stays(row)]
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, reader.fieldnames or [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return {row["id"] for row in rows}
