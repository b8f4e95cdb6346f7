"""Bitmap figures: bytes from anywhere become pixels, or a sentence why not.

The content decides the format, never the extension. Size is judged by the header before
anything is decoded; the figure ends up as 8-bit RGB on white.
"""

import hashlib
import re
import struct
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from ..errors import FileError, Finding, Place, PlaceKind, Severity
from ..model.document import FigureFile

MAX_BYTES = 200_000_000
MAX_PIXELS = 60_000_000
MAX_SIDE = 30_000
SMALL_SIDE = 150
READABLE = "PNG, JPEG, TIFF, BMP, GIF, WebP, PDF or SVG"

_STRIP_ROWS = 256  # rows converted at a time, so that no second full copy is ever held
_EXIF_ORIENTATION = 0x0112
# EXIF orientation -> how the array is turned, and the sentence for the person.
_TURNS: dict[int, tuple[Callable[[NDArray[Any]], NDArray[Any]], str]] = {
    2: (lambda a: a[:, ::-1], "Mirrored"),
    3: (lambda a: a[::-1, ::-1], "Rotated by 180°"),
    4: (lambda a: a[::-1], "Mirrored"),
    5: (lambda a: a.transpose(1, 0, 2), "Rotated by 90° and mirrored"),
    6: (lambda a: np.rot90(a, -1), "Rotated by 90°"),
    7: (lambda a: a[::-1, ::-1].transpose(1, 0, 2), "Rotated by 90° and mirrored"),
    8: (lambda a: np.rot90(a), "Rotated by 90°"),
}


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """A decoded figure.

    Attributes
    ----------
    pixels : ndarray of uint8, shape (height, width, 3)
        sRGB as stored, transparent parts on white, read-only.
    findings : tuple of Finding
        What was converted, turned or left out.
    """

    pixels: NDArray[np.uint8]
    findings: tuple[Finding, ...] = ()


def read_figure(path: Path) -> FigureFile:
    """Read a figure file as it is, without decoding it.

    Raises
    ------
    FileError
        I1 empty, I4 above `MAX_BYTES`, I16 not readable.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _error(
                "I4", f"{path.name} has {size / 1e6:.0f} MB; the limit is 200 MB. {_SMALLER}"
            )
        data = path.read_bytes()
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise _error("I16", f"Could not read {path.name}: {reason}. Check the file.") from error
    return figure_file(path.name, data)


def figure_file(name: str, data: bytes) -> FigureFile:
    """Return these bytes as the figure of a document."""
    name = name.encode("utf-8", "replace").decode("utf-8")  # names on disk may be no text
    return FigureFile(name=name, sha256=hashlib.sha256(data).hexdigest(), data=data)


def open_raster(data: bytes, name: str) -> Raster:
    """Decode a bitmap figure.

    Parameters
    ----------
    data : bytes
        The whole file: PNG, JPEG, TIFF, BMP, GIF or WebP (first page or frame).
    name : str
        For the sentences only.

    Raises
    ------
    FileError
        I1 empty, I2 incomplete or damaged, I3 no picture, I4 too large.
    """
    opener = _opener(data, name)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # libraries warn of odd metadata; the pixels count
        try:
            image = opener(BytesIO(data))
        except Exception as error:  # a decoder may raise anything on hostile bytes
            raise _damaged(name) from error
        _check_size(*image.size)
        pixels, findings = _decode(image, name)
    pixels.setflags(write=False)
    return Raster(pixels, findings)


# --- before decoding ----------------------------------------------------------------------------

_SMALLER = "Export it at a smaller size."
_SIGNATURES: tuple[tuple[re.Pattern[bytes], Callable[[BytesIO], ImageFile.ImageFile]], ...] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PngImagePlugin.PngImageFile),
    (re.compile(rb"\xff\xd8\xff"), JpegImagePlugin.JpegImageFile),
    (re.compile(rb"GIF8[79]a"), GifImagePlugin.GifImageFile),
    (re.compile(rb"II[*+]\0|MM\0[*+]"), TiffImagePlugin.TiffImageFile),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WebPImagePlugin.WebPImageFile),
    (re.compile(rb"BM"), BmpImagePlugin.BmpImageFile),
)


def _opener(data: bytes, name: str) -> Callable[[BytesIO], ImageFile.ImageFile]:
    if not data:
        raise _error("I1", f"{name} is empty (0 bytes). Download or export it again.")
    if len(data) > MAX_BYTES:
        raise _error("I4", f"{name} has {len(data) / 1e6:.0f} MB; the limit is 200 MB. {_SMALLER}")
    for signature, opener in _SIGNATURES:
        if signature.match(data):
            _check_header(data)
            return opener
    raise _error("I3", _what_it_is_instead(data, name))


def _what_it_is_instead(data: bytes, name: str) -> str:
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start:
        return f"{name} is an SVG drawing, not a bitmap. Open it as a figure; its lines are read."
    if start.startswith((b"<!doctype", b"<html", b"<head", b"<script")) or b"<html" in start:
        return (
            f"{name} is not a picture. It looks like a web page, which happens when a download "
            "needs a login. Download the figure again."
        )
    if start.startswith(b"%pdf"):
        return f"{name} is a PDF, not a bitmap. Open it as a figure; its pages and lines are read."
    return (
        f"{name} is not a figure this program can read. Open a {READABLE}, or copy the figure "
        "itself and paste it here (Ctrl+V)."
    )


def _check_header(data: bytes) -> None:
    """Judge PNG and WebP before their decoders read on or take memory; the others tell in time."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        _check_size(*struct.unpack(">II", data[16:24]))
    elif data.startswith(b"RIFF") and len(data) >= 30:
        _check_size(*_webp_size(data[12:16], data[20:30]))


def _webp_size(chunk: bytes, body: bytes) -> tuple[int, int]:
    if chunk == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if chunk == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", body[6:10])
    return width & 0x3FFF, height & 0x3FFF


def _check_size(width: int, height: int) -> None:
    if width * height <= MAX_PIXELS and max(width, height) <= MAX_SIDE:
        return
    gigabytes = 4 * width * height / 1e9
    memory = f"{gigabytes:.0f} GB" if gigabytes >= 1 else f"{1000 * gigabytes:.0f} MB"
    size = f"{_thousands(width)} × {_thousands(height)} pixels"
    limit = "60 megapixels" if width * height > MAX_PIXELS else f"{_thousands(MAX_SIDE)} a side"
    sentence = f"This picture would need {memory} of memory ({size}). The limit is {limit}."
    raise _error("I4", f"{sentence} {_SMALLER}")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", " ")


# --- decoding -----------------------------------------------------------------------------------


def _decode(image: ImageFile.ImageFile, name: str) -> tuple[NDArray[np.uint8], tuple[Finding, ...]]:
    findings = []
    try:
        n_pages = int(getattr(image, "n_frames", 1))
        orientation = int(image.getexif().get(_EXIF_ORIENTATION, 1))
    except Exception:  # damaged metadata does not make the pixels worthless
        n_pages, orientation = 1, 1
    try:
        image.load()
        findings += _conversions(image)
        pixels = _to_rgb(image)
    except MemoryError as error:
        raise _error("I4", f"There is not enough memory to open {name}. {_SMALLER}") from error
    except Exception as error:  # as above: nothing a decoder raises may end the program
        raise _damaged(name) from error
    if orientation in _TURNS:
        turn, how = _TURNS[orientation]
        pixels = np.ascontiguousarray(turn(pixels))
        findings.append(_finding("I7", Severity.FIXED, f"{how} as stored by the camera."))
    if n_pages > 1:
        sentence = f"This file has {n_pages} pages. Page 1 is shown; save another page as a "
        findings.append(_finding("I8", Severity.NOTE, f"{sentence}picture of its own to use it."))
    height, width = pixels.shape[:2]
    if min(width, height) < SMALL_SIDE:
        sentence = f"The picture is only {width} × {height} pixels, so values read from it are "
        sentence += "coarse. Use a larger version of the figure if one exists."
        findings.append(_finding("I5", Severity.WARNING, sentence))
    return pixels, tuple(findings)


def _conversions(image: Image.Image) -> list[Finding]:
    """Say what is not kept as stored."""
    sentences = []
    if image.mode in ("CMYK", "YCbCr", "LAB", "HSV"):
        sentences.append(f"Colours were converted from {image.mode} to RGB.")
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        sentences.append("Grey levels were converted to 8 bits.")
    if image.has_transparency_data:
        sentences.append("Transparent parts are shown on white.")
    return [_finding("I6", Severity.FIXED, sentence) for sentence in sentences]


def _to_rgb(image: Image.Image) -> NDArray[np.uint8]:
    """Return the pixels on white, strip by strip."""
    width, height = image.size
    pixels = np.empty((height, width, 3), dtype=np.uint8)
    to_bytes = _grey_scale(image)
    for top in range(0, height, _STRIP_ROWS):
        strip = image.crop((0, top, width, min(top + _STRIP_ROWS, height)))
        rows = pixels[top : top + _STRIP_ROWS]
        if to_bytes is not None:
            rows[:] = to_bytes(np.asarray(strip))[:, :, np.newaxis]
        elif strip.has_transparency_data:
            rows[:] = _on_white(np.asarray(strip.convert("RGBA")))
        else:
            rows[:] = np.asarray(strip.convert("RGB"))
    return pixels


def _on_white(rgba: NDArray[np.uint8]) -> NDArray[np.uint8]:
    colour = rgba[:, :, :3].astype(np.uint16)
    alpha = rgba[:, :, 3:].astype(np.uint16)
    return ((colour * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)


def _grey_scale(image: Image.Image) -> Callable[[NDArray[Any]], NDArray[np.uint8]] | None:
    """Return how levels of more than 8 bits become bytes; None for ordinary pictures."""
    if image.mode.startswith("I;16"):
        return lambda levels: (levels.astype(np.uint16) >> 8).astype(np.uint8)
    if image.mode not in ("I", "F"):
        return None
    levels = np.asarray(image)
    finite = levels[np.isfinite(levels)].astype(float)
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    scale = 255.0 / (high - low) if high > low else 0.0

    def scaled(strip: NDArray[Any]) -> NDArray[np.uint8]:
        # What is not a number is paper: white.
        filled = np.where(np.isfinite(strip), strip, high).astype(float)
        return np.round((filled - low) * scale).astype(np.uint8)

    return scaled


def _finding(code: str, severity: Severity, message: str) -> Finding:
    return Finding(code, severity, message, Place(PlaceKind.FIGURE))


def _error(code: str, message: str) -> FileError:
    return FileError(message, code=code, place=Place(PlaceKind.FIGURE))


def _damaged(name: str) -> FileError:
    return _error(
        "I2",
        f"{name} is incomplete or damaged: part of the picture is missing. Get the file again; "
        "tracing a partial figure would give wrong survival values.",
    )
