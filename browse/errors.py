"""What went wrong, as a page (or as JSON where JSON was asked for), without a trace of the program.

Datasette's own handler is taken out (browse/server.py): it runs even where another has answered, and knows no templates but
its own."""

from __future__ import annotations

import traceback
from typing import Any

from datasette.database import QueryInterrupted
from datasette.utils.asgi import Base400, Forbidden, NotFound, Response
from datasette.views.base import DatasetteError

from browse.answer import error_page
from browse.language import language_of

# Arguments of Datasette that it reads without a check.
_UNCHECKED = ("_timelimit", "_through")


def _read(exception: Exception, request: Any) -> tuple[int, str | None, str]:
    """Status, key of a text of ours (browse/words/error.csv) or None, and the message as raised."""
    message = str(exception.args[0]) if exception.args else ""
    if isinstance(exception, QueryInterrupted):
        return 400, "too_long", "the query took too long"
    if isinstance(exception, NotFound):
        return 404, "no_page", message or "not found"
    if isinstance(exception, Forbidden):
        return 403, "forbidden", message or "forbidden"
    if isinstance(exception, Base400):
        return exception.status, None, message
    if isinstance(exception, DatasetteError):
        # Its one message in HTML is that of a query past the time limit: with a script, so it is said in our words.
        if exception.message_is_html:
            return exception.status, "too_long", "the query took too long"
        # It has 500 for arguments that do not fit, as for two ways to sort.
        return (400 if exception.status == 500 else exception.status), None, exception.message
    if isinstance(exception, LookupError | ValueError | AssertionError):
        if wrong := next((name for name in _UNCHECKED if name in request.args), None):
            return 400, None, f"{wrong} cannot be read"
        if exception.args == ("columns",) and request.path.endswith(".csv"):
            return 404, "no_page", "no rows to give"
    return 500, "fault", "fault of the server"


def handle_exception(request: Any, datasette: Any, exception: Exception) -> Any:
    """The answer to a request that failed. A fault of the program is printed where the server runs, and not shown."""

    async def answer() -> Response:
        status, key, message = _read(exception, request)
        if status == 500:
            traceback.print_exception(exception)
        if request.path.endswith(".json"):
            return Response.json({"ok": False, "error": message, "status": status}, status=status)
        text = language_of(request).say(f"error.{key}") if key else message
        return await error_page(datasette, request, status, text)

    return answer
