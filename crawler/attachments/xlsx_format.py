"""A cell's value as its number format shows it. What the format does not say is not invented: a number without one has the
decimal point that the file has, never a comma. Source: ECMA-376 part 1, section 18.8.31."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

_MARKS = re.compile(r"\[[^\]]*\]|_.|\*.")
_LITERAL = re.compile(r'"[^"]*"|\\.')
_DIGITS = re.compile(r"[0#?](?:[0#?, ]*[0#?])?(?P<scale>,*)(?:\.(?P<places>[0#?]*))?|\.(?P<bare>[0#?]+)")
_DATE_TOKEN = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|s|am/pm|a/p", re.I)
_GENERAL_DIGITS = 10
_WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")


def shown(value: object, number_format: str | None) -> str:
    """The text of a cell. Booleans are `TRUE`, `FALSE`; an error (`#DIV/0!`) is its own text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time):
        return _moment(value, number_format or "")
    if isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // 60
        return f"{minutes // 60}:{minutes % 60:02d}"
    if isinstance(value, int | float):
        return _number(value, number_format or "General")
    return str(value)


def _number(value: float, number_format: str) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    if not number.is_finite():
        return str(value)
    sections = _sections(number_format)
    negative = number < 0
    if len(sections) > 1 and negative:
        section, number = sections[1], -number
    elif len(sections) > 2 and number == 0:
        section = sections[2]
    else:
        section = sections[0]
    text = _in_section(abs(number), _MARKS.sub("", section))
    # A negative number that rounds to nothing keeps no sign.
    bare = len(sections) > 1 or not negative or not re.search(r"[1-9]", text)
    return text.strip() if bare else f"-{text.strip()}"


def _sections(number_format: str) -> list[str]:
    """The parts of a format for positive, negative and zero; a condition in brackets makes the first serve all."""
    if re.search(r"\[[<>=]", number_format):
        return ["General"]
    out, quoted, escaped = [""], False, False
    for char in number_format:
        if char == ";" and not quoted and not escaped:
            out.append("")
            continue
        quoted ^= char == '"' and not escaped
        escaped = char == "\\" and not escaped
        out[-1] += char
    return out


def _in_section(number: Decimal, section: str) -> str:
    if section.strip().lower() in ("general", "@", "standard"):
        return _general(number)
    plain = _LITERAL.sub(lambda m: "\0" * len(m.group()), section)
    found = _DIGITS.search(plain)
    if found is None or re.search(r"[eE][+-]|/", plain):
        # Without a place for digits the text alone is shown; fractions and powers are shown as they are stored.
        return _general(number) if found else _unquoted(section)
    if "%" in plain:
        number *= 100
    number = number.scaleb(-3 * len(found["scale"] or ""))
    places = found["places"] or found["bare"] or ""
    text = _rounded(number, len(places), places)
    whole, dot, rest = text.partition(".")
    least = sum(c == "0" for c in re.split(r"\.", found.group())[0])
    whole = whole.lstrip("0").rjust(least, "0") if least else whole.lstrip("0")
    if "," in found.group().split(".")[0].rstrip(","):
        whole = f"{int(whole):,}" if whole else ""
    return f"{_unquoted(section[: found.start()])}{whole}{dot}{rest}{_unquoted(section[found.end() :])}"


def _rounded(number: Decimal, places: int, marks: str) -> str:
    """With as many decimals as the format has places; those of `#` are left out where they are 0."""
    text = str(number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)) if abs(number) < 10**18 else str(number)
    optional = len(marks) - len(marks.rstrip("#"))
    while optional and text.endswith("0"):
        text, optional = text[:-1], optional - 1
    return text.removesuffix(".")


def _unquoted(text: str) -> str:
    return _LITERAL.sub(lambda m: m.group()[1:-1] if m.group().startswith('"') else m.group()[1:], text)


def _general(number: Decimal) -> str:
    """Up to ten digits, as a column wide enough shows them: 0.1 + 0.2 is 0.3."""
    if number and not Decimal("1e-9") <= number < Decimal("1e11"):
        return str(number.normalize())
    places = max(0, _GENERAL_DIGITS - max(number.adjusted(), 0) - 1)
    text = f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(value: datetime | date | time, number_format: str) -> str:
    """A day or time by its format's tokens; without any day first, as Vietnam writes."""
    first = _MARKS.sub("", number_format.split(";")[0])
    if not _DATE_TOKEN.search(_LITERAL.sub("", first)):
        first = "hh:mm" if isinstance(value, time) else "dd/mm/yyyy"
    out, at, last = "", 0, ""
    for m in _DATE_TOKEN.finditer(first):
        if any(q.start() < m.end() and m.start() < q.end() for q in _LITERAL.finditer(first)):
            continue
        between = _unquoted(first[at : m.start()])
        token = m.group().lower()
        # `mm` behind hours or before seconds are minutes.
        minutes = token in ("m", "mm") and (last.startswith("h") or re.match(r"[^a-z]*s", first[m.end() :], re.I) is not None)
        out += between + _token("n" * len(token) if minutes else token, value)
        at, last = m.end(), token
    return (out + _unquoted(first[at:])).strip()


def _token(token: str, value: datetime | date | time) -> str:
    day = value if isinstance(value, date) else None
    clock = value if isinstance(value, datetime | time) else time()
    match token:
        case "h" | "hh":
            return str(clock.hour).zfill(len(token))
        case "n" | "nn":
            return str(clock.minute).zfill(len(token))
        case "s" | "ss":
            return str(clock.second).zfill(len(token))
        case "am/pm" | "a/p":
            return "CH" if clock.hour >= 12 else "SA"
    if day is None:
        return ""
    match token:
        case "yyyy":
            return f"{day.year:04d}"
        case "yy":
            return f"{day.year % 100:02d}"
        case "mmmm" | "mmm":
            return f"tháng {day.month}"
        case "dddd" | "ddd":
            return _WEEKDAYS[day.weekday()]
    return str(day.month if token.startswith("m") else day.day).zfill(len(token))
