"""A large database to browse: generated articles with the facts they state, written as the crawl and the extraction write
them, and built. Kept under data/bench/, and made again where its stamp no longer fits."""

from __future__ import annotations

import hashlib
import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from bench.generate import article
from bench.grammar.assemble import Case
from bench.machine import MIB, peak_bytes
from core.article_store import write_articles
from extract.database.inputs import read_table
from extract.database.load import build
from extract.incremental.store import Rules, write_all_facts
from schemas.facts import TYPES

ROOT = Path(__file__).resolve().parents[1]
DIRECTORY = ROOT / "data" / "bench"
SEED = 1
FETCHED_AT = "2026-11-01T00:00:00Z"
CHUNK = 250
NEWSPAPERS = 20
_INPUTS = ("bench/grammar", "bench/generate.py", "bench/large.py", "schemas/vocab")
_BUILD = ("schemas", "core", "extract/database", "extract/knowledge", "decisions")


def _digest(names: tuple[str, ...]) -> str:
    """A hash of the source files that make something."""
    files = {path for name in names for path in ([ROOT / name] if (ROOT / name).is_file() else (ROOT / name).rglob("*"))}
    digest = hashlib.sha256()
    for path in sorted(path for path in files if path.suffix in (".py", ".sql", ".csv", ".json")):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _provinces() -> dict[str, tuple[str, str]]:
    """Province in lower case (`tỉnh gia lai`) → (id of its portal, `tỉnh Gia Lai`)."""
    rows = [row for _, row in read_table(ROOT / "schemas" / "vocab" / "places.csv", ("id", "name", "type"))]
    provinces = [row for row in rows if row["id"].startswith("vn-p-")]
    names = [f"{row['type']} {row['name']}" for row in provinces]
    slugs = [row["id"].removeprefix("vn-p-").removesuffix("-2025") for row in provinces]
    return {name.lower(): (f"gen-{slug}", name) for name, slug in zip(names, slugs, strict=True)}


@lru_cache(maxsize=1)
def _province_pattern() -> re.Pattern[str]:
    names = sorted(_provinces(), key=lambda name: (-len(name), name))
    return re.compile("|".join(map(re.escape, names)), re.IGNORECASE)


def _portal(case: Case, number: int) -> dict[str, Any]:
    """The portal of the province that the article names most; a newspaper where it was drawn for one, or names none."""
    found = Counter(name.lower() for name in _province_pattern().findall(f"{case.article.title}\n{case.article.body}"))
    if not found or "-paper-" in case.article.url:
        return {"id": f"gen-paper-{number % NEWSPAPERS:02d}", "place": None, "province": None}
    portal, name = _provinces()[min(found, key=lambda name: (-found[name], name))]
    return {"id": portal, "place": name, "province": None}


def _lines(seed: int, number: int) -> tuple[str, str, int]:
    """(article as JSON, its facts as JSON, number of facts) of one generated article."""
    case, draw = article(seed, number), random.Random(f"{seed}-{number}")
    page = {
        "sha256": hashlib.sha256(case.article.body.encode()).hexdigest(),
        "fetched_at": FETCHED_AT,
        "warc": f"gen/{number // 1000:04d}.warc.gz",
        "offset": number % 1000,
        "key": str(number),
        "family": "nukeviet",
        "layout": "",
    }
    data = case.article.to_json() | {"portal": _portal(case, number), "page": page}
    facts: dict[str, Any] = {"url": case.article.url, "issues": []}
    for type_ in TYPES:
        more = {"rule": f"{type_}.generated", "mentions": []}
        facts[type_] = [record | more | {"confidence": round(draw.uniform(0.5, 1), 2)} for record in case.gold[type_]]
    count = sum(len(facts[type_]) for type_ in TYPES)
    return json.dumps(data, ensure_ascii=False), json.dumps(facts, ensure_ascii=False), count


def _chunk(seed: int, numbers: range) -> tuple[str, str, int]:
    made = [_lines(seed, number) for number in numbers]
    return "".join(f"{a}\n" for a, _, _ in made), "".join(f"{f}\n" for _, f, _ in made), sum(n for _, _, n in made)


def write_inputs(directory: Path, seed: int, count: int) -> int:
    """Write articles/ and facts/ of articles 0..count-1 of a seed. Returns the number of facts."""
    directory.mkdir(parents=True, exist_ok=True)
    chunks = [range(at, min(at + CHUNK, count)) for at in range(0, count, CHUNK)]
    total = 0
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool, TemporaryFile("w+", encoding="utf-8") as facts:

        def articles() -> Iterator[dict[str, Any]]:
            nonlocal total
            for article_lines, fact_lines, n in pool.map(partial(_chunk, seed), chunks):
                facts.write(fact_lines)
                total += n
                yield from map(json.loads, article_lines.split("\n")[:-1])

        write_articles(directory, articles())
        facts.seek(0)
        write_all_facts(directory, (line.rstrip("\n") for line in facts), Rules("bench", "bench", "gold"))
    return total


def write_articles_only(directory: Path, seed: int, count: int) -> int:
    """Write articles/ of articles 0..count-1 of a seed, to be extracted. Returns their number."""
    chunks = [range(at, min(at + CHUNK, count)) for at in range(0, count, CHUNK)]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        made = (json.loads(line) for lines, _, _ in pool.map(partial(_chunk, seed), chunks) for line in lines.split("\n")[:-1])
        return write_articles(directory, made)


def large_database(seed: int, count: int, directory: Path = DIRECTORY) -> tuple[Path, dict[str, Any]]:
    """The database of articles 0..count-1 of a seed and what making it cost (seconds, MiB, numbers), from `directory` where the
    one there was made of the same."""
    inputs, database = directory / "inputs.json", directory / "chiso.db"
    wanted = {"seed": seed, "articles": count, "made_by": _digest(_INPUTS)}
    made = _told(inputs)
    if made.get("stamp") != wanted:
        inputs.unlink(missing_ok=True)
        start = time.perf_counter()
        facts = write_inputs(directory, seed, count)
        made = {"stamp": wanted, "articles": count, "facts": facts, "generate_seconds": round(time.perf_counter() - start, 1)}
        inputs.write_text(json.dumps(made) + "\n", encoding="utf-8")
    built = _told(directory / "built.json")
    stamp = wanted | {"build": _digest(_BUILD)}
    if built.get("stamp") != stamp or not database.exists():
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            built = {"stamp": stamp} | pool.submit(_build, directory).result()
        (directory / "built.json").write_text(json.dumps(built) + "\n", encoding="utf-8")
    return database, {key: value for key, value in (made | built).items() if key != "stamp"}


def _build(directory: Path) -> dict[str, Any]:
    """In a process of its own, whose peak is that of the build."""
    start = time.perf_counter()
    counts = build(directory, directory / "chiso.db").counts
    return {
        "facts": counts["facts"],
        "rows": sum(counts.values()),
        "build_seconds": round(time.perf_counter() - start, 1),
        "build_peak_mib": round(peak_bytes() / MIB, 1),
        "database_mib": round((directory / "chiso.db").stat().st_size / MIB, 1),
    }


def _told(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found
