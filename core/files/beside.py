"""The projects that hold the other figures of a study, all in one folder.

A project names them relative to itself and never outside its folder, so that one from a
stranger cannot make the program look elsewhere.
"""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from ..errors import FileError, InputError
from ..model.document import Document
from .project import load_project


def is_beside(name: str) -> bool:
    """Return whether a name leads nowhere but into the project's own folder."""
    plain = PurePosixPath(name)
    is_relative = not plain.is_absolute() and not PureWindowsPath(name).anchor
    return bool(name) and is_relative and ".." not in plain.parts and "\\" not in name


def name_beside(project: Path | None, other: Path) -> str:
    """Return how a project names another figure of its study.

    Raises
    ------
    InputError
        B1 where this project has no file yet, B2 where the other lies elsewhere or is this one.
    """
    if project is None:
        message = "Save this project first: the other figures are looked for in its folder."
        raise InputError(message, code="B1")
    folder, other = project.resolve().parent, other.resolve()
    if other == project.resolve() or not other.is_relative_to(folder):
        message = (
            f"{other.name} is not another project in the folder of {project.name}. "
            "Put the projects of a study into one folder."
        )
        raise InputError(message, code="B2")
    return other.relative_to(folder).as_posix()


def load_beside(
    document: Document, project: Path | None
) -> Iterator[tuple[str, Document | FileError]]:
    """Yield the name of each project beside this one with its document, or why there is none."""
    for name in document.beside if project is not None else ():
        assert project is not None
        if is_beside(name):
            try:
                yield name, load_project(project.parent / name)
            except FileError as error:
                yield name, error
