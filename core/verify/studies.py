"""The bundled studies: every number of two papers as claims, with a simulated figure."""

from pathlib import Path

import msgspec

from ..errors import FileError
from .claims import Claim

NAMES = ("toremifene", "altto")


class Study(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One bundled study.

    ``note`` says what the figures are and must be shown wherever one is; ``figures``
    are the names of the projects beside the study's file.
    """

    title: str
    citation: str
    note: str
    figures: tuple[str, ...]
    claims: tuple[Claim, ...]


def load_study(path: Path) -> Study:
    """Read a study's JSON file.

    Raises
    ------
    FileError
        I16 when it cannot be read, J6 when a value is of the wrong kind.
    """
    try:
        return read_study(path.read_bytes(), path.name)
    except OSError as error:
        message = f"Could not read {path.name}. Install the program again."
        raise FileError(message, code="I16") from error


def read_study(data: bytes, name: str) -> Study:
    """Read the bytes of a study; raises as `load_study`, with ``name`` in the sentence."""
    try:
        return msgspec.json.decode(data, type=Study, strict=True)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        message = f"{name} is not a study of this program: {error}. Install the program again."
        raise FileError(message, code="J6") from error
