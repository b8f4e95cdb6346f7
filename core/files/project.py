"""The project file ``.kmtrace``: a zip of ``project.json`` and the figure's original bytes.

Both are stored uncompressed with fixed dates, so one document always gives the same bytes.
A file is judged as a stranger's: nothing is extracted, sizes are counted while reading, and
every value is checked against the document's types before an object is built.
"""

import errno
import hashlib
import stat
import zipfile
from dataclasses import fields, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any

import msgspec

from ..errors import FileError, Finding, Place, PlaceKind, Severity
from ..model.claims import Claim
from ..model.document import Document, FigureFile
from .atomic import BACKUP_SUFFIX, write_file
from .checked_json import CHANGED_OUTSIDE, check_document, parse, to_type
from .migrations import upgraded

SUFFIX = ".kmtrace"
FORMAT = "kmtrace"
VERSION = 1
MAX_FILE_BYTES = 300_000_000
MAX_RATIO = 200
MAX_PAGES = 100_000
MAX_DPI = 10_000.0

_JSON_NAME = "project.json"
_JSON_LIMIT = 32_000_000
_FIGURE_LIMIT = 200_000_000
# What the figure's bytes start with -> what the member is called, so that people find it.
_FIGURE_NAMES = {
    b"\x89PNG": "figure.png",
    b"\xff\xd8\xff": "figure.jpg",
    b"GIF8": "figure.gif",
    b"II": "figure.tiff",
    b"MM": "figure.tiff",
    b"BM": "figure.bmp",
    b"RIFF": "figure.webp",
    b"%PDF": "figure.pdf",
}
_OTHER_FIGURE = "figure.bin"
_LIMITS = {
    _JSON_NAME: _JSON_LIMIT,
    **dict.fromkeys((*_FIGURE_NAMES.values(), _OTHER_FIGURE), _FIGURE_LIMIT),
}
# What a claim's fields hold where nothing was said; its kind is always written.
_NO_CLAIM = {field.name: field.default for field in fields(Claim) if field.name != "kind"}


class _StoredFigure(msgspec.Struct, frozen=True):
    name: str
    sha256: str
    member: str
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    dots_per_inch: float = 0.0


class _Envelope(msgspec.Struct, frozen=True):
    """What ``project.json`` holds; unknown fields of later minor versions are passed over."""

    format: str
    version: int
    figure: _StoredFigure | None
    document: Document


def save_project(document: Document, path: Path) -> None:
    """Save the document under this name, keeping the previous file as ``.bak``.

    Raises
    ------
    FileError
        J11 when it cannot be written (the old file is unchanged), J6 when the
        document holds what could not be read back.
    """
    data = project_bytes(document)
    read_project(data, path.name)  # what could not be opened again must not replace what can
    write_file(path, data, keep_backup=True)


def project_bytes(document: Document) -> bytes:
    """Return the project file of this document: always the same bytes for the same document."""
    bare = replace(document, figure=None)
    try:
        # Read back at once: whole numbers become what they will be read as.
        stored = to_type(parse(msgspec.json.encode(bare)), Document)
    except UnicodeEncodeError as error:
        sentence = f"The text {error.object[:40]!r} cannot be saved. Type it again."
        raise _error("J6", sentence) from error
    if stored != bare:
        raise _error("J6", "A value cannot be saved as it is. Undo the last step.")
    check_document(stored)
    figure = document.figure
    entry = None
    if figure is not None:
        member = _member_name(figure.data)
        entry = _StoredFigure(
            figure.name, figure.sha256, member, figure.page, figure.box, figure.dots_per_inch
        )
    record = msgspec.to_builtins(_Envelope(FORMAT, VERSION, entry, stored))
    _leave_out_empty(record["document"], stored)
    text = msgspec.json.format(msgspec.json.encode(record), indent=1) + b"\n"
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(_member(_JSON_NAME), text)
        if figure is not None:
            archive.writestr(_member(_member_name(figure.data)), figure.data)
    return stream.getvalue()


def load_project(path: Path) -> Document:
    """Read a project file.

    Raises
    ------
    FileError
        J1 damaged, J2 made by a newer version, J4 not a project, J5 built in a way
        that projects never are, J6 a value of the wrong kind, I16 not readable.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise _error("J5", f"{path.name} has {size / 1e6:.0f} MB; projects stay below 300 MB.")
        data = path.read_bytes()
    except OSError as error:
        gone = error.errno in (errno.ENOENT, errno.ENOTDIR)
        reason = "it is not there" if gone else (error.strerror or "it failed").lower()
        raise _error("I16", f"Could not read {path.name}: {reason}. Check the file.") from error
    try:
        return read_project(data, path.name)
    except FileError as error:
        if error.code != "J1":
            raise
        raise _error("J1", f"{error.message}{_backup_hint(path)}") from error


def read_project(data: bytes, name: str) -> Document:
    """Read the bytes of a project file; raises as `load_project`, with ``name`` in the sentence."""
    members = _read_archive(data, name)
    if _JSON_NAME not in members:
        raise _error("J4", f"{name} is a zip file but not a project of this program.")
    raw = parse(members.pop(_JSON_NAME))
    if not isinstance(raw, dict) or raw.get("format") != FORMAT:
        raise _error("J4", f"{name} is a zip file but not a project of this program.")
    version = raw.get("version")
    if type(version) is not int or version < 1:
        raise _error("J6", f"{name} does not say its version. {CHANGED_OUTSIDE}")
    if version > VERSION:
        sentence = f"{name} was made with a newer version (file version {version}; this program "
        raise _error("J2", f"{sentence}reads up to {VERSION}). Open it with the newer version.")
    envelope = to_type(upgraded(raw, VERSION), _Envelope)
    check_document(envelope.document)
    return replace(envelope.document, figure=_figure(envelope.figure, members, name))


def figure_findings(document: Document) -> tuple[Finding, ...]:
    """Say whether the stored figure is the one that was traced (J7)."""
    figure = document.figure
    if figure is None or hashlib.sha256(figure.data).hexdigest() == figure.sha256:
        return ()
    sentence = (
        "The figure stored in this project is not the one it was traced on. "
        "Coordinates may not fit; compare the traced points with the curve."
    )
    return (Finding("J7", Severity.WARNING, sentence, Place(PlaceKind.FIGURE)),)


def _leave_out_empty(record: dict[str, Any], document: Document) -> None:
    """Leave out of the JSON what most documents do not have."""
    record["claims"] = [_without_defaults(claim) for claim in document.claims]
    for value in record["reported"]:
        if not value["doubt"]:
            del value["doubt"]
    if not document.regions:
        del record["regions"]
    if not document.beside:
        del record["beside"]
    for arm in record["arms"]:
        if arm["line_colour"] is None:
            del arm["line_colour"]


def _without_defaults(claim: Claim) -> dict[str, Any]:
    """Return what a claim says: most of its fields are empty, and papers have hundreds."""
    record: dict[str, Any] = msgspec.to_builtins(claim)
    return {name: value for name, value in record.items() if value != _NO_CLAIM.get(name)}


# --- the archive --------------------------------------------------------------------------------


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    member.create_system = 3
    member.external_attr = (stat.S_IFREG | 0o644) << 16
    return member


def _member_name(data: bytes) -> str:
    starts = (name for start, name in _FIGURE_NAMES.items() if data.startswith(start))
    return next(starts, _OTHER_FIGURE)


def _read_archive(data: bytes, name: str) -> dict[str, bytes]:
    if not data.startswith(b"PK\x03\x04"):
        what = "is empty" if not data else "is not a project of this program"
        raise _error("J4", f"{name} {what}. Choose a file that ends in {SUFFIX}.")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_members(archive.infolist(), name)
            return {info.filename: _read_member(archive, info, name) for info in archive.infolist()}
    except FileError:
        raise
    except Exception as error:  # zip and zlib raise many kinds on damaged bytes
        raise _error("J1", f"{name} is damaged or was cut short ({_kilobytes(data)}).") from error


def _check_members(members: list[zipfile.ZipInfo], name: str) -> None:
    names = [member.filename for member in members]
    if len(names) > 2 * len(_LIMITS):
        raise _strange(name, f"{len(names)} entries")
    for member in members:
        if names.count(member.filename) > 1:
            raise _strange(name, f"two entries named {member.filename[:40]}")
        if member.flag_bits & 1:
            raise _strange(name, "an entry locked with a password")
        if stat.S_ISLNK(member.external_attr >> 16):
            raise _strange(name, "a link to another file")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _strange(name, "an unusual compression")
    if _JSON_NAME not in names:
        raise _error("J4", f"{name} is a zip file but not a project of this program.")
    strangers = [entry for entry in names if entry not in _LIMITS]
    if strangers:
        raise _strange(name, f"an entry named {strangers[0][:40]}")


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    """Read one entry, counting bytes rather than trusting what it declares."""
    limit = min(_LIMITS[member.filename], MAX_RATIO * max(member.compress_size, 1))
    with archive.open(member) as stream:
        data = _read_up_to(stream, limit + 1)
    if len(data) > limit:
        raise _strange(name, f"{member.filename} is far too large")
    return data


def _read_up_to(stream: IO[bytes], limit: int) -> bytes:
    parts, n_read = [], 0
    while n_read < limit and (part := stream.read(min(1 << 20, limit - n_read))):
        parts.append(part)
        n_read += len(part)
    return b"".join(parts)


def _figure(entry: _StoredFigure | None, members: dict[str, bytes], name: str) -> FigureFile | None:
    if entry is None:
        return None
    if entry.member not in members:
        raise _error("J1", f"{name} is damaged: the figure is missing.")
    if not (0 <= entry.page < MAX_PAGES and 0 <= entry.dots_per_inch <= MAX_DPI):
        raise _error("J6", f"Figure: no such page or resolution. {CHANGED_OUTSIDE}")
    data = members[entry.member]
    return FigureFile(entry.name, entry.sha256, data, entry.page, entry.box, entry.dots_per_inch)


# --- sentences ----------------------------------------------------------------------------------


def _error(code: str, message: str) -> FileError:
    return FileError(message, code=code, place=Place(PlaceKind.FILE))


def _strange(name: str, what: str) -> FileError:
    return _error(
        "J5",
        f"{name} is built in a way that projects never are ({what}). It was not opened; "
        "ask for it again from whoever made it.",
    )


def _kilobytes(data: bytes) -> str:
    return f"it ends after {len(data) / 1000:.0f} kB"


def _backup_hint(path: Path) -> str:
    backup = path.with_name(path.name + BACKUP_SUFFIX)
    try:
        changed = datetime.fromtimestamp(backup.stat().st_mtime)
    except (OSError, OverflowError, ValueError):
        return " Get the file again, or open an earlier copy of it."
    return f" A backup from {changed:%Y-%m-%d %H:%M} is next to it: open {backup.name}."
