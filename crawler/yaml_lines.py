"""A YAML file as data, with the line of each key and item, so that an error can name it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

Location = tuple[int | str, ...]


class PortalError(ValueError):
    """A portal file that cannot be used. The message begins `file:line:`."""

    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")


class Loader(yaml.SafeLoader):
    """Dates stay text: the model reads them, so that a wrong one is reported with its line."""


Loader.yaml_constructors = yaml.SafeLoader.yaml_constructors | {"tag:yaml.org,2002:timestamp": yaml.SafeLoader.construct_yaml_str}


def lines_of(node: yaml.Node, path: Path, at: Location = ()) -> dict[Location, int]:
    """Where each key and item stands (1-based lines). Raises PortalError on a key given twice (YAML would drop one)."""
    found = {at: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            where = (*at, str(key.value))
            if where in found:
                raise PortalError(path, key.start_mark.line + 1, f"key '{key.value}' is given twice")
            found |= lines_of(value, path, where)
            found[where] = key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode):
        for i, value in enumerate(node.value):
            found |= lines_of(value, path, (*at, i))
    return found


def line_of(loc: Location, lines: dict[Location, int]) -> int:
    """The line of a key or item, else of the nearest thing around it that has one."""
    while loc and loc not in lines:
        loc = loc[:-1]
    return lines.get(loc, 1)


def reason_of(error: Any) -> str:
    """One of pydantic's errors in words of the file's keys."""
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"unknown key '{where}'"
    if error["type"] == "missing":
        return f"key '{where}' is missing"
    message = str(error["msg"]).removeprefix("Value error, ")
    return f"{where}: {message}" if where else message


def line_of_key(path: Path, key: str) -> int:
    """Where a key of a file that was read before stands."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=Loader)
    return line_of((key,), lines_of(node, path)) if node is not None else 1
