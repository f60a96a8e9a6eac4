"""TCVN3 (ABC) and VNI: Latin-1 letters that fonts show as Vietnamese ones.

Nothing in a page says so for certain (a `.VnTime` left behind in the style of Unicode text is common), so each stretch of text is
read in all three ways and the reading whose words are Vietnamese syllables counts. Source: survey section 8.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from crawler.coding.syllables import is_syllable

Coding = Literal["tcvn3", "vni"]
CODINGS: tuple[Coding, ...] = ("tcvn3", "vni")

# TCVN3: Latin-1 code points. The soft hyphen (AD) is u-horn; PDF readers give a minus (U+2212) for it, a mu for the micro sign.
TCVN3_FROM = (
    "\u00b8\u00b5\u00b6\u00b7\u00b9\u00a8\u00be\u00bb\u00bc\u00bd\u00c6\u00a9\u00ca\u00c7\u00c8\u00c9\u00cb\u00d0\u00cc"
    "\u00ce\u00cf\u00d1\u00aa\u00d5\u00d2\u00d3\u00d4\u00d6\u00dd\u00d7\u00d8\u00dc\u00de\u00e3\u00df\u00e1\u00e2\u00e4"
    "\u00ab\u00e8\u00e5\u00e6\u00e7\u00e9\u00ac\u00ed\u00ea\u00eb\u00ec\u00ee\u00f3\u00ef\u00f1\u00f2\u00f4\u00ad\u00f8"
    "\u00f5\u00f6\u00f7\u00f9\u00fd\u00fa\u00fb\u00fc\u00fe\u00ae\u00a1\u00a2\u00a3\u00a4\u00a5\u00a6\u00a7"
)
TCVN3_TO = "áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđĂÂÊÔƠƯĐ"
_PDF = {"\u2212": "ư", "\u03bc": "à"}
_TCVN3 = str.maketrans(dict(zip(TCVN3_FROM, TCVN3_TO, strict=True)) | _PDF)

_GRAVE, _ACUTE, _TILDE, _HOOK, _DOT, _HAT, _BREVE = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306"
# VNI: a letter that stands for another by itself, or a letter behind its base that stands for marks.
VNI_LETTERS = {"ñ": "đ", "ö": "ư", "ô": "ơ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
VNI_TONES = {"ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_HAT = {"â": "", "á": _ACUTE, "à": _GRAVE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_VNI_BREVE = {"ê": "", "é": _ACUTE, "è": _GRAVE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
VNI_PAIRS = {
    **{base + mark: base + tone for base in "aeouy" for mark, tone in VNI_TONES.items()},
    **{base + mark: VNI_LETTERS[base] + tone for base in "öô" for mark, tone in VNI_TONES.items()},
    **{base + mark: base + _HAT + tone for base in "aeo" for mark, tone in _VNI_HAT.items()},
    **{"a" + mark: "a" + _BREVE + tone for mark, tone in _VNI_BREVE.items()},
}
# ỵ has a letter of its own, so no pair.
del VNI_PAIRS["yï"]
_VNI = {key: unicodedata.normalize("NFC", value) for key, value in (VNI_LETTERS | VNI_PAIRS).items()}
_VNI |= {key.upper(): value.upper() for key, value in _VNI.items()}
# A capital with a small mark letter, as typists leave it; the base's case counts.
_VNI |= {key[0].upper() + key[1]: _VNI[key.upper()] for key in VNI_PAIRS}
_VNI_CODES = frozenset(ord(c) for key in _VNI for c in key)
_VNI_FIND = re.compile("|".join(sorted(_VNI, key=len, reverse=True)))

_LETTER = r"[^\W\d_]"
_TCVN3_SIGNS = "".join(sorted(c for c in TCVN3_FROM if not c.isalpha()))
# A word of any reading: letters, and signs of TCVN3 that stand at a letter; a minus only between letters.
_WORD = re.compile(
    rf"(?:{_LETTER}|[{re.escape(_TCVN3_SIGNS)}\u0300-\u036f]|(?<={_LETTER})\u2212(?={_LETTER}|[{re.escape(_TCVN3_SIGNS)}]))+"
)
# Signs that are a letter without a word: á, ô (`« t«`), ơ, Ă, Â, Ê, Ô, Ơ, Ư; the đ of money, of `đ/c`, of initials.
_ALONE = re.compile(r"(?<![^\s.])[\u00a1-\u00a6\u00b8\u00ab\u00ac](?![^\s.,;:)])|(?<=\d)\u00ae|[\u00ae\u00a7](?=[/.])")
_HIGH = re.compile("[^\x00-\x7f]")
_SMALL, _CAPITAL = re.compile("[a-z]"), re.compile("[A-Z]")
# Cells and lines are apart.
_BREAK = re.compile(r"[|\n]")
# No Vietnamese word in Unicode has one of these: without them at a letter, there is nothing to do.
FOREIGN = f"{_TCVN3_SIGNS}\u00b5\u00aaÆÇËÎÏÑÖ×ØÜÞßäåæçëîïñöøûüþÅÄÛ\u2212\u03bc"
SUSPECT = re.compile(rf"[{re.escape(FOREIGN)}](?:(?<={_LETTER}.)|(?={_LETTER}))")
# What a page needs before a stretch without proof of its own follows it, and how far proof must outweigh its contrary.
_PROOF, _PAGE_PROOF, _OUTWEIGH = 3, 5, 3


def from_tcvn3(text: str) -> str:
    """TCVN3 letters as Unicode (NFC); other characters stay. Pure, same length."""
    return text.translate(_TCVN3)


def from_vni(text: str) -> str:
    """VNI letters as Unicode (NFC); other characters stay."""
    return _VNI_FIND.sub(lambda m: _VNI[m.group()], text)


_READ = {"tcvn3": from_tcvn3, "vni": from_vni}


@dataclass(frozen=True, slots=True)
class Votes:
    """Of the words with letters beyond ASCII: how many are Vietnamese in one reading only, and (of Latin-1 words) in none."""

    plain: int = 0
    tcvn3: int = 0
    vni: int = 0
    none: int = 0

    def of(self, coding: Coding) -> int:
        """The votes for a coding."""
        return self.tcvn3 if coding == "tcvn3" else self.vni

    def __add__(self, other: Votes) -> Votes:
        return Votes(self.plain + other.plain, self.tcvn3 + other.tcvn3, self.vni + other.vni, self.none + other.none)


def votes(text: str) -> Votes:
    """Read every word in all ways."""
    plain = tcvn3 = vni = none = 0
    for found in _WORD.finditer(unicodedata.normalize("NFC", text)):
        word = found.group()
        if not _HIGH.search(word) or (len(word) == 1 and not word.isalpha()):
            continue
        readings = (is_syllable(word), _reads(word, "tcvn3"), _reads(word, "vni"))
        if sum(readings) == 1:
            plain, tcvn3, vni = plain + readings[0], tcvn3 + readings[1], vni + readings[2]
        none += not any(readings) and max(word) <= "\xff"
    return Votes(plain, tcvn3, vni, none)


def _reads(word: str, coding: Coding) -> bool:
    return _is_held(word, coding) and is_syllable(_READ[coding](word))


def _is_held(word: str, coding: Coding) -> bool:
    """Whether the coding has all letters of a word."""
    known = _TCVN3 if coding == "tcvn3" else _VNI_CODES
    return all(ord(c) in known for c in _HIGH.findall(word))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text that is decided on as one: the pieces of a block in one font. `font`: the coding that the font's name says, if any;
    `capital`: a font that shows small letters as capitals (`.VnTimeH`)."""

    pieces: tuple[str, ...]
    font: Coding | None = None
    capital: bool = False


def to_unicode(stretches: Sequence[Stretch]) -> tuple[list[tuple[str, ...]], set[Coding]]:
    """The pieces of each stretch in Unicode, and the codings that were found. Text without a sign of a coding stays as it is,
    to the character."""
    texts = ["".join(s.pieces) for s in stretches]
    counted = [votes(text) if _HIGH.search(text) else Votes() for text in texts]
    page = sum(counted, Votes())
    main = next(
        (c for c in CODINGS if page.of(c) >= _PAGE_PROOF and page.of(c) >= _OUTWEIGH * (page.plain + _other(page, c))), None
    )
    out: list[tuple[str, ...]] = []
    found: set[Coding] = set()
    for stretch, text, seen in zip(stretches, texts, counted, strict=True):
        coding = _decide(seen, stretch.font, page, main)
        if coding is None or (not _HIGH.search(text) and not (stretch.capital and coding == "tcvn3")):
            out.append(stretch.pieces)
            continue
        read = _convert(stretch, coding, certain=seen.plain * _OUTWEIGH <= seen.of(coding))
        out.append(read)
        if read != stretch.pieces:
            found.add(coding)
    return out, found


def _other(seen: Votes, coding: Coding) -> int:
    return seen.vni if coding == "tcvn3" else seen.tcvn3


def _decide(seen: Votes, font: Coding | None, page: Votes, main: Coding | None) -> Coding | None:
    """The coding of a stretch: by its own words, by one word where font or page say the same, by the page alone."""
    best = max(CODINGS, key=seen.of)
    proof, against = seen.of(best), seen.plain + _other(seen, best)
    supported = font == best or page.of(best) >= _PAGE_PROOF
    if proof >= (1 if supported else _PROOF) and proof >= _OUTWEIGH * against and proof * 2 >= seen.none:
        return best
    if not supported and proof == 2 and against == 0 and seen.none == 0:
        return best
    # A phrase within a Unicode sentence: its words are Vietnamese in no other way, and are turned word by word.
    if proof > _PROOF and proof >= 2 * (seen.none + _other(seen, best)):
        return best
    return main if main is not None and seen.plain == 0 and _other(seen, main) == 0 and seen.none <= seen.of(main) + 1 else None


def _convert(stretch: Stretch, coding: Coding, *, certain: bool) -> tuple[str, ...]:
    """The pieces in Unicode. Words may run across pieces: a letter that two characters give stands in the piece of the first."""
    text = "".join(stretch.pieces)
    shown = list(text)
    for found in _WORD.finditer(text):
        word = found.group()
        if _HIGH.search(word) and (len(word) > 1 or word.isalpha()) and not _stays(word, coding, certain):
            _place(shown, word, found.start(), coding)
    if coding == "tcvn3":
        for sign in _ALONE.finditer(text):
            shown[sign.start()] = from_tcvn3(sign.group())
        _capitalise(shown, text, everything=stretch.capital)
    out, at = [], 0
    for piece in stretch.pieces:
        out.append("".join(shown[at : at + len(piece)]))
        at += len(piece)
    return tuple(out)


def _stays(word: str, coding: Coding, certain: bool) -> bool:
    """A word that the coding has no letters for, or one that is Vietnamese as it stands among others that only are so."""
    return not _is_held(word, coding) or (not certain and is_syllable(word))


def _place(shown: list[str], word: str, start: int, coding: Coding) -> None:
    if coding == "tcvn3":
        shown[start : start + len(word)] = [from_tcvn3(c) for c in word]
        return
    for found in _VNI_FIND.finditer(word):
        first, last = start + found.start(), start + found.end()
        shown[first:last] = [_VNI[found.group()]] + [""] * (last - first - 1)


def _capitalise(shown: list[str], text: str, *, everything: bool) -> None:
    """Capitals of a capital font: it has the codes of the small letters, so `TØNH` is TỈNH. A run of words without small ASCII
    letters is in capitals where one of them has two capitals beside such a code (`Hµ NéI`); `Bé` alone is Bộ."""
    if everything:
        shown[:] = [c.upper() for c in shown]
        return
    run: list[re.Match[str]] = []
    for found in (*_WORD.finditer(text), None):
        goes_on = found is not None and not (run and _BREAK.search(text, run[-1].end(), found.start()))
        if found is None or not goes_on or _SMALL.search(found.group()):
            if any(len(_CAPITAL.findall(w.group())) > 1 and _is_small(shown, w) for w in run):
                for word in run:
                    shown[word.start() : word.end()] = [c.upper() for c in shown[word.start() : word.end()]]
            run = []
        if found is not None and not _SMALL.search(found.group()):
            run.append(found)


def _is_small(shown: list[str], word: re.Match[str]) -> bool:
    return any(c.islower() for c in shown[word.start() : word.end()])
