"""`python -m bench.bodies`: text, title and date of every replica's articles against what was put in, by the adapters and by
trafilatura alone; kept in bench/bodies.json. Nothing is judged: tests/test_families.py does that.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from trafilatura import bare_extraction

from crawler.cms.base import ParsedArticle
from crawler.parse import parse_page
from crawler.replica.server import family_module
from crawler.replica.site import CORPUS, SITES, Site, load_sites

RESULTS = Path("bench") / "bodies.json"
REPLICAS = Path("tests") / "replicas"
_WORD = re.compile(r"\w+")


def f1(found: str, wanted: str) -> float:
    """F1 of the words of two texts, each word as often as it stands there."""
    have, want = Counter(_WORD.findall(found.casefold())), Counter(_WORD.findall(wanted.casefold()))
    if not want:
        return float(not have)
    both = sum((have & want).values())
    return 2 * both / (sum(have.values()) + sum(want.values()))


@dataclass
class Score:
    """Of one reader on one portal: the F1 of each body, and how many titles and days were right."""

    bodies: list[float] = field(default_factory=list)
    titles: int = 0
    days: int = 0

    def add(self, body: str, title: str | None, day: str | None, truth: dict[str, str]) -> None:
        self.bodies.append(f1(body, truth["body"]))
        self.titles += title == truth["title"]
        self.days += (day or "")[:10] == truth["published_at"][:10]

    def row(self) -> dict[str, float | int]:
        n = len(self.bodies)
        return {"articles": n, "body_f1": round(sum(self.bodies) / n, 4), "titles": self.titles, "dates": self.days}


def portals() -> Iterator[tuple[Site, list[dict[str, str]]]]:
    """Every bundled portal and every replica of the tests, with what its pages should give."""
    for corpus, sites in ((CORPUS, SITES), (REPLICAS / "articles", REPLICAS / "sites")):
        for name, site in load_sites(corpus, sites).items():
            files = sorted((corpus / name).glob("*.json"))
            yield site, [json.loads(p.read_text(encoding="utf-8"))["article"] for p in files]


def score(site: Site, truths: list[dict[str, str]]) -> tuple[Score, Score]:
    """The adapters' and trafilatura's figures on one portal. Raises ValueError for an article that is not served."""
    own, other = Score(), Score()
    module = family_module(site.family)
    for truth in truths:
        parts = urlsplit(truth["url"])
        answer = module.answer(site, parts.path + (f"?{parts.query}" if parts.query else ""))
        if answer.status != 200:
            raise ValueError(f"{truth['url']}: status {answer.status}")
        parsed, _ = parse_page(answer.body, truth["url"], family=site.family, headers={"content-type": answer.content_type})
        if isinstance(parsed, ParsedArticle):
            own.add(parsed.body, parsed.title, parsed.published_at, truth)
        else:
            own.add("", None, None, truth)
        # A Document, as `as_dict` is not asked for.
        found: Any = bare_extraction(answer.body, url=truth["url"], with_metadata=True)
        other.add((found and found.text) or "", found and found.title, found and found.date, truth)
    return own, other


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=RESULTS, show_default=True, help="Figures.")
def main(out: Path) -> None:
    """Print and keep, for each portal: F1 of the bodies' words, titles and dates right, by adapters and by trafilatura."""
    rows = []
    click.echo(f"{'portal':22} {'family':12} articles   body F1  titles  dates   trafilatura: body F1  titles  dates")
    for site, truths in portals():
        own, other = (s.row() for s in score(site, truths))
        rows.append({"portal": site.id, "family": site.family, "adapters": own, "trafilatura": other})
        click.echo(
            f"{site.id:22} {site.family:12} {own['articles']:8} {own['body_f1']:9.4f} {own['titles']:7} {own['dates']:6} "
            f"{other['body_f1']:22.4f} {other['titles']:7} {other['dates']:6}"
        )
    try:
        out.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        click.echo(f"bench.bodies: {out}: {error.strerror}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m bench.bodies")
