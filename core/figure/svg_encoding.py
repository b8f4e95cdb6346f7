"""The letters of an SVG as UTF-8, in whatever encoding its file is written."""

import codecs
import re

from ..errors import FileError

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,400}\?>")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0?\0", "utf-16-le"),
    (b"<\0s\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
    (b"\0<\0s", "utf-16-be"),
)
_READ_BY_PARSER = frozenset({"utf-8", "ascii", "iso8859-1"})


def encoding_of(data: bytes) -> str:
    """Return the encoding that a byte order mark or the XML declaration names, else UTF-8."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    declared = _DECLARED.match(data[:400].removeprefix(codecs.BOM_UTF8))
    return declared.group(1).decode("ascii") if declared else "utf-8"


def as_utf8(data: bytes, name: str) -> bytes:
    """Return an XML file in an encoding that the parser reads; such files as they are.

    Parameters
    ----------
    data : bytes
    name : str
        File name for messages.

    Raises
    ------
    FileError
        P2 where the file is not in the encoding it names, or that is none of text.
    """
    encoding = encoding_of(data)
    try:
        known = codecs.lookup(encoding)
        if known.name in _READ_BY_PARSER:
            return data
        text = data.decode(known.name)
    except (LookupError, UnicodeError, ValueError) as error:
        raise FileError(
            f"The letters of {name} are not in the encoding that it names ({encoding}). "
            "Export it again as UTF-8, or save it as PDF.",
            code="P2",
        ) from error
    return _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1).encode("utf-8", "replace")
