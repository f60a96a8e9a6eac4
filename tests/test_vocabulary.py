"""The vocabulary tables obey their own rules, and a broken table is refused with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.vocabulary import TABLES, Lexicon, VocabularyError, check_unique, read_table, table


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_valid(name: str) -> None:
    assert len(table(name)) > 5


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1\n", "line 2: 1 cells, 2 expected"),
        ("a,b\n1, 2\n", "line 2: space around"),
        ("a,c\n1,2\n", "line 1: no column b"),
        ("a,b\n1,2\n1,3\n", "line 3: a ('1',) stands already on line 2"),
    ],
)
def test_a_broken_table_names_file_and_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "broken.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(VocabularyError) as error:
        check_unique(read_table(path, ("a", "b")), ("a",))
    assert "broken.csv" in str(error.value) and message in str(error.value)


def test_one_alias_of_two_indicators_needs_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "aliases.csv"
    path.write_text("alias,indicator,decided_by\nx index,A,\nX Index,B,\n", encoding="utf-8")
    with pytest.raises(VocabularyError, match="decided_by"):
        check_unique(read_table(path), ("alias", "indicator"))


def test_the_lexicon_finds_whole_words_longest_first() -> None:
    lexicon = Lexicon([("Sở Văn hóa", 1), ("Sở Văn hóa và Thể thao", 2), ("văn", 3)])
    low = "sở văn hóa và thể thao; văn; vănhóa; sở văn hoá"
    assert [(h.start, h.end, h.value) for h in lexicon.find(low)] == [(0, 22, (2,)), (24, 27, (3,)), (40, 43, (3,))]
    assert [h.value for h in lexicon.find_all("sở văn hóa")] == [(1,), (3,)]


def test_a_phrase_may_have_several_meanings() -> None:
    assert Lexicon([("Kon Tum", "tỉnh"), ("kon tum", "thành phố")]).get("kon tum") == ("tỉnh", "thành phố")
