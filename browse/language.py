"""English or Vietnamese: which one a request wants, and what pages say in it (browse/words/*.csv: key, en, vi).

A page is asked for in a language by `?_lang=vi` (the switch on every page; kept in a cookie), else by the cookie, else by the
browser's Accept-Language, else it is English. `_lang` begins with an underscore because Datasette takes any other argument of
a table page for a filter."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "vi")
ARGUMENT = "_lang"
COOKIE = "chiso_lang"
_WORDS = Path(__file__).resolve().parent / "words"


@lru_cache(maxsize=1)
def words() -> dict[str, dict[str, str]]:
    """Language → key → text. The key `province.events` is the row `events` of province.csv. Raises ValueError for a row
    without text or a key twice."""
    found: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES}
    for path in sorted(_WORDS.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for line, entry in enumerate(csv.DictReader(file, strict=True), 2):
                key = f"{path.stem}.{entry['key']}"
                for language in LANGUAGES:
                    if not entry[language] or key in found[language]:
                        raise ValueError(f"{path.name}:{line}: {key} is empty or stands twice")
                    found[language][key] = entry[language]
    return found


@dataclass(frozen=True, slots=True)
class Language:
    """How one language says, counts and dates things."""

    code: str

    def say(self, key: str, **values: Any) -> str:
        """The text of a key with its `{places}` filled; `{n}` is written as a number, and `{s}` is the English plural of it.
        Raises KeyError for an unknown key or a value that is missing."""
        text = words()[self.code][key]
        if "n" in values:
            values = {"s": "" if values["n"] == 1 else "s"} | values | {"n": self.number(values["n"])}
        return text.format(**values) if values else text

    def knows(self, key: str) -> bool:
        return key in words()[self.code]

    def number(self, value: float | int | None, digits: int | None = None) -> str:
        """`1,234.5` in English, `1.234,5` in Vietnamese; as many decimals as the value has, or just `digits`. None is ``."""
        if value is None:
            return ""
        if digits is not None:
            text = f"{value:,.{digits}f}"
        elif isinstance(value, int) or float(value).is_integer():
            text = f"{value:,.0f}"
        else:
            text = f"{value:,.6f}".rstrip("0")
        return text if self.code == "en" else text.translate({ord(","): ".", ord("."): ","})

    def either(self, en: str | None, vi: str | None) -> str:
        """What there is in this language, else in the other."""
        return (en or vi or "") if self.code == "en" else (vi or en or "")


@lru_cache(maxsize=len(LANGUAGES))
def language(code: str) -> Language:
    return Language(code)


def asked_language(query: str) -> str | None:
    """The language that a query string (`_lang=vi&…`) asks for; None where it asks for none that there is."""
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        if name == ARGUMENT and value in LANGUAGES:
            return value
    return None


def language_of(request: Any) -> Language:
    """The language of a request (Datasette's Request)."""
    asked = asked_language(request.query_string) or request.cookies.get(COOKIE)
    if asked in LANGUAGES:
        return language(asked)
    return language(_accepted(request.headers.get("accept-language") or ""))


def _accepted(header: str) -> str:
    """The first known language of an Accept-Language header; browsers send them in order of preference."""
    for part in header[:200].split(","):
        code = part.split(";")[0].strip().lower().split("-")[0]
        if code in LANGUAGES:
            return code
    return LANGUAGES[0]
