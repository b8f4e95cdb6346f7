"""How many patients a whole trial has, as sentences of five languages tell it."""

import re
from collections.abc import Iterator
from typing import Final

from .lexicon import NUMBER, NUMBER_WORD

PEOPLE: Final = (
    r"(?:Patientinnen\s+und\s+Patienten|patients?|pts?\b\.?|women|men|participants?|participantes|Teilnehme(?:r|nde)(?:innen|n)?|sujetos|enfermos|mujeres|hombres|femmes|hommes|personnes|Frauen|Männer|Kinder|recipients?|veterans|infants|subjects?|cases|people|adults|children|individuals"
    r"|Patient(?:inn)?en|patientes|pacientes|malades|例)"
)
ENROLLED: Final = (
    r"(?:randomi[sz](?:ed|iert|ation|és|ées)|aleatoriz\w+|eingeschlossen|inclus"
    r"|inclu(?:id|ye)\w*|enrolled|assigned|included|registered|recruited|accrued|analy[sz]ed|analysés|évalués"
    r"|allocated|comprised)"
)
_TOTALS: Final = (
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+{PEOPLE}\s+(?:were\s+)?(?:enrolled|randomi[sz]ed)(?=\s*(?:[.;]|\(\d+\s+(?:per|in\s+each)))"
        rf"|\bbased\s+on\s+(?P<late>{NUMBER})\s+(?:randomi[sz]ed\s+)?{PEOPLE}(?=\s*\()",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+(?:{PEOPLE}\s+)?were\s+(?:included|analy[sz]ed)\s+in\s+the\s+"
        r"(?:\w+\s+){0,2}?(?:analysis|population)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:we|study|trial|analysis|population|cohort)\s+(?:then\s+|finally\s+|enrolled\s+and\s+)?(?:randomly\s+)?"
        rf"(?:enrolled|included|recruited|randomi[sz]ed|comprised|assigned)\s+"
        rf"(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,3}}?{PEOPLE}\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:Fueron\s+(?:aleatoriz|incluid)\w+|Ont\s+été\s+(?:randomisés|inclus)|In\s+die\s+Studie\s+wurden|"
        rf"(?:On|L'étude|L'essai)\s+a\s+(?:randomisé|inclus|porté\s+sur)|[Ee]l\s+(?:estudio|ensayo)\s+incluyó\s+a)\s+(?P<n>{NUMBER})\s+{PEOPLE}\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:cett?e|notre|dieser?|unserer?|est[ea]|nuestr[oa]|this|our)\s+(?:[\w-]+\s+){{0,2}}?(?:cohorte?|Kohorte|série|serie|series|Studie|étude|estudio)\s+"
        rf"(?:de|von|mit|con|of|with)\s+(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,2}}?{PEOPLE}\b"
        rf"|\b(?:étude|essai|estudio|ensayo|Studie)\b[^.;]{{0,120}}?\b(?:chez|portant\s+sur|en|mit|bei|an)\s+(?P<late>{NUMBER})\s+{PEOPLE}\b(?!\s+(?:sous|con|mit|traité|tratad|du\s+|del\s+))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:Parmi\s+les|Von|Entre\s+los|De\s+los|Es\s+wurden)\s+(?P<n>{NUMBER})\s+(?:randomisierten\s+)?"
        rf"{PEOPLE}\b(?=[^.]*(?:randomi|inclu|aleatori|eingeschlossen|erhielten))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:[Ii]n\s+)?[Tt]his\s+(?:[\w-]+\s+){{0,5}}?(?:trial|study)\s+(?:of|with|included|enrolled)\s+(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,4}}?{PEOPLE}\b"
        rf"|\b(?:For|In)\s+(?:the|all)\s+(?P<late>{NUMBER})\s+(?:(?:evaluable|eligible|enrolled|treated|randomi[sz]ed)\s+{PEOPLE}\b|{PEOPLE}\s+(?:who\s+were\s+)?(?:randomi[sz]ed|enrolled)\b)"
    ),
    re.compile(
        rf"\b(?:randomi[sz]ed|phase\s+(?:[1-3]|I{{1,3}})\w?|open-label|double-blind|multicent(?:er|re))\b(?:,?\s+[\w-]+){{0,6}}?,?\s+"
        rf"(?:trial|study)\s+(?:of|in|involving|with)\s+(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,4}}?{PEOPLE}\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+were\s+randomi[sz]ed\b(?!\s+(?:to|and)\b)", re.IGNORECASE
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+{PEOPLE}\s+randomi[sz]ed\s+\(\d:\d(?::\d)?\)\s+to\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+(?:{PEOPLE}\s+)?(?:were\s+)?(?:randomly\s+)?(?:assigned|allocated|randomi[sz]ed):\s*\d",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:[A-Z][\w-]+|Study\s+\d+)\s+(?:randomi[sz]ed|enrolled)\s+(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,3}}?{PEOPLE}\b"
    ),
    re.compile(
        rf"\btotal\s+of\s+(?P<n>{NUMBER}|{NUMBER_WORD})\s+(?:[\w-]+\s+){{0,3}}?{PEOPLE}\b"
        r"(?!\s+\([\d.,]+\s*%\))(?!\s+(?:\([^()]*\)\s+)?(?:had|have|died|relapsed|progressed|discontinued|experienced|withdrew|crossed|"
        r"responded|were\s+(?:lost|excluded|censored|alive|screened)))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bOf\s+(?:the\s+)?(?P<n>{NUMBER})\s+(?:(?:randomi[sz]ed|enrolled|eligible)\s+{PEOPLE}|{PEOPLE}\s+"
        r"(?:who\s+(?:were|underwent)\s+)?(?:randomi[sz]ed|randomi[sz]ation|enrolled)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:^\W{{0,6}}(?:[A-Z]{{5,}}:?\s+)?|\bdata\s+(?:on|from|for)\s+)\W{{0,3}}(?P<n>{NUMBER_WORD}|{NUMBER})\s+{PEOPLE}\s+(?:from\s+{NUMBER}\s+\w+\s+)?were\s+(?:randomly\s+)?(?:assigned|treated|enrolled|randomi[sz]ed|included|analy[sz]ed)\b(?!\s+(?:to|with|in)\b)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,3}}?{PEOPLE}\s+(?:\([^()]*\)\s+)?(?:(?:with|starting|undergoing|receiving|aged|who|\d\d\s+years)\s+[^.;,()\d]{{3,60}}?\s+)?(?:were|was|(?:had|have)\s+been)\s+"
        rf"(?:\w+\s+){{0,2}}?{ENROLLED}(?!\s+to)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+{PEOPLE}\s+(?:ont\s+été\s+|fueron\s+|wurden\s+)?(?:\d:\d(?::\d)?\s+)?"
        rf"(?:randomi[sz](?:iert|és|ées)|analysés|évalués|traités|aleatoriz\w+|inclus|eingeschlossen"
        rf"|underwent\s+randomi[sz]ation)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+{PEOPLE}\s+(?:wurden|ont\s+été|fueron)\s+[^.;()]{{0,80}}?(?:\([^()]*\)[^.;()]{{0,80}}?){{0,3}}"
        r"(?:randomisiert|eingeschlossen|randomisés|aleatorizad[oa]s)\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:Se\s+aleatoriz\w+|Se\s+incluyeron|Se\s+incluyó|Eingeschlossen\s+wurden"
        rf"|Randomisiert\s+wurden)\s+(?:a\s+)?(?P<n>{NUMBER})\s+{PEOPLE}",
        re.I,
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+(?:(?!cent|sites|countries|hospitals)[\w-]+\s+){{0,3}}?(?:{PEOPLE}\s+)?"
        r"(?:(?:from|at|in)\s+\d+\s+\w+\s+)?underwent\s+randomi[sz]ation(?!\s+to)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![\w.,/])(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,3}}?{PEOPLE}\s+(?:with\s+[^.;,()\d]{{3,60}}?\s+)?(?:were\s+)?(?:\w+\s+){{0,2}}?"
        rf"(?:{ENROLLED}|underwent\s+randomi[sz]ation)(?:,?\s+in\s+a\s+[\d:]+\s+ratio,?)?\s+to\b"
        r"(?=(?:[^.;]|\.(?=\d)|;(?=[^()]*\)))*(?:\bn\s*=[^.;]*\bn\s*=|\(\d+\b[^.;%]*\(\d+\b|\bor\b))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![群\d.,])(?P<n>{NUMBER})\s*例\s*(?:が|を|は)\s*[^。]*?(?:登録|ランダム|無作為|割り?付|組み?入れ|対象)"
    ),
    re.compile(
        rf"(?:登録|組み?入れ|対象|解析|割り?付け)(?!\D*評価)[^。\d群]{{0,10}}?(?P<n>{NUMBER})\s*例(?!中)"
    ),
    re.compile(
        rf"\bAmong\s+(?:the\s+)?(?P<n>{NUMBER})\s+(?:[\w-]+\s+)?{PEOPLE}\s+(?:who\s+(?:were|underwent)\s+)?"
        rf"(?:\w+ly\s+)?(?:{ENROLLED}|randomi[sz]ation)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bAmong\s+(?:the\s+)?(?P<n>{NUMBER})\s+(?:randomi[sz]ed|randomly\s+assigned|treated|eligible|evaluable"
        rf"|enrolled|"
        rf"included)\s+{PEOPLE}",
        re.IGNORECASE,
    ),
)
_DESCRIBED: Final = re.compile(
    rf"\bAmong\s+(?:the\s+)?(?P<n>{NUMBER})\s+(?:[\w-]+\s+)?{PEOPLE}\s*[(](?:mean|median)\b",
    re.IGNORECASE,
)
# "Of 4,685 adults with ..., 2,326 were assigned to A and 2,359 to B", "Participants 1440 adults"
_SHARED: Final = re.compile(
    rf"\b(?:Of|Among)\s+(?:the\s+)?(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,4}}?{PEOPLE}\b[^.;]{{0,120}}?,\s+{NUMBER}\s+(?:\([^()]*\)\s+)?"
    r"(?:were\s+|was\s+)?(?:randomly\s+)?(?:assigned|allocated|randomi[sz]ed|received|underwent)\b",
    re.IGNORECASE,
)
_TAKING_PART: Final = re.compile(
    rf"\b(?:Participants|Patients|Population|PARTICIPANTS|PATIENTS)\s*:?\s+(?P<n>{NUMBER})\s+(?:[a-z-]+\s+){{0,4}}?{PEOPLE}\b"
)
_TO_GROUPS: Final = re.compile(
    rf"(?<![\w.,/])(?P<n>{NUMBER})\s+(?:[\w-]+\s+){{0,4}}?{PEOPLE}\b[^.;()\d]{{0,80}}?(?:\([^()]*\)[^.;()\d]{{0,60}}?)?\s(?:were|was)\s+(?:\w+ly\s+)?"
    rf"(?:{ENROLLED})\s+(?:\(?\d:\d(?::\d)?\)?\s+)?(?:to|into|between|among)\b"
    r"(?=\s+(?:\w+\s+){0,2}?(?:two|three|four|five|six|2|3|4|treatment|study|groups|arms)\b|[^.;]*\bn\s*=[^.;]*\bn\s*=)",
    re.IGNORECASE,
)
_WHOLE_FIRST: Final = re.compile(
    rf"\bwurden\s+(?P<n>{NUMBER})\s+{PEOPLE}\s+(?:[^.;()]|\([^()]*\)){{0,90}}?(?:randomisiert|eingeschlossen|behandelt|ausgewertet|analysiert|aufgenommen)\b"
    rf"|\bAmong\s+(?P<among>{NUMBER})\s+(?:[\w-]+\s+){{0,2}}?{PEOPLE}\s*\((?=[^()]*\bn\s*=[^()]*\bn\s*=)"
    rf"|(?<![\w.,/])(?P<given>{NUMBER})\s+{PEOPLE}\s+(?:erhielten|recibieron|ont\s+reçu|received)\b(?=[^.;]*\bn\s*=[^.;]*\bn\s*=)",
    re.IGNORECASE,
)


def totals_in(text: str) -> dict[tuple[int, int], str]:
    """Return where wholes stand that their sentence tells outright, and how they are printed."""
    return {
        match.span(group): match[group]
        for pattern in _TOTALS
        for match in pattern.finditer(text)
        for group in ("late" if match.groupdict().get("late") else "n",)
    }


def wholes_in(text: str) -> Iterator[tuple[tuple[int, int], str]]:
    """Yield the place and text of wholes that only what is done with them tells."""
    for pattern in (_DESCRIBED, _SHARED, _TAKING_PART, _TO_GROUPS, _WHOLE_FIRST):
        match = pattern.search(text)
        if match is None or "screened" in match.group():
            continue
        named = match.groupdict()
        group = next((one for one in ("given", "among") if named.get(one)), "n")
        yield match.span(group), match[group]
