"""`python -m tests.scout_samples`: each bundled sample portal seen for the first time, as JSON (one event loop a process)."""

from __future__ import annotations

import asyncio
import json

from crawler.portals import load_portals
from crawler.registry.probe import Asker, probe
from crawler.registry.scout import Findings, scout
from crawler.registry.visit import visitor
from crawler.replica.server import Replica


def main() -> None:
    samples = [p for p in load_portals().values() if p.sample]
    visits = {p.id: visitor(p.base_url, 0.0).model_copy(update={"id": p.id}) for p in samples}

    async def look(ask: Asker) -> list[Findings]:
        return list(await asyncio.gather(*(scout(ask, visit) for visit in visits.values())))

    with Replica() as server:
        found = probe(tuple(visits.values()), look, contact="tests", sample_port=server.port)
    told = {
        id_: {
            "family": one.family,
            "sections": [seen.url for seen in one.lists()],
            "parsed": len(one.parsed()),
            "tried": len(one.articles),
        }
        for id_, one in zip(visits, found, strict=True)
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
