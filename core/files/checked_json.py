"""JSON from strangers: parsed within limits, then checked against a type, in words for people."""

import json
import math
import re
from collections import Counter
from typing import Any, TypeVar

import msgspec

from ..errors import FileError, Place, PlaceKind
from ..model.document import Document

MAX_DEPTH = 32
MAX_POINTS = 200_000
MAX_CLAIMS = 5_000  # of one paper; all are compared with each other
MAX_BESIDE = 20
MAX_REGIONS = 200
MAX_TEXT = 64_000
MAX_NOISE_PX = 1000.0
MAX_PIXEL = 1e7  # no figure is that large; farther out something is wrong
CHANGED_OUTSIDE = "The file was changed outside the program."

_T = TypeVar("_T")
_KINDS = {"float": "a number", "int": "a whole number", "str": "text", "bool": "true or false"}
_WORDS = {
    "arms": "arm",
    "trace": "point",
    "censor_marks": "censor mark",
    "axis_points": "axis point",
    "reported": "reported value",
    "claims": "claim",
    "regions": "region",
    "risk_times": "table time",
    "at_risk": "number at risk",
    "censored": "censored count",
}
_MISMATCH = re.compile(
    r"Expected (?P<kind>.+?), got `?(?P<got>[^`]+)`?(?: - at `\$\.?(?P<path>.*)`)?$"
)
_PATH_PART = re.compile(r"(?P<name>\w+)(?P<index>\[\d+\])?(?P<second>\[\d+\])?")


def parse(data: bytes) -> Any:
    """Parse JSON, refusing what our own files never hold.

    Raises
    ------
    FileError
        J5 for the same name twice in one object or nesting beyond `MAX_DEPTH`,
        J6 for NaN, infinity, overlong texts and malformed JSON.
    """
    try:
        text = data.decode("utf-8")
        raw = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError as error:
        raise _error("J5", "The file is nested more deeply than projects ever are.") from error
    except FileError:
        raise
    except ValueError as error:  # malformed, wrong encoding, thousands of digits
        raise _error("J6", f"The contents cannot be read. {CHANGED_OUTSIDE}") from error
    _check_limits(raw)
    return raw


def to_type(raw: Any, kind: type[_T]) -> _T:
    """Return parsed JSON as a value of this type; J6 names the field that does not fit."""
    try:
        return msgspec.convert(raw, kind)
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        raise _error("J6", f"{_in_words(str(error))} {CHANGED_OUTSIDE}") from error


def check_document(document: Document) -> None:
    """Check what the types alone cannot say; raises J6 and names the field."""
    for what, ids in (
        ("arms", [arm.id for arm in document.arms]),
        ("reported values", [value.id for value in document.reported]),
    ):
        if len(set(ids)) < len(ids):
            raise _error("J6", f"Two {what} have the same id. {CHANGED_OUTSIDE}")
    for index, arm in enumerate(document.arms):
        for name, points in (("point", arm.trace), ("censor mark", arm.censor_marks)):
            if len(points) > MAX_POINTS:
                sentence = f"Arm {index + 1} has {len(points)} {name}s; the limit is {MAX_POINTS}."
                raise _error("J6", sentence)
            for number, point in enumerate(points):
                if not (abs(point.x) <= MAX_PIXEL and abs(point.y) <= MAX_PIXEL):
                    place = f"Arm {index + 1}, {name} {number + 1}"
                    raise _error("J6", f"{place}: it lies outside any figure. {CHANGED_OUTSIDE}")
        if not 0 <= arm.trace_noise_px <= MAX_NOISE_PX:
            sentence = f"Arm {index + 1}, trace_noise_px: not between 0 and {MAX_NOISE_PX:g}."
            raise _error("J6", f"{sentence} {CHANGED_OUTSIDE}")
        if not all(0 <= value <= 255 for value in arm.line_colour or ()):
            sentence = f"Arm {index + 1}, line_colour: not between 0 and 255."
            raise _error("J6", f"{sentence} {CHANGED_OUTSIDE}")
    _check_regions(document)
    if len(document.claims) > MAX_CLAIMS:
        n_claims = len(document.claims)
        raise _error("J6", f"The ledger has {n_claims} claims; the limit is {MAX_CLAIMS}.")
    for index, claim in enumerate(document.claims):
        if not 0 < claim.ci_level < 100:
            sentence = f"Claim {index + 1}, ci_level: not between 0 and 100. {CHANGED_OUTSIDE}"
            raise _error("J6", sentence)
    if len(document.beside) > MAX_BESIDE:
        sentence = f"The study has {len(document.beside)} other figures; the limit is {MAX_BESIDE}."
        raise _error("J6", sentence)
    if not 0 < document.settings.conf_level < 1:
        raise _error("J6", f"Settings, conf_level: not between 0 and 1. {CHANGED_OUTSIDE}")


def _check_regions(document: Document) -> None:
    if len(document.regions) > MAX_REGIONS:
        n_regions = len(document.regions)
        raise _error("J6", f"The figure has {n_regions} regions; the limit is {MAX_REGIONS}.")
    for index, region in enumerate(document.regions):
        is_inside = all(abs(place) <= MAX_PIXEL for place in region.box)
        if not (is_inside and region.left < region.right and region.top < region.bottom):
            sentence = f"Region {index + 1}: it is no rectangle of a figure."
            raise _error("J6", f"{sentence} {CHANGED_OUTSIDE}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        sentence = f"The file is built in a way that projects never are (two fields {twice[:40]})."
        raise _error("J5", f"{sentence} It was not opened.")
    return result


def _no_constant(text: str) -> float:
    raise _error("J6", f"The file holds {text}, which is not a number. {CHANGED_OUTSIDE}")


def _check_limits(raw: Any) -> None:
    """Walk without recursion: depth, length of texts, and numbers too large to be finite."""
    stack = [(raw, 1)]
    while stack:
        value, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise _error("J5", "The file is nested more deeply than projects ever are.")
        if isinstance(value, str) and len(value) > MAX_TEXT:
            raise _error("J6", f"A text of {len(value)} characters is too long. {CHANGED_OUTSIDE}")
        if isinstance(value, float) and not math.isfinite(value):
            raise _error("J6", f"A number is too large. {CHANGED_OUTSIDE}")
        if isinstance(value, dict):
            stack.extend((key, depth + 1) for key in value)
            stack.extend((item, depth + 1) for item in value.values())
        elif isinstance(value, list):
            stack.extend((item, depth + 1) for item in value)


def _in_words(message: str) -> str:
    """Turn "Expected `float`, got `str` - at `$.document.arms[1].trace[13][0]`" into words."""
    match = _MISMATCH.match(message)
    if match is None:
        path = re.search(r"at `\$\.?(.*)`", message)
        where = _place_in_words(path.group(1) if path else "")
        missing = re.search(r"missing required field `(.+?)`", message)
        if missing is not None:
            return f"{where}: “{missing[1]}” is missing."
        return f"{where}: this is not one of the values it can have."
    kind = next((word for key, word in _KINDS.items() if key in match["kind"]), "what it should be")
    return f"{_place_in_words(match['path'] or '')}: it is not {kind}."


def _place_in_words(path: str) -> str:
    words = []
    for part in _PATH_PART.finditer(path.removeprefix("document").lstrip(".")):
        name, index = part["name"], part["index"]
        word = _WORDS.get(name, name) if index else name
        words.append(f"{word} {int(index[1:-1]) + 1}" if index else word)
        if part["second"]:
            words.append("xy"[min(int(part["second"][1:-1]), 1)])
    text = ", ".join(words) or "contents"
    return text[0].upper() + text[1:]


def _error(code: str, message: str) -> FileError:
    return FileError(message, code=code, place=Place(PlaceKind.FILE))
