"""`python -m bench.throughput`: a portal of many pages crawled, archived and parsed by the real code; kept in
bench/throughput.json.

The portal is served on loopback without delay, so the figures are the program's. Memory is that of all its processes together
(what they share counts once). Nothing is judged.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from bench.machine import describe_machine
from bench.portal import portal_file, render
from bench.runs import timed

RESULTS = Path("bench") / "throughput.json"
# The crawl as the command runs it, asking a server of our own instead of the bundled replica.
_CRAWL = """
import sys
from pathlib import Path
from crawler.crawl import crawl
from crawler.portals import load_portals
port, portals, data = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
found = crawl(tuple(load_portals(portals).values()), data, contact="bench on loopback", sample_port=port)
print(sum(found[0].articles.values()), sum(found[0].listings.values()))
"""


def measure(articles: int, seed: int, directory: Path) -> dict[str, float | int]:
    """One crawl and parse of a portal of `articles` articles, from nothing to the articles."""
    pages, middle = render(articles, seed, directory / "pages")
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.portal", "0", str(directory / "pages")], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        portals, data = portal_file(directory / "portals", port), directory / "data"
        crawl = timed([sys.executable, "-c", _CRAWL, str(port), str(portals), str(data)])
        parse = timed(
            [sys.executable, "-m", "crawler", "parse", "--archive", "--data", str(data), "--portals", str(portals)]
        )
    finally:
        server.kill()
        server.wait()
    if sum(map(int, crawl.out.split())) != pages or f"parsed {articles} articles" not in parse.out:
        raise RuntimeError(f"not all was crawled and parsed: {crawl.out.strip()}; {parse.out.strip()}")
    return {
        "pages": pages,
        "articles": articles,
        "page_bytes_median": middle,
        "crawl_seconds": round(crawl.seconds, 2),
        "parse_seconds": round(parse.seconds, 2),
        "pages_per_second": round(pages / (crawl.seconds + parse.seconds), 1),
        "peak_memory_mib": max(crawl.peak_mib, parse.peak_mib),
    }


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--pages", type=click.IntRange(20, 1_000_000), default=10_000, show_default=True, help="Pages, about.")
@click.option("--seed", type=int, default=2, show_default=True, help="Of the generator.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=RESULTS, show_default=True, help="Figures.")
def main(pages: int, seed: int, out: Path) -> None:
    """Crawl, archive and parse a local portal of that many pages; print and keep pages a second and memory."""
    machine = describe_machine()
    with TemporaryDirectory() as directory:
        found = measure(pages * 10 // 11, seed, Path(directory))
    click.echo("  ".join(f"{name} {value}" for name, value in found.items()))
    try:
        out.write_text(
            json.dumps({"machine": machine, "seed": seed} | found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    except OSError as error:
        click.echo(f"bench.throughput: {out}: {error.strerror}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m bench.throughput")
