"""Which release of the project this is."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]


@cache
def release() -> str:
    """The version of the project, as pyproject.toml has it."""
    return str(tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])
