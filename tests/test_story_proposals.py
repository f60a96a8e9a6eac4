"""How copies of stories are searched: nothing that is alike enough is rejected unseen, and what is kept is bounded."""

from __future__ import annotations

import random
import zlib
from collections import Counter
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.search_text import find_words, fold_words
from extract.knowledge.panels.proposals import BANDS, BITS, ROWS, Hashes, Proposals, signature
from extract.knowledge.panels.stories import Copy, find_copies
from extract.knowledge.panels.texts import MIN_CONTAINMENT, MIN_SIMILARITY, MIN_WORDS, Text, Texts, compare


@given(st.text(st.sampled_from("aÀđĐ ß1½_.,;-\n\u0300\u0323\u00a0\u2028\x1cớİŉ"), max_size=40) | st.text(max_size=60))
def test_words_alone_are_those_with_offsets(text: str) -> None:
    assert fold_words(text) == [word for word, _, _ in find_words(text)]


def test_shingles_are_the_hashes_of_five_words() -> None:
    text = Text("Ủy ban nhân dân tỉnh công bố chỉ số αβγ, 84,2 điểm; Ủy ban nhân dân tỉnh công bố chỉ số.")
    words = text.words()
    assert " ".join(words) == "uy ban nhan dan tinh cong bo chi so αβγ 84 2 diem uy ban nhan dan tinh cong bo chi so"
    assert text.shingles.tolist() == sorted({zlib.crc32(" ".join(words[i : i + 5]).encode()) for i in range(len(words) - 4)})
    assert Text("bốn từ thì thôi").shingles.tolist() == []


def hashes(chance: random.Random, count: int) -> set[int]:
    return {chance.randrange(1 << 32) for _ in range(count)}


def array(shingles: set[int]) -> Hashes:
    return np.array(sorted(shingles), dtype=np.uint32)


def proposed(sets: list[set[int]]) -> set[tuple[int, int]]:
    """The pairs that are proposed when each set in turn is asked for and added."""
    proposals = Proposals(len(sets), MIN_SIMILARITY, MIN_CONTAINMENT)
    for number, one in enumerate(sets):
        proposals.note(number, array(one))
    proposals.settle()
    found = set()
    for number in range(len(sets)):
        found |= {(earlier, number) for earlier in proposals.candidates(number)}
        proposals.add(number)
    return found


def meet(one: set[int], other: set[int]) -> bool:
    """Does a whole band of their signatures agree?"""
    agree = (signature(array(one)) == signature(array(other))).reshape(BANDS, ROWS)
    return bool(agree.all(axis=1).any())


@pytest.mark.parametrize("size", [3, 40, 350, 5 * BITS])
def test_what_is_alike_and_meets_is_proposed_and_nothing_that_does_not(size: int) -> None:
    """Against all pairs, of small sets, middle ones and such as set every bit."""
    chance = random.Random(size)
    common = [hashes(chance, size) for _ in range(3)]
    sets = [
        set(chance.sample(sorted(base), chance.randint(max(1, int(size * 0.3)), len(base))))
        | hashes(chance, chance.randint(0, size))
        for base in common
        for _ in range(8)
    ]
    sets += [set(sets[0]), common[0], common[1]]
    kinds: Counter[str] = Counter()
    found = proposed(sets)
    for one, other in combinations(range(len(sets)), 2):
        a, b = sets[one], sets[other]
        alike = len(a & b) / len(a | b) >= MIN_SIMILARITY and len(a & b) / min(len(a), len(b)) >= MIN_CONTAINMENT
        met = meet(a, b)
        kinds[f"alike={alike} met={met}"] += 1
        assert (one, other) in found or not (alike and met)
        assert met or (one, other) not in found
    assert kinds["alike=True met=True"] > 0 < kinds["alike=False met=True"]


def test_most_of_one_template_is_rejected_unseen() -> None:
    """Texts that share a third of their words meet often, and none of the pairs is left to be compared."""
    chance = random.Random(5)
    template = hashes(chance, 120)
    sets = [template | hashes(chance, 240) for _ in range(60)]
    assert sum(meet(a, b) for a, b in combinations(sets, 2)) > 100
    assert proposed(sets) == set()


def test_signatures_are_those_the_thresholds_were_measured_with() -> None:
    """Of datasketch 2.0.0: MinHash(num_perm=126, seed=1, hashfunc=int), update_batch([1, 2, 3, 4294967295])."""
    made = signature(array({1, 2, 3, 4294967295}))
    assert (
        made[:4].tolist() == [695757984, 1275674433, 937690510, 408976548]
        and zlib.crc32(made.astype("<u4").tobytes()) == 1781202852
    )


def test_who_was_not_added_or_not_noted_is_not_proposed() -> None:
    shingles = array(hashes(random.Random(2), 100))
    proposals = Proposals(4, MIN_SIMILARITY, MIN_CONTAINMENT)
    for number in (0, 1, 3):
        proposals.note(number, shingles)
    proposals.settle()
    assert proposals.candidates(3) == []
    proposals.add(1)
    assert (proposals.candidates(3), proposals.candidates(2)) == ([1], [])


def test_no_more_words_are_kept_than_allowed() -> None:
    read: list[int] = []

    def body(article: int) -> str:
        read.append(article)
        return f"bài {article} " * 50

    texts = Texts(body, 250)
    for article in (0, 1, 0, 2, 1, 2, 0):
        assert texts[article].words()[1] == str(article)
    assert read == [0, 1, 2, 1, 0], "two of a hundred words are kept, those last asked for"


def made_collection() -> dict[str, str]:
    """Stories of invented words with copies of them and of their copies, in any order (seeded)."""
    chance = random.Random(11)
    vocabulary = ["".join(chance.choice("bcdghlmnt") + chance.choice("aeiou") for _ in range(2)) for _ in range(3000)]

    def paragraph(size: int) -> str:
        return " ".join(chance.choice(vocabulary) for _ in range(size)) + f" {chance.randint(2, 99)} điểm."

    bodies = ["\n".join(paragraph(25) for _ in range(chance.randint(2, 9))) for _ in range(30)]
    for _ in range(90):
        parts = chance.choice(bodies).split("\n")
        kept = [part for part in parts if chance.random() > 0.15] or parts
        bodies.append("\n".join([paragraph(chance.randint(3, 30)), *kept] if chance.random() < 0.5 else kept))
    chance.shuffle(bodies)
    return {str(number): body for number, body in enumerate(bodies)}


def by_all_pairs(bodies: dict[str, str]) -> list[Copy]:
    """The definition, word for word: each article compared with all originals before it whose signatures meet its own."""
    texts = {article: Text(body) for article, body in bodies.items()}
    originals: list[str] = []
    out = []
    for article, text in texts.items():
        if text.length < MIN_WORDS:
            continue
        mine = set(text.shingles.tolist())
        met = [one for one in originals if meet(mine, set(texts[one].shingles.tolist()))]
        scored = [(one, scores) for one in met if (scores := compare(text, texts[one])) is not None]
        if not scored:
            originals.append(article)
            continue
        original, (similarity, containment) = max(scored, key=lambda entry: entry[1][0])
        how = "same" if text.words() == texts[original].words() else "near"
        out.append(Copy(article, original, how, round(similarity, 6), round(containment, 6)))
    return out


def test_the_copies_are_those_of_all_pairs_however_little_is_kept() -> None:
    bodies = made_collection()
    wanted = by_all_pairs(bodies)
    assert {copy.how for copy in wanted} == {"same", "near"} and len(wanted) > 50
    assert find_copies(list(bodies), bodies.__getitem__) == wanted
    assert find_copies(list(bodies), bodies.__getitem__, kept_words=1) == wanted
