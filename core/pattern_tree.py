"""A pattern as Python's own reader takes it apart. That reader has no public name: this is the one place that knows it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_PARSER: Any = import_module("re._parser")


def tree(pattern: str, flags: int = 0) -> Any:
    """The pieces of a pattern in order, each (operation, value)."""
    return _PARSER.parse(pattern, flags)
