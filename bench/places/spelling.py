"""Whether two names of one official number are two spellings of a unit or two units."""

from __future__ import annotations

from difflib import SequenceMatcher

from bench.places.names import slug, typed_slug
from bench.places.sources import Commune

# Below this share of equal letters two names are not one misspelt: `sungtrang` and `sungchang` have 0.9, `phanme` and
# `giangtien` 0.4.
_ALIKE = 0.7


def same_unit(early: Commune, late: Commune, early_names: set[tuple[str, str]], renamed: bool) -> bool:
    """Is `late` the unit `early` under another spelling? Both have one official number, type and district; what `late` took
    over was no other unit, nor was its name (`early_names`: district number and typed slug). `renamed`: a resolution may
    have given it another name, so that only names that are alike are spellings."""
    where = (early.type, early.district, early.district_code, early.province)
    if where != (late.type, late.district, late.district_code, late.province):
        return False
    mine = typed_slug(early.type, early.name)
    taken = {mine, *late.former, typed_slug(late.type, late.name)} - {mine}
    if any((late.district_code, name) in early_names for name in taken):
        return False
    return not renamed or _alike(slug(early.name), slug(late.name))


def _alike(one: str, other: str) -> bool:
    # `NT Liên Sơn` is `Nông trường Liên Sơn`; a number is another number.
    one, other = (text.replace("nongtruong", "nt") for text in (one, other))
    return not (one.isdigit() or other.isdigit()) and SequenceMatcher(None, one, other, False).ratio() >= _ALIKE
