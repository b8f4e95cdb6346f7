"""Names of arms in German, French, Spanish and Japanese, told by the place they stand in."""

import re
from collections.abc import Iterator
from typing import Final

from .lexicon import DRUG
from .names import is_name, names_in_pairs, names_in_parallel

_ABROAD: Final = re.compile(
    r"[ぁ-ヿ一-龥]|\b(?:und|der|das|mit|unter|bei|im|wurden?|les|des|du|dans|avec|sous|une|par|était|étaient"
    r"|el|los|las|del|con|fue|grupo|brazo|rama|bras|groupe)\b|[Gg]ruppe\b|-Arm\b|[a-z]arm\b"
)
_FOREIGN_WORD: Final = r"(?:\d-)?[^\W\d_][\w+-]*"
# "622 recibieron quimioterapia y 618 cirugía sola"
_GIVEN: Final = r"(?:recibieron|erhielten|ont\s+reçu|received|underwent)"
_ARTICLE: Final = (
    r"(?:(?:le|la|les|du|des|el|los|las|the|un|une|una|an?|eine[nr]?|die|den|das)\s+|l')?"
)
# words that end a name of several words
_ENDING: Final = (
    r"(?:y|e|o|et|ou|und|oder|frente|contre|versus|vs|que|qui|fue(?:ron)?|était|étaient|tuvo|tuvieron|en|de|del|du|durante|pendant|por|pour|par"
    r"|presentó|alcanzó|avait|avaient|ont|ha|han|se|no|a|al|aux?|est|comparad[oa]|respecto|con|avec|sin|sans|ne|sont"
    r"|seguían|permanecían|estaban|vivían|lag|betrug|war|waren|gegenüber|gegen|höher|länger|verglichen|bei|nicht|auf|respectivement|respectivamente|les|la|le|el)"
)
_NAME_END: Final = rf"(?=\s*(?:[,;.:(\[]|$|\d|{_ENDING}\b|n'))"
_NAME_WORD: Final = rf"(?!{_ENDING}\b){_FOREIGN_WORD}"
_SHORT: Final = rf"{_FOREIGN_WORD}(?:\s(?:\+\s|plus\s)?{_FOREIGN_WORD}){{0,2}}?"
_SHARED: Final = re.compile(
    rf"\d\s+(?:{_FOREIGN_WORD}\s)?(?:{_GIVEN}|traité(?:e?s)?\s+(?:par|avec)|tratad[oa]s\s+con|al?(?=\s[^.;()]{{3,60}}?\s(?:y|et)\s\d+\sal?\s)|zur?|à(?=\s)|au)\s+{_ARTICLE}(?P<name>{_SHORT})\s+(?:y|und|et|and)\s+\d[\d.,]*\s+"
    rf"(?:(?:{_GIVEN}|al?|zur?|à|au|par|avec|con)\s+)?{_ARTICLE}(?P<other>{_SHORT})(?=\s*(?:[,;.:(]|$|\bas\b))"
)
# "in der dosisdichten Gruppe"
_DECLINED: Final = re.compile(
    r"\b[Ii](?:n\s+der|m)\s+(?P<name>[^\W\d_]{4,}e)n\s+(?:(?:Therapieg|G)ruppe|(?:Therapie|Studien)?[Aa]rm)\b"
)
# "erhielten 82 eine stereotaktische Bestrahlung und 82 eine Ganzhirnbestrahlung"
_VERB_FIRST: Final = re.compile(
    rf"\b(?:erhielten|recibieron|reçurent)\s+\d[\d.]*\s+{_ARTICLE}(?P<name>{_SHORT})\s+(?:und|y|et)\s+\d[\d.]*\s+"
    rf"{_ARTICLE}(?P<other>{_SHORT})(?=\s*(?:[,;.:(]|$))"
)
# "frente a los 15,5 meses de quienes recibieron X", "37 % des patients traités par X"
_TREATED: Final = re.compile(
    r"\b(?:traité(?:e?s)?\s+(?:par|avec)|recevant|(?:ayant|ont)\s+reçu|tratad[oa]s?\s+con|(?:que|quienes)\s+recib(?:ieron|ían)|recibieron"
    rf"|asignad[oa]s?\s+a|behandelt\s+mit|[Tt]raitement\s+par|[Tt]ratamiento\s+con|[Bb]ehandlung\s+mit)\s+{_ARTICLE}"
    rf"(?P<name>{_NAME_WORD}(?:\s(?:\+\s|plus\s|más\s)?{_NAME_WORD}){{0,3}}){_NAME_END}"
)
# "211 der mit X und 284 der mit Y behandelten Patienten"
_TREATED_WITH: Final = re.compile(
    r"\bder\s+mit\s+(?P<name>[A-ZÄÖÜ][\w-]+)\s+(?:und|gegenüber|bzw\.)\s[^.;]{0,30}?\bder\s+mit\s+"
    r"(?P<other>[A-ZÄÖÜ][\w-]+)\s+behandelten\b"
)
# "X a réduit de 29 % le risque de décès par rapport à Y"
_AGAINST: Final = re.compile(
    rf"\b(?:[Tt]raitement\s+par|[Tt]ratamiento\s+con|[Bb]ehandlung\s+mit|[Mm]it|[Uu]nter|[Cc]on|[Aa]vec|[Ss]ous)\s+{_ARTICLE}(?P<name>{_FOREIGN_WORD}(?:\s(?:\+|plus|más)\s{_FOREIGN_WORD})*)\s"
    rf"[^.;]{{0,90}}?\b(?:par\s+rapport\s+(?:au|à(?:\s+la|\s+l')?)|comparad[oa]\s+con|frente\s+al?|en\s+comparación\s+con|gegenüber|im\s+Vergleich\s+zu[mr]?|verglichen\s+mit)\s*{_ARTICLE}"
    rf"(?P<other>{_SHORT})(?=\s*(?:[,;.:(]|$))"
)
_FOREIGN: Final = (
    re.compile(r"\b(?P<name>[A-ZÄÖÜ][\w+-]*?)-?(?:Arm|Gruppe|arm|gruppe)(?:es?|n|s)?\b(?<!alarm)"),
    re.compile(
        r"\b(?:grupo|brazo|rama|groupe|bras)\s+(?:de\s+)?(?P<name>\d+\s(?:meses|semanas|años|mois|semaines|ans))\b"
    ),
    re.compile(
        r"\b(?:[Bb]ras|[Gg]roupe)\s+(?!(?:de\s+traitement|était|avait|a|ont|est|et)\b)(?:(?:de\s+la|de\s+l'|de|du|des|sous|traité\s+par|recevant)\s+|d'|de\s+l')?(?:l')?"
        rf"(?P<name>{_NAME_WORD}(?:\s(?:\+\s|plus\s)?{_NAME_WORD}){{0,3}}(?:\s\d+\s(?:mois|semaines|ans))?){_NAME_END}"
    ),
    re.compile(
        r"\b(?:[Gg]rupo|[Bb]razo|[Rr]ama)\s+(?!(?:fue|tuvo|y|que)\b)(?:(?:de\s+la|de|del|con|tratado\s+con|asignado\s+a)\s+)?"
        rf"(?P<name>{_NAME_WORD}(?:\s(?:\+\s|más\s)?{_NAME_WORD}){{0,3}}){_NAME_END}"
    ),
    re.compile(
        rf"\b(?:[Bb]ras|[Gg]roupe)\s+(?:(?:de|du|sous)\s+|d')?"
        rf"(?P<name>{_FOREIGN_WORD}(?:\s(?:\+|plus)\s{_FOREIGN_WORD})?(?:\sseule?)?)"
    ),
    re.compile(
        rf"\b(?:[Gg]rupo|[Bb]razo|[Rr]ama)\s+(?:(?:de|del|con)\s+)?"
        rf"(?P<name>{_FOREIGN_WORD}(?:\s(?:\+|más)\s{_FOREIGN_WORD})?(?:\s(?:sol[oa]|en\smonoterapia))?)"
    ),
)
# "unter A lag ... bei 19,4 Monaten, unter B bei 13,6", "sous A contre ... sous B"
FOREIGN_VALUED: Final = (
    re.compile(
        r"\b(?:[Uu]nter|[Mm]it)\s+(?:de[rm]\s+|einer\s+)?(?:(?:Zusatz|Zugabe|Hinzunahme)\s+von\s+)?(?:allein(?:ig)?er\s+|reiner\s+)?(?P<name>[A-ZÄÖÜ][\w-]+(?:\s(?:\+|plus)\s[A-ZÄÖÜ][\w-]+)?)"
        r"(?=\s*(?:[,;.:(\d]|$|\b(?:auf|lag|betrug|bei|war|und|versus|vs|gegenüber|höher|länger)\b))"
    ),
    re.compile(
        rf"\b(?:sous|avec|après)\s+(?:le\s+|la\s+|l'|du\s+)?(?P<name>{_FOREIGN_WORD}(?:\s(?:(?:\+|plus)\s)?{_FOREIGN_WORD}){{0,2}}?(?:\sseule?)?)"
        r"(?=\s*(?:[,;.:(]|$|\b(?:contre|versus|vs|et)\b))"
    ),
    re.compile(
        rf"(?<!subgrupo\s)\b(?:con|tras)\s+(?:el\s+|la\s+)?(?P<name>{_FOREIGN_WORD}(?:\s(?:(?:\+|más)\s)?{_FOREIGN_WORD}){{0,2}}?(?:\ssol[oa])?)"
        r"(?=\s*(?:[,;.:(]|$|\b(?:frente|versus|vs|y)\b))"
    ),
)
_JAPANESE: Final = re.compile(
    # the word group follows; hiragana joins words and ends a name
    r"(?P<name>\b[A-Z]|[ァ-ヶー一-龥々A-Za-z0-9+/-]*[ァ-ヶー一-龥々+][A-Z]?|[A-Z][A-Za-z0-9+/-]+)群"
)
# "腹腔鏡手術は118例、開腹手術は94例に施行"
_JAPANESE_CASES: Final = re.compile(
    r"(?:^|[、。,(]|\s)(?P<name>[ァ-ヶー一-龥々A-Za-z0-9+/-]*[ァ-ヶー一-龥々]{2})(?<!例)(?:は|が|:)?(?=\d+例)"
)
# "(laparoskopisch: 150, offen: 148)"
_COLON_SIZED: Final = re.compile(r"[(;,]\s*(?P<name>[^\W\d_]{4,}):\s*(?=\d+\s*[,;)])")
_CONTROL: Final = re.compile(r"^(?:kontroll?e?|contr[oô]le?|témoin|placebo)$", re.IGNORECASE)


def is_abroad(text: str) -> bool:
    """Whether a text has words that only one of these languages has."""
    return bool(_ABROAD.search(text))


def foreign_names(text: str) -> Iterator[tuple[str, str]]:
    """Yield (as written, the name) of arms of German, French, Spanish and Japanese texts."""
    if not is_abroad(text):
        return
    for pattern in _FOREIGN:
        for match in pattern.finditer(text):
            if is_name(match["name"]) and re.search(r"\w{3}|[A-Z][a-z]$", match["name"]):
                name = match["name"]
                is_control = _CONTROL.match(name) and name.casefold() != "placebo"
                is_word = pattern is _FOREIGN[0] and "-" not in match.group()
                written = match.group() if is_word else name
                is_drug = is_word and re.fullmatch(DRUG, name, re.IGNORECASE)
                yield written, "control" if is_control else name if is_drug else written
    yield from names_in_pairs(text, (_SHARED, _VERB_FIRST, _TREATED_WITH, _AGAINST))
    yield from names_in_parallel(text, _TREATED, across=True)
    yield from names_in_parallel(text, _JAPANESE_CASES)
    yield from names_in_parallel(text, _COLON_SIZED)
    for match in _DECLINED.finditer(text):
        if is_name(match["name"]):
            name = "experimental" if match["name"].startswith("experimentell") else match["name"]
            yield f"{match['name']}n", name
    for match in _JAPANESE.finditer(text):
        name = match["name"]
        if len(name) == 1 and name not in "両各全":
            yield match.group(), f"arm {name}"
        elif is_name(name):
            yield name, name
