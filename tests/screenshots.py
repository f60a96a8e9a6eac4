"""The README's pictures of the main pages: `python -m tests.screenshots [--database data/chiso.db] [--out docs/screenshots]`.

1280 pixels wide, light, English, of the sample database; few colours, so that each file stays small."""

from __future__ import annotations

import io
from pathlib import Path

import click
from PIL import Image

from tests.browse_fixture import serving
from tests.browse_pages import LEAGUE, PROVINCE, ask
from tests.browser import Visitor, chromium

HEIGHT = 1200
COLOURS = 128
LARGEST = 150_000


def pictured(database: Path) -> dict[str, str]:
    """File name → address. The article tells a rank early and holds some more facts."""
    (fact, article), *_ = ask(
        database,
        "SELECT r.fact_id, r.article_id FROM v_ranks r JOIN mentions m ON m.fact = r.fact_id AND m.evidence "
        "JOIN articles a ON a.id = r.article_id WHERE m.field = 'body' AND r.indicator = 'PAR_INDEX' "
        "AND (SELECT count(*) FROM facts f WHERE f.article_version = a.version) > 8 "
        'ORDER BY m."start", a.id LIMIT 1',
    )
    return {
        "start": "/",
        "province": f"/-/province/{PROVINCE}",
        "index": LEAGUE,
        "article": f"/-/article/{article}#fact-{fact}",
    }


def small(png: bytes) -> bytes:
    """The picture in few colours. Raises ValueError where it is still too large for a README."""
    out = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS).save(out, "PNG", optimize=True)
    if out.tell() > LARGEST:
        raise ValueError(f"{out.tell()} bytes")
    return out.getvalue()


@click.command()
@click.option("--database", default=Path("data/chiso.db"), show_default=True, type=click.Path(exists=True, path_type=Path))
@click.option("--out", default=Path("docs/screenshots"), show_default=True, type=click.Path(path_type=Path))
def main(database: Path, out: Path) -> None:
    """Take the pictures anew."""
    out.mkdir(parents=True, exist_ok=True)
    with serving(database) as http, chromium() as browser:
        size = {"width": 1280, "height": HEIGHT}
        visitor = Visitor(browser, str(http.base_url).rstrip("/"), viewport=size, color_scheme="light", locale="en-GB")
        for name, path in pictured(database.resolve()).items():
            visitor.go(path)
            (out / f"{name}.png").write_bytes(small(visitor.page.screenshot(animations="disabled", caret="hide")))
        visitor.close()


if __name__ == "__main__":
    main()
