"""Statistics that are no indices: GRDP, budgets, files on time, contests (codebook, "Fine points").

Source: schemas/vocab/other_statistics.csv.
"""

from __future__ import annotations

import re
from functools import cache

from core.openings import LETTER, any_word
from core.vocabulary import table


@cache
def other_statistics() -> re.Pattern[str]:
    """Nouns of other statistics (other_statistics.csv) as whole words, longest first. One of them in the clause of a
    figure, with no index or part named after it, rules the figure out."""
    nouns = sorted((row["noun"] for row in table("other_statistics")), key=lambda n: (-len(n), n))
    return re.compile(any_word(map(re.escape, nouns), not_after=LETTER) + "(?![a-zà-ỹđ])")
