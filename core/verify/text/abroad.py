"""Names of arms in German, French, Spanish and Japanese, told by the place they stand in."""

import re
from collections.abc import Iterator
from typing import Final

from .names import is_name, names_in_pairs

_FOREIGN_WORD: Final = r"[^\W\d_][\w+-]*"
# "622 recibieron quimioterapia y 618 cirugía sola"
_GIVEN: Final = r"(?:recibieron|erhielten|ont\s+reçu|received|underwent)"
_ARTICLE: Final = r"(?:(?:le|la|les|el|los|las|the|un|une|an?)\s+)?"
_SHORT: Final = rf"{_FOREIGN_WORD}(?:\s(?:\+\s|plus\s)?{_FOREIGN_WORD}){{0,2}}?"
_SHARED: Final = re.compile(
    rf"\d\s+(?:{_FOREIGN_WORD}\s)?{_GIVEN}\s+{_ARTICLE}(?P<name>{_SHORT})\s+(?:y|und|et|and)\s+\d[\d.,]*\s+"
    rf"(?:{_GIVEN}\s+)?{_ARTICLE}(?P<other>{_SHORT})(?=\s*(?:[,;.:(]|$|\bas\b))"
)
# "in der dosisdichten Gruppe"
_DECLINED: Final = re.compile(r"\b[Ii]n\s+der\s+(?P<name>[^\W\d_]{4,}e)n\s+(?:Therapieg|G)ruppe\b")
_FOREIGN: Final = (
    re.compile(r"\b(?P<name>[A-ZÄÖÜ][\w+-]*?)-?(?:Arm|Gruppe|arm|gruppe)(?:es?|n|s)?\b(?<!alarm)"),
    re.compile(
        rf"\b(?:bras|groupe)\s+(?:(?:de|du|sous)\s+|d')?"
        rf"(?P<name>{_FOREIGN_WORD}(?:\s(?:\+|plus)\s{_FOREIGN_WORD})?(?:\sseule?)?)"
    ),
    re.compile(
        rf"\b(?:grupo|brazo|rama)\s+(?:(?:de|del|con)\s+)?"
        rf"(?P<name>{_FOREIGN_WORD}(?:\s(?:\+|más)\s{_FOREIGN_WORD})?(?:\s(?:sol[oa]|en\smonoterapia))?)"
    ),
)
# "unter A lag ... bei 19,4 Monaten, unter B bei 13,6", "sous A contre ... sous B"
FOREIGN_VALUED: Final = (
    re.compile(
        r"\b(?:[Uu]nter|[Mm]it)\s+(?P<name>[A-ZÄÖÜ][\w-]+(?:\s(?:\+|plus)\s[A-ZÄÖÜ][\w-]+)?)"
        r"(?=\s*(?:[,;.:(]|$|\b(?:lag|betrug|bei|war|und|versus|vs|gegenüber|höher|länger)\b))"
    ),
    re.compile(
        rf"\b(?:sous|avec|après)\s+(?:le\s+|la\s+|l'|du\s+)?(?P<name>{_FOREIGN_WORD}(?:\s(?:(?:\+|plus)\s)?{_FOREIGN_WORD}){{0,2}}?(?:\sseule?)?)"
        r"(?=\s*(?:[,;.:(]|$|\b(?:contre|versus|vs|et)\b))"
    ),
    re.compile(
        rf"\b(?:con|tras)\s+(?:el\s+|la\s+)?(?P<name>{_FOREIGN_WORD}(?:\s(?:(?:\+|más)\s)?{_FOREIGN_WORD}){{0,2}}?(?:\ssol[oa])?)"
        r"(?=\s*(?:[,;.:(]|$|\b(?:frente|versus|vs|y)\b))"
    ),
)
_JAPANESE: Final = re.compile(
    # the word group follows; hiragana joins words and ends a name
    r"(?P<name>\b[A-Z]|[ァ-ヶー一-龥々A-Za-z0-9+/-]*[ァ-ヶー一-龥々+][A-Z]?|[A-Z][A-Za-z0-9+/-]+)群"
)
_CONTROL: Final = re.compile(r"^(?:kontroll?e?|contr[oô]le?|témoin|placebo)$", re.IGNORECASE)


def foreign_names(text: str) -> Iterator[tuple[str, str]]:
    """Yield (as written, the name) of arms of German, French, Spanish and Japanese texts."""
    for pattern in _FOREIGN:
        for match in pattern.finditer(text):
            if is_name(match["name"]) and len(match["name"]) > 2:
                name = match["name"]
                is_control = _CONTROL.match(name) and name.casefold() != "placebo"
                is_word = pattern is _FOREIGN[0] and "-" not in match.group()
                written = match.group() if is_word else name
                yield written, "control" if is_control else written
    yield from names_in_pairs(text, (_SHARED,))
    for match in _DECLINED.finditer(text):
        if is_name(match["name"]):
            yield f"{match['name']}n", match["name"]
    for match in _JAPANESE.finditer(text):
        name = match["name"]
        if len(name) == 1:
            yield match.group(), f"arm {name}"
        elif is_name(name):
            yield name, name
