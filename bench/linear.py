"""`python -m bench.linear`: seconds to extract long texts of one kind each at growing sizes, kept in bench/linear.json.

Each text is read in a process of its own. Nothing is judged: twice the text should take about twice the time.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bench.machine import describe_machine
from bench.shapes import OTHERS, PIECES

SIZES = (250_000, 500_000, 1_000_000, 2_000_000)
RESULTS = Path("bench") / "linear.json"
# Read one text in this process and print the seconds of the extraction alone.
_CHILD = """
import sys, time
from bench.shapes import long_text
from extract.pipeline import extract
from schemas.records import Article, Portal
portal = Portal("dailoc", "huyện Đại Lộc", "tỉnh Quảng Nam")
def read(body): return extract(Article("u", "Kết quả CCHC năm 2023", body, "2024-05-09T08:00:00+07:00", portal=portal))
read("Chỉ số CCHC năm 2023 của huyện đạt 90,1 điểm.")
body = long_text(sys.argv[1], int(sys.argv[2]))
start = time.process_time()
found = read(body)
print(round(time.process_time() - start, 2), sum(map(len, found.facts.values())))
"""


def seconds(kind: str, size: int, timeout: float) -> tuple[float | None, int]:
    """(seconds of processor, facts) of a text of `size` characters; (None, 0) where it took longer than `timeout` s.

    Raises CalledProcessError where the extraction fails."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", _CHILD, kind, str(size)], capture_output=True, text=True, check=True, timeout=timeout
        )
    except subprocess.TimeoutExpired:
        return None, 0
    spent, facts = done.stdout.split()
    return float(spent), int(facts)


def main() -> None:
    """Measure all kinds (or those named) at all sizes and write the file."""
    rows = []
    for kind in sys.argv[1:] or (*PIECES, *OTHERS):
        row = {str(size): seconds(kind, size, 600)[0] for size in SIZES}
        rows.append({"kind": kind, "seconds": row})
        print(f"{kind:20}", *(f"{'-' if s is None else s:>8}" for s in row.values()), flush=True)
    found = {"machine": describe_machine(), "unit": "seconds of processor by characters of body", "kinds": rows}
    RESULTS.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
