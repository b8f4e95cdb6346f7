"""What the command ``digitize`` has to do: which files, where their results go, what is known."""

import glob
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ..digitize.hints import HINT_NAMES, Hints, hints_from
from ..errors import FileError
from ..figure.drawing import Box

_PICTURES: Final = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif", ".webp")
_DRAWINGS: Final = (".pdf", ".svg", ".svgz")


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read, its name in the summary, and where its results go.

    ``page`` is counted from 0.
    """

    path: Path
    name: str
    folder: Path
    hints: Hints
    page: int | None = None
    box: Box | None = None


def find_paths(arguments: Iterable[Path]) -> list[Path]:
    """Return the files named: themselves, those of a folder, those a pattern fits; each once.

    Of a folder the figures are taken, not those of folders in it. What is not
    there stays in the list, so that it is reported.
    """
    paths: list[Path] = []
    for argument in arguments:
        paths += _found(argument)
    return list(dict.fromkeys(paths))


def _found(argument: Path) -> list[Path]:
    if argument.is_dir():
        inside = sorted(argument.iterdir())
        return [path for path in inside if _is_figure(path)] or [argument]
    if not argument.exists() and glob.has_magic(str(argument)):
        return [Path(name) for name in sorted(glob.glob(str(argument)))] or [argument]
    return [argument]


def _is_figure(path: Path) -> bool:
    return path.suffix.lower() in _PICTURES + _DRAWINGS and path.name[0] != "." and path.is_file()


def make_jobs(
    paths: Sequence[Path],
    out: Path,
    hints: Mapping[str, Any],
    *,
    page: int | None = None,
    box: Box | None = None,
) -> list[Job]:
    """Return a job for each file.

    A folder is called after the file's stem, after its name where stems are the
    same, and else after the file and the folder it lies in.

    Raises
    ------
    InputError
        Code A3, where hints cannot be used.
    """
    names = _told_apart([path.stem for path in paths], paths)
    shown = [
        path.name if names[k] in (path.stem, path.name) else f"{_parent(path)}/{path.name}"
        for k, path in enumerate(paths)
    ]
    return [
        Job(path, told, out / name, _hints_of(hints, path), page, box)
        for path, told, name in zip(paths, shown, names, strict=True)
    ]


def _told_apart(stems: Sequence[str], paths: Sequence[Path]) -> list[str]:
    """Return names that differ even where letter case does not count."""
    seen = Counter(stem.casefold() for stem in stems)
    same_name = Counter(path.name.casefold() for path in paths)
    taken: set[str] = set()
    names = []
    for stem, path in zip(stems, paths, strict=True):
        name = stem
        if seen[stem.casefold()] > 1:
            name = path.name
        if same_name[path.name.casefold()] > 1:
            name = f"{_parent(path)}-{stem}"
        number, first = 2, name
        while name.casefold() in taken:
            name, number = f"{first}-{number}", number + 1
        taken.add(name.casefold())
        names.append(name)
    return names


def _parent(path: Path) -> str:
    return path.absolute().parent.name or "root"


def load_hints(path: Path | None) -> Mapping[str, Any]:
    """Return the object in a file of hints; nothing without a file.

    Raises
    ------
    FileError
        Code A3, where it cannot be read as one JSON object.
    """
    if path is None:
        return {}
    try:
        values = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        message = f"Could not read {path.name}: {reason}. Check the name behind --hints."
        raise FileError(message, code="A3") from error
    except (ValueError, RecursionError) as error:
        raise FileError(f"{path.name} cannot be read as JSON: {error}.", code="A3") from error
    if not isinstance(values, dict):
        raise FileError(f"{path.name} must hold one JSON object.", code="A3")
    return values


def unused_hints(hints: Mapping[str, Any], paths: Sequence[Path]) -> list[str]:
    """Return a sentence for each value that is neither a hint nor stands under a figure's name."""
    known = {name for path in paths for name in (path.name, path.stem)}
    listed = ", ".join(sorted(HINT_NAMES))
    return [
        f'"{key[:60]}" in the hints was left out: hints are {listed}, or figures by name.'
        for key, value in hints.items()
        if key not in HINT_NAMES and not (isinstance(value, dict) and key in known)
    ]


def _hints_of(hints: Mapping[str, Any], path: Path) -> Hints:
    """Return the hints of one figure: those for all, and over them those under its name."""
    own = hints.get(path.name, hints.get(path.stem))
    own = own if isinstance(own, dict) and path.stem not in HINT_NAMES else {}
    for_all = {key: value for key, value in hints.items() if key in HINT_NAMES}
    return hints_from({**for_all, **own})
