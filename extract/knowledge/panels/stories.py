"""Which articles tell one story: exact copies, and near copies (a syndicated text that was cut or got a lead of its own).

Articles are taken in order of publication (undated last, then by id). Each is compared with the originals before it:
MinHash over shingles of five folded words proposes (`proposals.py`), the words themselves decide (`texts.py`). What is no
copy becomes an original. So every copy is compared with its original and never with another copy: A, B, C where neighbours
are alike but A and C are not cannot run together, and an article that is added later changes nothing that was decided
before it. (One that was published earlier than an original takes its place, as it should.)

A near copy has the words of the shorter text in the longer (`MIN_CONTAINMENT`), is not a mere quotation
(`MIN_SIMILARITY`), and **tells the same of the same places**: the numbers and the names of places of a sentence that has
its counterpart in the other text must be there, too. Two weekly bulletins of one template, two provinces' versions of one
report, and an article that corrects a figure of another are stories of their own.

Measured: two different articles of the sample and the open gold (209 bodies, all pairs) share at most 0.13 of the shorter
one's shingles and 0.065 of both; made copies (tests/test_stories.py: cut, with a lead, edited) at least 0.88 and 0.6.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extract.database.inputs import stable_id
from extract.knowledge.panels.proposals import Proposals
from extract.knowledge.panels.texts import MIN_CONTAINMENT, MIN_SIMILARITY, MIN_WORDS, Text, Texts, likeness, tell_the_same

# Bodies kept to be compared again, in words together: some 4,000 articles, 60 MB.
KEPT_WORDS = 1_500_000


@dataclass(frozen=True, slots=True)
class Copy:
    """An article and the original it repeats. `similarity`: Jaccard of shingles; `containment`: share of the shorter
    text's shingles that the other has, both 0 to 1."""

    article: str
    original: str
    how: str
    similarity: float
    containment: float


def find_copies(articles: Sequence[str], read: Callable[[str], str], kept_words: int = KEPT_WORDS) -> list[Copy]:
    """The copies among articles (ids) in order of publication; `read` gives the body of one, and is asked again for those
    that are compared. Memory: about 500 bytes an article, and what `kept_words` allows. Time grows with the articles and,
    far slower, with the pairs that share a band (of 100,000 articles of one grammar 28 million)."""
    proposals = Proposals(len(articles), MIN_SIMILARITY, MIN_CONTAINMENT)
    long = []
    for rank, article in enumerate(articles):
        text = Text(read(article))
        if text.length >= MIN_WORDS:
            proposals.note(rank, text.shingles)
            long.append(rank)
    proposals.settle()
    texts = Texts(lambda rank: read(articles[rank]), kept_words)
    out = []
    for rank in long:
        found = _best(rank, proposals.candidates(rank), texts)
        if found is None:
            proposals.add(rank)
            continue
        original, (similarity, containment) = found
        how = "same" if texts[rank].line == texts[original].line else "near"
        out.append(Copy(articles[rank], articles[original], how, round(similarity, 6), round(containment, 6)))
    return out


def _best(rank: int, candidates: list[int], texts: Texts) -> tuple[int, tuple[float, float]] | None:
    """The most similar original among the candidates, the first of equals; what the texts tell is asked of the likeliest
    first, and of no more."""
    if not candidates:
        return None
    text = texts[rank]
    alike = [(one, scores) for one in candidates if (scores := likeness(text, texts[one])) is not None]
    likeliest = sorted(alike, key=lambda entry: -entry[1][0])
    return next((entry for entry in likeliest if tell_the_same(text, texts[entry[0]])), None)


def mark_copies(db: sqlite3.Connection) -> None:
    """Fill `article_copies` and the columns `duplicate_of` from the table `articles`."""

    def read(article: str) -> str:
        body: str = db.execute("SELECT body FROM articles WHERE id = ?", (article,)).fetchone()[0]
        return body

    articles = [id_ for (id_,) in db.execute("SELECT id FROM articles ORDER BY coalesce(published_at, '9999'), id")]
    for copy in find_copies(articles, read):
        values = (copy.article, copy.original, copy.how, copy.similarity, copy.containment)
        db.execute("INSERT INTO article_copies VALUES (?, ?, ?, ?, ?, ?)", (stable_id("copy", copy.article), *values))
        db.execute("UPDATE articles SET duplicate_of = ? WHERE id = ?", (copy.original, copy.article))
        db.execute("UPDATE article_versions SET duplicate_of = ? WHERE article = ?", (copy.original, copy.article))
