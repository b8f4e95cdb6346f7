"""Words of German, French, Spanish and Japanese reports put as English reports put them.

Only turns of phrase that the rules for English read too: counts of patients, confidence
intervals, composite endpoints, verbs of what happened. Digits stay where they were printed.
"""

import re
from typing import Final

from .abroad import is_abroad
from .plain import PlainText

_PEOPLE: Final = (
    r"(?:patient(?:e?s)?|malades|pacientes|Patient(?:inn)?en|sujets|participantes?|participants"
    r"|Teilnehmer(?:innen)?|mujeres|femmes|Frauen)"
)
_ARTICLE: Final = r"(?:\b(?:une?|des|les?|las?|los|el|un[ao]s?|eine[nrs]?|d(?:ie|er|as|en))\s+)?"
# Decimal commas somewhere, so that a dot before three digits sets thousands apart.
_DECIMAL_COMMA: Final = re.compile(r"(?<![\d.,])\d+,\d{1,2}(?!\d)")
_DOTTED: Final = re.compile(r"(?<=\d)\.(?=\d{3}(?![\d.,]))(?<![\d.,]0\.)")
# "pasó de 8 meses a 12", "verlängerte sich von 8 auf 12 Monate"
_FROM_TO: Final = re.compile(
    r"\b(?P<first>(?:pas(?:ó|a|ando)|aument(?:ó|ando)|ascendió|mejoró|pass(?:ant|e|ée?)|augment(?:ant|e|é))\s+de)\s+\d"
    r"[^;]{1,60}?\s(?P<last>[aà])\s(?=\d)",
    re.IGNORECASE,
)
# "107例がA群に", "45例対61例"
_SHARED_OUT: Final = re.compile(r"(?P<n>\d+)[例名]が(?P<arm>[^、。()\d]{1,12}群)に")
_OPPOSED: Final = re.compile(
    r"(?P<x>\d+)[例名](?P<share>\([\d.]+%\))?対(?P<other>\d+)[例名](?P<its>\([\d.]+%\))?"
)
_KANA: Final = re.compile(r"[ぁ-ヿ]")
_COMMA: Final = re.compile(r"(?<=\d),(?=\d{3}(?![\d,.]))")
_WORDS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), words)
    for pattern, words in (
        # intervals
        (r"\b(?:IC|KI)\s?95\s?:?(?=\s*[\[(]?\d)(?!\s*%)", "95% CI"),
        (r"\bIC\s*(?:del\s+|à\s+|de\s+)?95\s?%(?:\s+de(?=\s+\d))?", "95% CI"),
        # counts
        (rf"(?<=\d)\s+{_PEOPLE}\s+(?:sur|de|von)\s+(?:les\s+|los\s+)?(?=\d)", " of "),
        (rf"(?<=\d)\s+(?:des|de\s+los|de\s+las|der)\s+(?=\d+\s+{_PEOPLE})", " of "),
        # events
        (
            r"(?:est|sont)\s+survenue?s?\s+chez|a\s+été\s+observée?\s+chez|ont\s+été\s+observée?s\s+chez"
            r"|se\s+observ(?:ó|aron)\s+en|ocurri(?:ó|eron)\s+en|se\s+produj(?:o|eron)\s+en",
            "occurred in",
        ),
        (r"\bhubo\s", ""),
        (
            rf"\ben(?=\s\d+\s+y\s+\d+\s+{_PEOPLE})|\bchez(?=\s\d+\s+et\s+\d+\s+{_PEOPLE})",
            "occurred in",
        ),
        (
            rf"\b(?:bei|entwickelten|erlitten|hatten)(?=\s\d+\s+(?:und|bzw\.)\s+\d+\s+{_PEOPLE})",
            "occurred in",
        ),
        (
            rf"(?<=%)\s+de\s+l[oa]s\s+(?:{_PEOPLE}\s+)?(?:del|en\s+el|con\s+el)\s+(?=grupo|brazo)",
            " en el ",
        ),
        (
            r"\b(?:redujo|disminuyó)\s+(?:en\s+)?un(?=\s[\d,]+\s?%\s+el\s+riesgo)",
            "reduced the risk by",
        ),
        (
            rf"(?<=%)\s+des\s+{_PEOPLE}\s+(?:du|dans\s+le)\s+(?=bras|groupe)",
            " dans le ",
        ),
        (r"\b(?:als|que)\s+(?:unter|mit)(?=\s)", "than with"),
        (r"\bréduction\s+(?:relative\s+)?du\s+risque\b", "reduction in the risk"),
        (r"\bont\s+présenté\s+un\s+événement", "had an event"),
        (r"(?<=\d)\s+patients\s+sous\s+(?=\w)", " patients on "),
        (r"(?<=\b)al\s+año(?=\s+(?:fue|era|del?\b|,))", "a 1 año"),
        # endpoints
        (r"\bkardiovaskulär\w*\s+Tod(?:es(?:fall|fälle|fällen|fälle))?\b", "cardiovascular death"),
        (
            r"\bprogressionsfrei\b|\bfrei\s+von\s+(?:einer\s+)?Progression\b",
            "progression-free survival",
        ),
        (r"\ben\s+vie\s+(?:et\s+)?sans\s+(?:récidive|rechute|maladie)", "alive and disease-free"),
        (r"\bkrankheitsfrei\b", "disease-free survival"),
        (r"\bkrankheitsfreie\s+Ereignisse", "DFS events"),
        (
            r"\b(?:seguían|permanecían|continuaban|estaban)\s+(?:viv[oa]s\s+y\s+)?libres\s+de\s+(?:la\s+)?enfermedad",
            "had disease-free survival",
        ),
        (
            r"\b(?:seguían|permanecían|estaban)\s+libres\s+de\s+progresión",
            "had progression-free survival",
        ),
        (
            r"病勢(?:進行|増悪)(?:または|あるいは|もしくは|か)死亡|増悪(?:または|もしくは)死亡",
            "progression or death",
        ),
        (r"奏[効功]割合", "奏効率"),
        # what happened
        *(
            (rf"{_ARTICLE}\b(?:{pattern})", f"the {words}")
            for words, pattern in (
                (
                    "kidney failure",
                    r"insuffisance\s+rénale\s+terminale|(?:enfermedad|insuficiencia)\s+renal\s+terminal",
                ),
                (
                    "major bleeding",
                    r"schwere(?:n|r)?\s+Blutung(?:en)?|hémorragies?\s+majeures?|(?:hemorragias?|sangrados?)\s+(?:mayor(?:es)?|graves?)",
                ),
                ("dialysis", r"Dialysepflicht(?:igkeit)?"),
                (
                    "stroke",
                    r"Schlaganf(?:all|älle)s?|(?-i:\bAVC\b)|accidents?\s+vasculaires?\s+cérébra(?:l|ux)|ictus\b|accidentes?\s+cerebrovascular(?:es)?",
                ),
                (
                    "myocardial infarction",
                    r"(?:Myokard|Herz)infarkte?s?|infarctus(?:\s+du\s+myocarde)?|infartos?\s+(?:agudos?\s+)?de(?:l)?\s+miocardio",
                ),
            )
        ),
        (r"大出血", "major bleeding"),
        (r"心血管死", "cardiovascular death"),
        (r"心筋梗塞", "myocardial infarction"),
        (r"脳卒中", "stroke"),
        # captions
        (r"\bFigura(?=\s*\d)|\bAbb(?:ildung|\.)(?=\s*\d)|図(?=\s*\d)", "Figure "),
        # subgroups
        (
            r"\b(?:en\s+el\s+subgrupo|in\s+der\s+Subgruppe|dans\s+le\s+sous-groupe)\s+(?:de\s+(?:los\s+)?pacientes\s+|der\s+Patienten\s+|des\s+patients\s+)?(?:con|mit|avec)\b",
            "In the subgroup with",
        ),
        (r"\bCurvas\s+de\s+Kaplan-Meier\s+(?:de|para)\s+(?:la\s+)?", "Kaplan-Meier curves of "),
        (r"\bpor\s+intención\s+de\s+tratar\b", "ITT"),
    )
)


def in_english_words(plain: PlainText) -> PlainText:
    """Return the text with foreign turns of phrase in English, its characters still traced.

    Parameters
    ----------
    plain : PlainText
        Of any language; an English one comes back as it is.

    Returns
    -------
    PlainText
        What was put in stands, by ``origin``, where the words it replaces stood.
    """
    if not is_abroad(plain.text):
        return plain
    text = plain.text
    found = [(match.start(), match.end(), "") for match in _thousands(text)]
    for match in _FROM_TO.finditer(text):
        found += [(*match.span("first"), "rose from"), (*match.span("last"), "to")]
    for match in _SHARED_OUT.finditer(text):
        found.append((*match.span(), f"{match['arm']}(n={match['n']})"))
    for match in _OPPOSED.finditer(text):
        parts = [match[name] or "" for name in ("x", "share", "other", "its")]
        found.append((*match.span(), "{} {} v {} {} events".format(*parts)))
    for pattern, words in _WORDS:
        found += [(match.start(), match.end(), words) for match in pattern.finditer(text)]
    return replaced(plain, sorted(found))


def _thousands(text: str) -> "list[re.Match[str]]":
    """Return the marks that set thousands apart."""
    if _KANA.search(text):
        return [*_COMMA.finditer(text)]
    return [*_DOTTED.finditer(text)] if _DECIMAL_COMMA.search(text) else []


def replaced(plain: PlainText, changes: list[tuple[int, int, str]]) -> PlainText:
    """Return the text with each stretch replaced, the first of those that overlap.

    Parameters
    ----------
    plain : PlainText
    changes : list of (int, int, str)
        Start, end and what stands there instead, by start.
    """
    text: list[str] = []
    origin: list[int] = []
    at = 0
    for start, end, words in changes:
        if start < at:
            continue
        text += [plain.text[at:start], words]
        origin += [*plain.origin[at:start], *_origins(plain, start, end, words)]
        at = end
    return PlainText("".join(text) + plain.text[at:], (*origin, *plain.origin[at:]))


def _origins(plain: PlainText, start: int, end: int, words: str) -> list[int]:
    """Return where each character put in came from: a digit from that digit, others beside it."""
    digits = [at for at in range(start, end) if plain.text[at].isdigit()]
    found, at = [], start
    for char in words:
        at = digits.pop(0) if char.isdigit() and digits else at
        found.append(plain.origin[at])
    return found
