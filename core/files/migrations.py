"""How project files of earlier versions become files of this one."""

from collections.abc import Callable
from typing import Any

# version -> what turns the JSON of a file of that version into one of the next.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def upgraded(
    raw: dict[str, Any],
    version: int,
    migrations: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] | None = None,
) -> dict[str, Any]:
    """Return the parsed JSON of a project file as ``version`` would have written it."""
    steps = MIGRATIONS if migrations is None else migrations
    while raw["version"] < version:
        number = raw["version"]
        raw = {**steps[number](raw), "version": number + 1}
    return raw
