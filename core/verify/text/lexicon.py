"""Words of survival reports: endpoints, units, drugs, connecting words, in five languages."""

import re
from typing import Final

_words = re.compile(r"\S+").findall

NUMBER: Final = r"(?:\d{1,3}(?:,\d{3})+(?![\d.])|\d+(?:[.,]\d+)?|(?<![\d.])\.\d+)"
NOT_REACHED: Final = (
    r"(?:(?-i:\bN[RE]\b)|not\s+(?:yet\s+)?(?:been\s+)?(?:reached|estimable|evaluable|assessable)"
    r"|(?-i:\bNYR\b)|\bn\.\s?[abe]\.|nicht\s+(?:erreicht|berechenbar|schätzbar)|(?:non|pas)\s+(?:encore\s+)?(?:été\s+)?(?:atteinte?s?|estimables?)|no\s+estimable|no\s+(?:se\s+|fue\s+|ha\s+sido\s+)?alcanz(?:ad[ao]"
    r"|ó)|未到達)"
)
UNIT: Final = (
    r"(?:months?|mos?\b\.?|(?<=[\d ])m\b(?![²/])|(?<=[-\d])y\b|weeks?|wks?\b|years?|yrs?\b"
    r"|days?|Monate?n?|Wochen?|Jahre?n?|Tage?n?"
    r"|mois|semaines?|ans?\b|années?|jours?|mes(?:es)?\b|semanas?|años?|días?"
    r"|[かヶケカヵ]月|週間?|年間?|日間?)"
)
VERSUS: Final = (
    r"(?:\bvs?\b\.?|\bversus\b|(?:,?\s*\bas\s+)?\bcompared\s+(?:with|to)\b|\brelative\s+to\b|\bagainst\b|\bgegen(?:über)?\b|\bcontre\b"
    r"|\bfrente\s+al?(?:\s+l[oa]s)?\b|\brespecto\s+al?\b|\bcontra\b|対|に対し(?:て)?)"
)
AND: Final = r"(?:\band\b|\bor\b|\bund\b|\bet\b|\by\b|と|および|及び|、|,|/)"
CI_WORD: Final = (
    r"(?:C[Il1]|CrI|KI|IC|c\.\s?i\.|(?:confidence|credible)\s+intervals?|Konfidenzintervall|intervalle\s+de\s+confiance"
    r"|intervalo\s+de\s+confianza|信頼区間)"
)
MEDIAN: Final = re.compile(
    r"\b(?:[Hh]alf|50%|1\s+in\s+2)\s+(?:of\s+)?(?:the\s+|all\s+)?(?:people|patients|women|men|participants)\b(?=[^.]{0,90}\b(?:lived|survived|alive)\b)"
    r"|\bmedian(?:e[nrsm]?|[ao]s?|s|)\b|médiane?s?\b|中央値"
    r"|(?-i:(?<![A-Za-z])m(?=(?:i?DFS|[ER]FS|PFS2?|OS|TTP|D[Oo]R|TTF|TTNT|FU)(?![A-Za-z0-9])))",
    re.IGNORECASE,
)
RESTRICTED: Final = re.compile(
    r"\brestricted[\s-]+mean|\bRMSTs?\b|eingeschränkte\s+mittlere|moyenne\s+restreinte|境界内平均",
    re.IGNORECASE,
)
FOLLOW_UP: Final = re.compile(
    r"follow(?:ed)?[\s-]*up|(?<![\w/+-])f/?u\b(?![/+-])|\bBeobachtungs(?:zeit|dauer|zeitraum)\w*|(?<![\w/+-])(?-i:m?FU)\b(?![/+-])|Nachverfolgung\w*|\brecul\b|observation\s+(?:period|time)|Nachbeobachtung\w*"
    r"|suivi\b|seguimiento"
    r"|観察期間|追跡期間",
    re.IGNORECASE,
)
RATIO: Final = (
    r"(?:\b(?:adjusted\s+)?hazard[\s-]*ratios?\b|\brelative\s+hazards?\b|\b[as]?HRs?(?![A-Za-z0-9_])(?!\+|-[a-z]|\s+(?:positive|negative))|\bHazard[\s-]*Ratio\b"
    r"|\brapports?\s+(?:de\s+risques?|des\s+risques)(?:\s+instantanés?)?|\b(?:cociente"
    r"|razón)\s+de\s+"
    r"riesgos?(?:\s+instantáneos?)?|ハザード比)(?:\s+(?:ajustad[oa]|ajustée?|adjustierte?)\b)?"
)
TIME_TO: Final = "time to"
OTHER_SURVIVAL: Final = "other survival"
LEADING: Final = (  # longest first: the short form of an endpoint and how it is spelt out
    ("DDFS", r"distant[\s-]disease[\s-]*free\s+survival"),
    ("DRFS", r"distant\s+(?:recurrence|relapse)[\s-]*free\s+survival"),
    ("DDFS", r"distant[\s-]disease[\s-]*free(?=\s+and\s+overall)"),
    (
        "DMFS",
        r"distant[\s-]metastas[ie]s[\s-]*free\s+survival|metastas[ie]s[\s-]*free\s+survival"
        r"|(?:fern)?metastasenfreie[sn]?\s+Überleben|survie\s+(?:médiane\s+)?sans\s+métastases?"
        r"|supervivencia\s+(?:mediana\s+)?libre\s+de\s+metástasis|無(?:遠隔)?転移生存(?:期間|率|割合)?",
    ),
    ("iDFS", r"invasive[\s-]disease[\s-]*free\s+survival"),
    (
        "RFS",
        r"(?:recurrence|relapse)[\s-]*free\s+survival|rezidivfreie[sn]?\s+Überleben|survie\s+sans\s+rechute"
        r"|supervivencia\s+(?:mediana\s+)?libre\s+de\s+reca[ií]da|無再発生存(?:期間|率|割合)",
    ),
    (
        "DFS",
        r"alive\s+and\s+(?:disease|recurrence|relapse)[\s-]free"
        r"|(?:alive\s+and\s+)?free(?:dom)?\s+(?:from|of)\s+(?:disease(?!\s+progression)|recurrence|relapse)"
        r"|disease[\s-]*free(?:\s+survival|(?=\s+and\s+overall|\s*\([^)]*\)\s*and\s+overall))"
        r"|survie\s+(?:médiane\s+)?sans\s+(?:maladie|récidive)"
        r"|supervivencia\s+(?:mediana\s+)?libre\s+de\s+enfermedad|krankheitsfreie[sn]?\s+Überleben|無病生存(?:期間|率|割合)?",
    ),
    (
        "EFS",
        r"event[\s-]*free(?:\s+survival|(?=\s+and\s+overall|\s*\([^)]*\)\s*and\s+overall))"
        r"|ereignisfreie[sn]?\s+Überleben|supervivencia\s+libre\s+de\s+eventos?|survie\s+sans\s+événements?"
        r"|無イベント生存(?:期間|率|割合)?",
    ),
    (
        "PFS",
        r"\ben\s+vie\s+(?:et\s+)?sans\s+progression|\bviv[oa]s?\s+(?:y\s+)?(?:sin|libres?\s+de)\s+progresión"
        r"|am\s+Leben\s+und\s+progressionsfrei|\blebten\b(?=[^;]{0,60}?\bohne\s+(?:Fortschreiten|Krankheitsprogress|Progress|Tumorprogress))|\blived\b(?=[^;]{0,60}?\bwithout\s+(?:the(?:ir)?\s+)?(?:cancer|disease|tumou?rs?)?\s*(?:getting\s+worse|growing|progress|worsening|spreading))"
        r"|(?<=were\s)progression[\s-]free(?!\s+surv)|(?<=remained\s)progression[\s-]free(?!\s+surv)"
        r"|alive\s+(?:and|without)\s+(?:free\s+(?:from|of)\s+)?(?:disease\s+)?progression(?:[\s-]free)?"
        r"|free(?:dom)?\s+(?:from|of)\s+(?:disease\s+)?progression"
        r"|progression[\s-]*free(?:\s+survival|(?=\s+and\s+overall|\s*\([^)]*\)\s*and\s+overall))"
        r"|progressionsfreie[sn]?\s+Überleben(?:szeit)?"
        r"|survie\s+(?:médiane\s+)?sans\s+progression|supervivencia\s+(?:mediana\s+)?libre\s+de\s+progresión|無増悪生存(?:期間|率|割合)?",
    ),
    ("LRFS", r"local(?:[\s-]regional)?[\s-]recurrence[\s-]*free\s+survival"),
    (
        "OS",
        r"overall\s+surv[il1]va[l1I]|Gesamtüberleben(?:szeit|srate)?|survie\s+(?:médiane\s+)?globale"
        r"|supervivencia\s+(?:mediana\s+)?(?:global|general)|全生存(?:期間|率|割合)?",
    ),
    ("OS", r"(?-i:\bSG\b)"),
    (
        "OS",
        r"\bpatient\s+survival|survie\s+(?:des\s+patients|du\s+patient)|Patientenüberleben"
        r"|supervivencia\s+(?:del\s+paciente|de\s+los\s+pacientes)|患者生存率",
    ),
    (
        "ORR",
        r"(?-i:\bTR[OG]\b)|respuestas?\s+objetivas?|réponses?\s+objectives?|objektive[sn]?\s+Ansprechen",
    ),
    ("PFS", r"(?-i:\b(?:SLP|SSP)\b)"),
    ("DFS", r"(?-i:\bSLE\b)"),
    (
        "graft survival",
        r"(?:death[\s-]censored\s+)?(?:allo)?graft\s+survival|survie\s+(?:du\s+greffon|des\s+greffons)"
        r"|supervivencia\s+del\s+injerto|Transplantatüberleben|(?:移植腎|グラフト)生[着存]率",
    ),
    ("BCFI", r"breast[\s-]cancer[\s-]free\s+interval"),
    ("DSS", r"disease[\s-]*specific\s+survival"),
    (
        "CSS",
        r"(?:(?:breast|prostate|lung|bladder)[\s-]+)?(?:cancer|cause|[a-z]{3,10}oma)[\s-]*specific\s+survival",
    ),
    ("FFS", r"(?:biochemical[\s-]+)?failure[\s-]*free\s+survival"),
    ("TTDR", r"time\s+to\s+distant\s+recurrence"),
    (
        "TTP",
        r"time\s+to\s+(?:disease\s+)?progression|Zeit\s+bis\s+zu[rm]\s+(?:Krankheitsp|Tumorp|P)rogress(?:ion)?"
        r"|(?:délai|temps)\s+(?:médian\s+)?jusqu'à\s+(?:la\s+)?progression|tiempo\s+(?:mediano\s+)?hasta\s+la\s+progresión",
    ),
    ("TTF", r"time\s+to\s+treatment\s+failure"),
    ("TTNT", r"time\s+to\s+(?:the\s+)?next\s+(?:anti\w*\s+)?(?:treatment|therapy)"),
    (
        "DOR",
        r"(?:median\s+)?duration\s+of\s+(?:objective\s+)?response|奏[効功]期間|Ansprechdauer|durée\s+(?:médiane\s+)?de\s+(?:la\s+)?réponse"
        r"|duración\s+(?:mediana\s+)?de\s+la\s+respuesta",
    ),
    ("CBR", r"clinical\s+benefit\s+rates?"),
    ("DCR", r"disease\s+control\s+rates?"),
    ("pCR", r"pathologic(?:al)?\s+complete\s+responses?(?:\s+rates?)?"),
    (
        "CR",
        r"complete\s+(?:response|remission)(?:\s+rates?)?|(?-i:\bCR)(?:\s*[+/]\s*CR[ih])?\s+rates?"
        r"|(?-i:\bCR)(?=\s+(?:was|were)\s+(?:achieved|obtained|attained|reached|observed|seen|documented))"
        r"|[Kk]omplette\s+Remission|rémission\s+complète|(?:tasas?\s+de\s+)?(?:remisión|respuesta)\s+completa|(?:taux\s+de\s+)?réponse\s+complète|完全奏効率|完全寛解率",
    ),
    (
        "ORR",
        r"(?:objective|overall|tumou?r)\s+responses?(?:\s+rates?)?"
        r"|(?:confirmed\s+)?\bresponses?(?=\s+(?:(?:were|was)\s+(?:observed|seen|documented|achieved|noted)|occurred)\b)|\bresponse\s+rates?"
        r"|Ansprechraten?|taux\s+de\s+réponse|tasa\s+de\s+respuesta|奏効率",
    ),
    (
        OTHER_SURVIVAL,
        r"survival\s+(?:without|free\s+(?:of|from))\s+[a-z]+(?:\s(?!(?:at|was|were|in|did|for|with|by|had)\b)[a-z]+){0,2}|(?:[a-z]+-free\s*(?:,|/|and)\s*)?[a-z][\w]*(?:-[a-z]+)?[\s-]free\s+survival"
        r"|(?:implant|stent|technique|renal|organ|limb|native\s+liver|transplant)\s+survival",
    ),
    (
        OTHER_SURVIVAL,
        r"(?:alive\s+and\s+)?free(?:dom)?\s+(?:from|of)\s+(?!the\b|this\b|any\b|charge\b|symptoms?\b)[a-z][\w-]*"
        r"(?:\s(?!(?:was|were|is|are|at|in|for|with|by|after|and|or|than|had|did|among|from|on|to)\b)[a-z][\w-]*){0,2}",
    ),
    (
        TIME_TO,
        r"\btime\s+to\s+(?!response|onset|first\s+response|treat\b|peak|maximum)[a-z][\w-]*"
        r"(?:\s+(?!(?:was|were|is|are|in|of|with|for|from|and|or|than|between|after|did|among|at|by|on"
        r"|to|the|as|compared|versus|vs|v|did|not|had|that|up)\b)[a-z][\w-]*){0,2}",
    ),
    ("local recurrence", r"loc(?:al|oregional)\s+recurrences?"),
    ("distant recurrence", r"distant\s+recurrences?"),
)
SHORT: Final = _words(
    "DDFS DRFS DMFS MFS iDFS IDFS RFS DFS EFS PFS2 PFS LRFS OS TTDR TTP TTF TTNT DOR DoR CBR DCR "
    "pCR ORR BCFI BCFS CSS DSS FFS"
)
SURVIVAL: Final = frozenset(
    _words(
        "DDFS DRFS DMFS MFS iDFS IDFS RFS DFS EFS PFS2 PFS LRFS OS TTDR TTP TTF TTNT DOR DoR BCFI "
        "BCFS CSS DSS FFS survival"
    )
)
RATES: Final = frozenset({"CBR", "ORR", "DCR", "pCR", "CR"})
ENDPOINT: Final = re.compile(
    r"(?<![A-Za-z])(?=[^\W\d_])(?:"  # no endpoint begins inside a word
    + "|".join(
        (
            *(f"(?P<e{i}>{pattern})" for i, (_, pattern) in enumerate(LEADING)),
            rf"(?P<short>(?<![A-Za-z0-9])(?-i:[mirbc]?)(?-i:{'|'.join(SHORT)})(?![A-Za-z0-9]))",
            r"(?P<bare>\bsurvival(?:\s+rates?)?\b|Überlebens(?:rate|zeit)|\bÜberleben\b"
            r"|\bsurvived\b|\blived\b|\bvivos?\b|\bam\s+Leben\b|\ben\s+vie\b|\bvivas?\b|\bvivieron\b|\balive\b|\b(?:über)?lebten\b|\bvivants?\b|\bvivían\b|\bsurvie\b|\bsupervivencia\b|生存(?:期間|率|割合))",
        )
    )
    + ")",
    re.IGNORECASE,
)

DRUG: Final = (
    r"(?<![a-zà-öø-ÿ])(?:nab-)?(?:(?!combine|urbine|turbine|cabine)[a-zà-öø-ÿ]{2,}(?:mab|nib|ciclib|parib|lisib"
    r"|limus|sporine?|tide|cept|sartan|pril|stane|zole?|fene?|oxifeno?|trant|platin[eo]?|taxel"
    r"|rubicin|tecan|tamid[ae]?|statin|glutide|gliptin|gliflozin|xaban|grelor|dronate|mustin[ae]?"
    r"|prednisone|prednisolone|methasone|bin[ae]|citabin[ae]?|trexed|trexate|phosphamid[ae]?|lutamid[ae]?"
    r"|terone|relin|sertib|tinib"
    r"|degib|rafenib|metinib|deruxtecan|emtansine|vedotin|leucel|lidomide|zomib|toclax|mycin)"
    r"(?![a-zà-öø-ÿ])"
    r"|fluorouracil|placebo|chemotherapy|radiotherapy|Chemotherapie|chimiothérapie|quimioterapia|radioterapia|everolimus|tamoxif[eè]no?|letrozole?|interferon"
    r"|standard(?:[\s-]of[\s-]|\s+)care|best\s+supportive\s+care|observation|capecitabine)"
)
DRUG_NAME: Final = rf"{DRUG}(?:\s+\d+(?:\.\d+)?\s*(?:mg|µg|g)(?:/(?:m2|kg|day|d))?)?"
NOT_AN_ARM: Final = frozenset(
    _words(
        "HR HRS AHR CI KI IC IQR ORR DOR P N SD SE ITT MBC ER PGR HER2 FISH IHC BMI QOL DFI"
        " ECOG WHO PS CT MRI "
        "RECIST TNM AE AES FIGURE TABLE IF IN OF TO THE BUT AND OR AT BY WITH FOR COX KM PD PR CR "
        "US EU UK FDA EMA I II III IV RMST MRD CBR ORR DCR PCR TRIAL STUDY PATIENTS MENOPAUSAL "
        "RESULT RESULTS METHODS FINDINGS CONCLUSION CONCLUSIONS BACKGROUND OBJECTIVE"
        " INTERPRETATION "
        "KONFIDENZINTERVALL INTERVALLE INTERVALO ERGEBNISSE METHODEN RÉSULTATS MÉTHODES"
        " RESULTADOS MÉTODOS FU PTS "
        "DCO BICR IRC ICR INV CNS PRO TEAE SAE CTCAE NSCLC SCLC CRC HCC AML CLL DLBCL MM RCC TNBC"
        " EGFR STATUS AGE TOTAL RATE NR NE CEA PI3K ANALYZED MONTHS YEARS"
        " WEEKS DAYS VALUE ESTIMATE NUMBER MEDIAN RESPONSE GRFS"
    )
) | {name.upper() for name in SHORT}

# Sentences that plan, define or quote limits report nothing.
PLANNING: Final = re.compile(
    r"\b(?:sample size|power of|power to|would (?:have|be needed|provide)|to detect|designed to"
    r" (?:detect|show)|required for each|assum\w+|"
    r"hypothes[ie]\w*|non-?inferiority margin|were planned|planned to|could be considered|"
    r"(?:inclusion|exclusion|eligib\w+|response|evaluation)\s+criteria|criteria\s+(?:for|of|in)"
    r"|was defined as|were defined as|\(CR\) was defined"
    r"|cut-?off\s+(?:values?|points?|of|for|scores?|levels?|thresholds?)"
    r"|was scheduled|"
    r"plausible|extrapolat\w+|had anticipated|pre-?specified (?:boundary|margin))\b",
    re.IGNORECASE,
)
VAGUE: Final = re.compile(
    r"(?:\b(?:about|around|approximately|nearly|almost|roughly|more than|less than|at least|over|"
    r"up to|level of|probability of|etwa|rund|environ|aproximadamente)|[≥≤<>~]|\d\s?-)\s*$",
    re.IGNORECASE,
)

_LEAD_REACH: Final = 240  # characters
_UNIT_NAMES: Final = (
    ("months", r"m$|mo|Mona|mes|[かヶケカヵ]?月"),
    ("weeks", r"w|Woch|sem|週"),
    ("years", r"y|Jahr|an|a[ñn]|年"),
    ("days", r"d|Tag|jour|日"),
)
_NUMBER_WORDS: Final = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS: Final = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
_ONES: Final = "|".join(_NUMBER_WORDS[1:])
_BELOW: Final = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_ONES}))?|{_ONES})"
NUMBER_WORD: Final = rf"(?:(?:{_ONES})[ -]hundred(?:(?:[ -]and)?[ -]{_BELOW})?|{_BELOW})"


def led_by(pattern: "re.Pattern[str]", text: str, at: int) -> "re.Match[str] | None":
    """Return the match of a pattern that ends in "$" in the words right before a place.

    Only so far back as any lead goes: a search from the beginning at every number of a text
    takes time that grows with the square of its length.
    """
    return pattern.search(text, max(0, at - _LEAD_REACH), at)


def unit_name(text: str) -> str:
    """Return the English plural of a unit, "" where it is none."""
    return next(
        (name for name, pattern in _UNIT_NAMES if re.match(pattern, text, re.IGNORECASE)), ""
    )


def printed(text: str) -> str:
    """Return a number with "." as its decimal mark and no thousands marks."""
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+", text) and not text.startswith("0"):
        return text.replace(",", "")
    return text.replace(",", ".")


def count(text: str) -> str:
    """Return a count in digits, from digits or words; "" where it is none."""
    word = text.strip().casefold()
    hundreds, found, rest = re.sub(r"[\s-]+and[\s-]+", " ", word).partition("hundred")
    if found and hundreds.strip(" -") in _NUMBER_WORDS:
        ones = rest.strip(" -")
        more = count(ones) if ones else "0"
        return str(100 * _NUMBER_WORDS.index(hundreds.strip(" -")) + int(more or 0))
    if word in _NUMBER_WORDS:
        return str(_NUMBER_WORDS.index(word))
    tens, _, ones = word.replace(" ", "-").partition("-")
    if tens in _TENS:
        return str(_TENS[tens] + (_NUMBER_WORDS.index(ones) if ones in _NUMBER_WORDS else 0))
    digits = word.replace(",", "").replace(" ", "")
    return digits if digits.isdigit() else ""


def endpoint_of(match: "re.Match[str]") -> str:
    """Return the short form of a matched endpoint."""
    group = str(match.lastgroup)
    if group == "short":
        known = {name.upper(): name for name in reversed(SHORT)}
        word = match.group()
        name = word.upper() if word.upper() in known else word[1:].upper()
        return str(known[name])
    if group == "bare":
        return "survival"
    name = str(LEADING[int(group[1:])][0])
    is_own = name in (TIME_TO, OTHER_SURVIVAL)
    return re.sub(r"\s+", " ", match.group().lower()) if is_own else name


def is_time_to_event(endpoint: str) -> bool:
    """Whether an endpoint is one that curves show: survival, or the time to something."""
    return (
        endpoint in SURVIVAL
        or endpoint.startswith((TIME_TO, "survival ", "free", "alive and free"))
        or endpoint.endswith(" survival")
    )
