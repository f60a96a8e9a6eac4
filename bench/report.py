"""The figures of a run as a table to read and as JSON to keep."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from bench.samples import Material
from bench.stages import Timing

_HEADER = ("stage", "done", "s (median)", "min-max", "per second", "ratio to", "peak MiB")
_WORDS = frozenset({"stage", "ratio to"})


def stage_rows(timings: Sequence[Timing], peaks: Mapping[str, float]) -> list[dict[str, Any]]:
    """One object a stage: runs in seconds, the rate by the median run, the ratio to its yardstick, peak memory in MiB."""
    by_name = {timing.stage.name: timing for timing in timings}
    return [
        {
            "stage": t.stage.name,
            "unit": t.stage.unit,
            "done": t.done,
            "seconds": [round(s, 4) for s in t.seconds],
            "median_seconds": round(median(t.seconds), 4),
            "per_second": round(t.per_second, 2),
            "yardstick": t.stage.yardstick,
            "ratio": None if t.stage.yardstick is None else round(t.ratio(by_name[t.stage.yardstick]), 3),
            "peak_memory_mib": None if t.stage.name not in peaks else round(peaks[t.stage.name], 1),
        }
        for t in timings
    ]


def results(machine: Mapping[str, Any], rounds: int, material: Material, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What results.json holds."""
    return {
        "machine": dict(machine),
        "rounds": rounds,
        "material": {
            "pages": len(material.pages),
            "page_bytes": sum(len(page.content) for page in material.pages),
            "articles": len(material.articles),
            "articles_extracted": len(material.read),
            "body_characters": sum(len(article.body) for article in material.read),
            "facts": material.facts,
            "articles_in_database": len(material.articles) * material.copies,
        },
        "stages": [dict(row) for row in rows],
    }


def table(found: Mapping[str, Any]) -> str:
    """The figures for a terminal: a heading, a line a stage."""
    machine, material = found["machine"], found["material"]
    lines = [_HEADER, *(_cells(row) for row in found["stages"])]
    widths = [max(len(line[i]) for line in lines) for i in range(len(_HEADER))]
    return "\n".join(
        [
            f"{machine['cpu']}, {machine['usable_cores']} of {machine['cores']} cores, {machine['memory_gib']} GiB, "
            f"{machine['system']}, Python {machine['python']}, load before {machine['load_before']}",
            f"{found['rounds']} interleaved rounds over {material['pages']} sample pages ({material['page_bytes'] // 1024} KiB), "
            f"{material['facts']} facts; {material['articles_extracted']} articles extracted, generated ones too "
            f"({material['body_characters']} characters); "
            f"database of {material['articles_in_database']} articles (copies of these)",
            "",
            *(_line(line, widths) for line in lines),
        ]
    )


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Words to the left, figures to the right."""
    padded = (cell.ljust(w) if head in _WORDS else cell.rjust(w) for head, cell, w in zip(_HEADER, cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def _cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    low, high = min(row["seconds"]), max(row["seconds"])
    return (
        row["stage"],
        f"{row['done']} {row['unit']}",
        f"{row['median_seconds']:.3f}",
        f"{low:.3f}-{high:.3f}",
        f"{row['per_second']:.1f}",
        "" if row["ratio"] is None else f"{row['ratio']:.2f} x {row['yardstick']}",
        "" if row["peak_memory_mib"] is None else f"{row['peak_memory_mib']:.0f}",
    )


def write_results(found: Mapping[str, Any], file: Path) -> None:
    """Write the JSON in one step. Raises OSError."""
    part = file.with_suffix(".part")
    part.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    part.replace(file)
