"""The kinds of articles and how often each is drawn (survey 2b: order of frequency; people survey, section 6)."""

from __future__ import annotations

from collections.abc import Callable

from bench.grammar.gatherings import ceremony, conference, contest, inspection, news_round, personnel, training
from bench.grammar.national import analysis, one_province, plan_article, round_up
from bench.grammar.provincial import praise, ranking, service_bulletin, table_article
from bench.grammar.scene import Scene, World

Skeleton = Callable[[Scene], None]


def weights(world: World) -> dict[Skeleton, float]:
    """What such a portal writes about."""
    level = world.home.level
    found: dict[Skeleton, float] = {
        conference: 22,
        inspection: 5,
        contest: 5,
        training: 5,
        ceremony: 5,
        personnel: 4,
        plan_article: 7,
        praise: 9,
    }
    if level == "province":
        found |= {one_province: 14, round_up: 5, analysis: 7, ranking: 16, table_article: 7, news_round: 4}
        if world.day >= "2023-06-01":
            found[service_bulletin] = 7
    if level == "district":
        found |= {ranking: 12, table_article: 8, news_round: 4}
    if level == "commune" and not world.reformed:
        # A commune's portal before the reform: what it reports stands within the district's assessment.
        del found[inspection]
    return found
