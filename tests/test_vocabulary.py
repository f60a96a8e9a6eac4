"""The vocabulary tables obey their own rules, and a broken table is refused with file, line and what is wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core.vocabulary import TABLES, VOCAB_DIR, Lexicon, VocabularyError, read_vocabulary, table
from core.vocabulary_rows import read_table


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_valid(name: str) -> None:
    assert len(table(name)) > 5


def test_every_file_is_a_table_and_every_row_has_an_id() -> None:
    assert {file.stem for file in VOCAB_DIR.glob("*.csv")} == set(TABLES)
    for name, spec in TABLES.items():
        assert spec.columns[0] == "id", name


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1\n", "line 2: 1 cells, 2 expected"),
        ("a,b\n1, 2\n", "line 2: space around"),
        ("a,c\n1,2\n", "line 1: no column b"),
        ("", "line 1: no column a, b"),
    ],
)
def test_a_torn_file_is_named_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "broken.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(VocabularyError) as error:
        read_table(path, ("a", "b"))
    assert "broken.csv" in str(error.value) and message in str(error.value)


def _append(row: str) -> Callable[[str], str]:
    return lambda text: text + row + "\n"


def _without(pattern: str, by: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, by, text, count=1, flags=re.MULTILINE)


# (table, what is done to it, what the message must hold): each on a copy of the real tables.
BROKEN = [
    ("indicator_aliases", _append("zz-1,X Index,PAPI,\nzz-2,x index,PGI,"), ": alias 'x index' has two owners, PAPI and PGI"),
    ("indicator_aliases", _append("zz-1,X Index,PAPI,context\nzz-2,x index,PGI,"), "{end}: alias 'x index' has two owners"),
    ("indicator_aliases", _append("zz-1,X Index,PAR_INDEX,"), "{end}: alias 'X Index' has two owners, PAR_INDEX and PAR_LOCAL"),
    ("indicator_aliases", _append("zz-1,quản trị điện tử,PGI,"), "{end}: alias 'quản trị điện tử' is a part of PAPI, too"),
    ("indicator_aliases", _append("zz-1,X Index,PAPI,taste"), "{end}: decided_by 'taste' is none of level, context, date"),
    ("indicator_aliases", _append("zz-1,X Index,NO_SUCH,"), "{end}: indicator 'NO_SUCH' is not in indicators.csv"),
    ("indicator_aliases", _append("zz-1,,PAPI,"), "{end}: alias is empty"),
    ("indicator_aliases", _append("ia-001,X Index,PAPI,"), "{end}: id ('ia-001',) stands already on line 2"),
    ("indicator_aliases", _append(",X Index,PAPI,"), "{end}: id is empty"),
    ("indicator_aliases", _append("zz-1,papi,PAPI,"), "{end}: alias + indicator ('papi', 'papi') stands already on line"),
    ("components", _append("zz-1,NO_SUCH,x,x,"), "{end}: indicator 'NO_SUCH' is not in indicators.csv"),
    ("components", _append("zz-1,PII,x,quản trị điện tử,"), "{end}: alias 'quản trị điện tử' has two owners, PAPI and PII"),
    ("indicators", _without(r"^(PCI,.*),DDCI,", r"\1,NO_SUCH,"), "local_id 'NO_SUCH' is not in indicators.csv"),
    ("indicator_editions", _append("zz-1,NO_SUCH,2020,,,,,,"), "{end}: indicator 'NO_SUCH' is not in indicators.csv"),
    ("indicator_components", _append("zz-1,PAPI,2011,,x,10,1,s"), "{end}: component 'x' is not in components.csv"),
    ("departments", _append("zz-1,Sở,Thử,NV,province,,,"), "alias 'nv' has two owners, Nội vụ province and Thử province"),
    ("departments", _append("zz-1,Sở,Thử,,province,2025-3-1,,"), "{end}: valid_from '2025-3-1' is no day"),
    ("departments", _append("zz-1,Sở,Thử,,province,2025-03-01,2025-02-28,"), "{end}: valid_to 2025-02-28 is before valid_from"),
    ("departments", _append("zz-1,Cục,Thử,,province,,,"), "{end}: head 'Cục' is none of Sở, Phòng, Ban, Bộ"),
    ("title_heads", _append("zz-1,Thử,Thử,board,0,Không có,"), "{end}: org_hint 'Không có' is not in organization_kinds.csv"),
    ("title_heads", _append("zz-1,Thử,Thử,king,0,,"), "{end}: kind 'king' is none of party"),
    ("role_verbs", _append("zz-1,thử,sing"), "{end}: role 'sing' is none of chair"),
    ("regions", _append("zz-1,Thử,Tây Nguyên"), "alias 'tây nguyên' has two owners, vn-r-tn and zz-1"),
    ("province_successors", _append("zz-1,tỉnh Không Có,tỉnh Gia Lai"), "{end}: old 'tỉnh Không Có' is not in places.csv"),
    ("place_changes", _append("zz-1,raised,vn-p-hue,,vn-d-no,x,vn-p-hue,x,2025-01-01,1,,x"), "{end}: before 'vn-d-no' is not in"),
    ("place_changes", _append("zz-1,raised,vn-p-hue,,,,,,2025-1-1,1,,x"), "{end}: first_day '2025-1-1' is no day"),
    ("commune_changes", _append("zz-1,merged,vn-p-hue,vn-d-no,,,1,,,2020-01-01,1,,x"), "{end}: district 'vn-d-no' is not in"),
    ("place_changes", _append("zz-1,sunk,vn-p-hue,,,,,,2025-01-01,1,,x"), "{end}: kind 'sunk' is none of raised"),
    ("place_successors", _append("zz-1,vn-p-hue,vn-p-gialai-2025,whole,2025-07-01,x,"), "{end}: vn-p-hue did not end before"),
    ("place_successors", _append("zz-1,vn-p-gialai,vn-p-hue,whole,2024-01-01,x,"), "{end}: vn-p-hue did not exist on 2024-01-01"),
    ("place_successors", _append("zz-1,vn-p-gialai,vn-p-hue,whole,2025-07-01,x,"), "vn-p-gialai has 2 successors, part 'whole'"),
    ("place_aliases", _append("zz-1,Thử,Không Có"), "{end}: name 'Không Có' is not in places.csv"),
    ("place_changes", _append("zz-1,raised,vn-p-hue,,,,,,2025-02-30,1,,x"), "{end}: first_day '2025-02-30' is no day"),
    (
        "organization_changes",
        _append("zz-1,a,province,,b,province,whole,2025-02-30,,yes,yes,x"),
        "{end}: changed_on '2025-02-30'",
    ),
    (
        "indicator_components",
        _append("zz-1,PAPI,2017,2018,tham gia của người dân ở cấp cơ sở,10,1,s"),
        "{end}: 'tham gia của người dân ở cấp cơ sở' of PAPI stands on line 2 for some of these years",
    ),
    ("relevance", _append("zz-1,chỉ số PAPI,strong,"), "{end}: 'chỉ số PAPI' is a name of an index (indicator_aliases.csv, line"),
    ("relevance", _append("zz-1,thử,sure,"), "{end}: role 'sure' is none of strong"),
    ("places", _append("zz-1,Gia Lai,tỉnh,province,,,2024-01-01,,,,,,"), "{end}: tỉnh Gia Lai stands already on line"),
    ("places", _append("zz-1,Thử,xã,commune,zz-9,,,,,,,,"), "{end}: parent 'zz-9' is not in places.csv"),
]


@pytest.mark.parametrize(("name", "change", "message"), BROKEN)
def test_a_broken_table_is_refused_by_file_line_and_alias(
    tmp_path: Path, name: str, change: Callable[[str], str], message: str
) -> None:
    directory = tmp_path / "vocab"
    shutil.copytree(VOCAB_DIR, directory)
    file = directory / f"{name}.csv"
    text = change(file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyError) as error:
        read_vocabulary(directory)
    assert str(error.value).startswith(f"{name}.csv, line ")
    assert message.replace("{end}", f"line {len(text.splitlines())}") in str(error.value)


def test_two_owners_that_something_tells_apart_are_no_error(tmp_path: Path) -> None:
    directory = tmp_path / "vocab"
    shutil.copytree(VOCAB_DIR, directory)
    with (directory / "indicator_aliases.csv").open("a", encoding="utf-8") as file:
        file.write("zz-1,X Index,PAPI,context\nzz-2,x index,PGI,level|date\n")
    assert len(read_vocabulary(directory)["indicator_aliases"]) == len(table("indicator_aliases")) + 2


def test_the_lexicon_finds_whole_words_longest_first() -> None:
    lexicon = Lexicon([("Sở Văn hóa", 1), ("Sở Văn hóa và Thể thao", 2), ("văn", 3)])
    low = "sở văn hóa và thể thao; văn; vănhóa; sở văn hoá"
    assert [(h.start, h.end, h.value) for h in lexicon.find(low)] == [(0, 22, (2,)), (24, 27, (3,)), (40, 43, (3,))]
    assert [h.value for h in lexicon.find_all("sở văn hóa")] == [(1,), (3,)]


def test_a_phrase_may_have_several_meanings() -> None:
    assert Lexicon([("Kon Tum", "tỉnh"), ("kon tum", "thành phố")]).get("kon tum") == ("tỉnh", "thành phố")
