"""Why a request brought no answer: the text of each becomes the ledger's `reason`.

A refusal is not sent or not followed by a rule, a failure was tried. `passing`: another run may fare better."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest


class Unanswered(IgnoreRequest):
    """The base of them all; raised where nothing more exact is known."""

    passing = False


class Refused(Unanswered):
    """A request that is not sent, by a rule that holds in every run."""


class NotPublic(Refused):
    """A host name that leads to an address of no public host. Name servers err, so it is looked up again next time."""

    passing = True


class RefusedByServer(Refused):
    """HTTP 403: the server does not want us there, or not now."""

    passing = True


class Withheld(Unanswered):
    """A request given up for a passing cause (rate limit, robots.txt not to be had, host given up, archive not writable)."""

    passing = True


class Truncated(Withheld):
    """An answer that broke off, every time it was asked for."""


class TooLarge(Unanswered):
    """An answer above the limit of its kind, as received or unpacked."""


class Unreadable(Unanswered):
    """An answer packed in a way that was not asked for, or whose packing is broken."""


class CertificateError(Exception):
    """A certificate that does not prove the host; the text says what is wrong with it."""


class HeaderFloodError(Exception):
    """An answer whose header never ends."""
