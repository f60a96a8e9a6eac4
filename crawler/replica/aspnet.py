"""The state of an ASP.NET WebForms page: a signed blob that a form must bring back, and answers to a click.

As the real thing: the blob tells which page of which list it was made for; a click counts only on what that page offered."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json

_KEY = b"sample portal: not a secret"
BLOCK = 3  # page numbers shown at once


def seal(place: str, page: int) -> str:
    """The view state of a list's page."""
    data = json.dumps({"place": place, "page": page}, sort_keys=True).encode()
    return base64.b64encode(hmac.digest(_KEY, data, hashlib.sha256) + data).decode()


def unseal(state: str, place: str) -> int | None:
    """The page that a view state was made for; None where it is broken, forged, or another list's."""
    try:
        raw = base64.b64decode(state, validate=True)
    except ValueError:
        return None
    sign, data = raw[:32], raw[32:]
    if not hmac.compare_digest(sign, hmac.digest(_KEY, data, hashlib.sha256)):
        return None
    found = json.loads(data)
    return int(found["page"]) if found["place"] == place else None


def block(page: int, pages: int) -> tuple[int | None, list[int], int | None]:
    """What the stock pager shows: where the "..." before the numbers leads, the numbers, where the "..." behind them leads."""
    first = (page - 1) // BLOCK * BLOCK + 1
    last = min(first + BLOCK - 1, pages)
    return (first - 1 if first > 1 else None), list(range(first, last + 1)), (last + 1 if last < pages else None)


def clicked(form: dict[str, str], place: str, pager: str, pages: int) -> int | None:
    """The page that a posted form asks for; None where it brings no valid state, or a click that its page did not offer."""
    at = unseal(form.get("__VIEWSTATE", ""), place)
    kind, _, number = form.get("__EVENTARGUMENT", "").partition("$")
    if at is None or form.get("__EVENTTARGET") != pager or kind != "Page" or not number.isdigit():
        return None
    before, numbers, behind = block(at, pages)
    return int(number) if int(number) in {before, *numbers, behind} - {at, None} else None


def delta(records: list[tuple[str, str, str]]) -> str:
    """A partial answer: records of type, id and content."""
    return "".join(f"{len(content.encode('utf-16-le')) // 2}|{kind}|{name}|{content}|" for kind, name, content in records)
