"""Reading what a build starts from: JSON lines and CSV files, every error with its file and line."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from json.encoder import encode_basestring_ascii
from pathlib import Path
from types import NoneType
from typing import Any

from core.slots import storable
from extract.database.errors import BuildError

# In a line of JSON that is UTF-8 they can stand as escapes only: most lines have none and need no walk.
ESCAPED = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


# Ids are made by the million: one encoder for all, and most parts need none.
_encoded = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode
_TEXT_OF: dict[type, Callable[[Any], str]] = {str: encode_basestring_ascii, int: repr, NoneType: lambda _: "null"}


def stable_id(kind: str, *parts: object) -> str:
    """An id that follows from the content alone: 16 hex digits of SHA-256 over the JSON form of the parts."""
    texts = [_TEXT_OF[type(part)](part) if type(part) in _TEXT_OF else _encoded(part) for part in (kind, *parts)]
    return hashlib.sha256(f"[{','.join(texts)}]".encode()).hexdigest()[:16]


def read_json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """(line number from 1, object) of a JSON lines file. Raises BuildError where a line is not an object."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                try:
                    data = json.loads(line)
                except (json.JSONDecodeError, RecursionError) as error:
                    raise BuildError(f"not JSON: {error}", path, number) from error
                if not isinstance(data, dict):
                    raise BuildError("a line must be a JSON object", path, number)
                yield number, storable(data) if ESCAPED.search(line) else data
    except FileNotFoundError as error:
        raise BuildError("missing; the step before this one writes it (see `make`)", path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"cannot be read: {error}", path) from error


def read_json(path: Path) -> Any:
    """A JSON file. Raises BuildError with file and reason."""
    try:
        return storable(json.loads(path.read_text(encoding="utf-8")))
    except json.JSONDecodeError as error:
        raise BuildError(f"not JSON: {error.msg}", path, error.lineno) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"cannot be read: {error}", path) from error


def read_table(path: Path, required: tuple[str, ...]) -> list[tuple[int, dict[str, str]]]:
    """(line, row) of a CSV file with a header, empty cells as ''; none where the file is absent. `line` is the one on which a
    row ends: a cell may hold several. Raises BuildError where a column lacks or a row is torn."""
    if not path.exists():
        return []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in required if name not in (reader.fieldnames or ())]
            if missing:
                raise BuildError(f"column '{missing[0]}' is missing", path, 1)
            rows = []
            for row in reader:
                if None in row or None in row.values():
                    raise BuildError("the row has not as many cells as the header", path, reader.line_num)
                rows.append((reader.line_num, {key: value.strip() for key, value in row.items()}))
            return rows
    except csv.Error as error:
        raise BuildError(f"not CSV: {error}", path, reader.line_num) from error
    except (OSError, UnicodeDecodeError) as error:
        raise BuildError(f"cannot be read: {error}", path) from error
