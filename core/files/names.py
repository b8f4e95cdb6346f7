"""File names out of what people type: usable on every system, whatever the text."""

import re
import unicodedata

MAX_LENGTH = 120

# Names that Windows keeps for devices, with or without an ending.
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\s]+')


def clean_file_name(text: str, *, fallback: str = "untitled", suffix: str = "") -> str:
    """Return a file name for this text, at most `MAX_LENGTH` characters with its suffix.

    Separators, wildcards, control and direction characters become one dash or
    vanish; leading and trailing dots, dashes and spaces go; device names get
    an underscore. The suffix, such as ".csv", is taken as it is.
    """
    text = unicodedata.normalize("NFC", text)
    text = _FORBIDDEN.sub("-", text)
    text = "".join(char for char in text if unicodedata.category(char)[0] != "C")
    text = re.sub(r"-{2,}", "-", text).strip(".-_ ")
    text = text[: MAX_LENGTH - len(suffix)].strip(".-_ ") or fallback
    if _RESERVED.match(text):
        text = f"_{text}"
    return f"{text}{suffix}"
