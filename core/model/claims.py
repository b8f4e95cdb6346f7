"""Claims: numbers a paper prints about a trial, as printed, with where they stand.

The one form shared by the text reader, the checks of the text and the bundled
studies, and kept in the document once a person accepted it.
"""

from dataclasses import dataclass, replace
from enum import Enum


class ClaimKind(Enum):
    """What a claim is about."""

    MEDIAN = "median"
    HAZARD_RATIO = "hazard_ratio"
    P_VALUE = "p_value"
    LANDMARK = "landmark"
    N = "n"
    EVENTS = "events"
    FOLLOW_UP = "followup"
    RESPONSE = "response"
    RMST = "rmst"


@dataclass(frozen=True, slots=True)
class Claim:
    """One number with its company; every number is the printed text, "." as decimal mark.

    Attributes
    ----------
    kind : ClaimKind
        Decides which fields carry the claim: ``value`` for medians (in
        ``unit``), hazard ratios, landmarks and responses (both in percent),
        ``n`` for an arm size, ``x`` for a count of events or responders. A
        restricted mean is ``value`` in ``unit`` up to ``time``; with a
        comparator it is the difference of two arms.
    endpoint : str
        "OS", "PFS", "CBR" ... as the text abbreviates it; "" where none applies.
    arm : str
        The arm's name in the text; "total" for the whole trial, "" unknown.
    comparator : str
        Denominator of a hazard ratio, the other arm of a P value.
    population : str
        Subgroup or analysis set: "premenopausal", "treatment-received"; "" is everyone.
    ci_low, ci_high : str
    ci_level : float
        In percent.
    not_reached : bool
    adjusted, stratified : bool
    p_operator, p_value, p_test : str
        A P printed with a hazard ratio stands in the hazard ratio's claim.
    one_sided : bool
    time, time_unit : str
        Of a landmark or a restricted mean.
    x, n : str
        Counts.
    span : tuple of int
        First and past-last character in the text; (0, 0) where there is no text.
    sentence : str
    confidence : float
        0 to 1.
    place : str
        "Table 2", "abstract": where in the paper, for claims without a text.
    range_low, range_high : str
        Smallest and largest value, where a median is printed with its range.
    group : str
        The rows of a table this count is one of: rows of one group exclude each
        other and add up to n; rows of "A/B" add up to the row B of group A.
    doubt : str
        Why the reading is doubtful, in one sentence; "" where it is sure or accepted.
    """

    kind: ClaimKind
    endpoint: str = ""
    arm: str = ""
    comparator: str = ""
    population: str = ""
    value: str = ""
    unit: str = ""
    ci_low: str = ""
    ci_high: str = ""
    ci_level: float = 95.0
    not_reached: bool = False
    adjusted: bool = False
    stratified: bool = False
    p_operator: str = ""
    p_value: str = ""
    p_test: str = ""
    one_sided: bool = False
    time: str = ""
    time_unit: str = ""
    x: str = ""
    n: str = ""
    span: tuple[int, int] = (0, 0)
    sentence: str = ""
    confidence: float = 1.0
    place: str = ""
    range_low: str = ""
    range_high: str = ""
    group: str = ""
    doubt: str = ""

    def accepted(self) -> "Claim":
        """Return the claim as a person who compared it with the paper holds it."""
        return replace(self, span=(0, 0), confidence=1.0, doubt="")
