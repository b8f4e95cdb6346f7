"""T4 once more: what medians, rates and events say together of the direction of a hazard ratio.

Each alone may lie on the other side of 1 by chance; all of them together rarely do.
"""

from collections.abc import Iterator
from math import exp, hypot, log, sqrt
from typing import Final

from ..claims import CheckState, ClaimKind, TextCheck
from .direction import (
    UNMODELLED,
    Implied,
    beyond_shared,
    error_by_then,
    implied_by_events,
    implied_ratios,
    pair_error,
)
from .ledger import ARMS_SWAPPED, Entry, Ledger, check, unit_name
from .ratio import Ratio, quantile, ratio_of

# Turned round, the ratio is this many times likelier beside its partners (a likelihood ratio of
# normal errors): true of one right ratio in five hundred (tests/benchmarks/text_checks.py).
_TIMES_LIKELIER: Final = 7.0
# Of its distance as printed, what is left of it turned round: else neither suits.
_NEARER: Final = 0.8
# A partner nearer to the ratio as printed by this many standard errors speaks for it.
_SUPPORT: Final = 2.0
# Shares of patients with an event are a crude estimate: their error is larger by this factor.
_CRUDE: Final = 1.6


def check_together(ledger: Ledger) -> Iterator[TextCheck]:
    """T4: an unadjusted ratio turned round suits all its partners better than as printed."""
    for entry in ledger.of(ClaimKind.HAZARD_RATIO):
        ratio = ratio_of(entry)
        if ratio is None or not entry.arm or not entry.comparator or entry.claim.adjusted:
            continue
        counted = implied_by_events(ledger, entry)
        partners = [one for one in implied_ratios(ledger, entry) if _in_one_unit(one)]
        partners += [counted] if counted else []
        # what is printed in two places speaks once
        once = {partner.formula: partner for partner in partners}
        if len(once) > 1 or counted:
            yield from _together(entry, ratio, list(once.values()))


def _together(entry: Entry, ratio: Ratio, partners: list[Implied]) -> Iterator[TextCheck]:
    error = ratio.half_width / quantile(ratio.level)
    weights = [1 / _apart(partner, error) ** 2 for partner in partners]
    middle = sum(
        weight * 0.5 * (partner.low + partner.high)
        for weight, partner in zip(weights, partners, strict=True)
    ) / sum(weights)
    spread = sqrt(1 / sum(weights))
    printed = log(ratio.value.value)
    as_printed, turned = abs(middle - printed) / spread, abs(middle + printed) / spread
    if any(_supports(partner, printed, error) for partner in partners):
        return
    likelier = 0.5 * (as_printed**2 - turned**2)
    if likelier < log(_TIMES_LIKELIER) or turned >= _NEARER * as_printed:
        return
    arithmetic = (
        "; ".join(partner.formula for partner in partners)
        + f"; together HR about {exp(middle):.2f} (standard error {spread:.2f} of its logarithm, "
        f"beyond what they share with the ratio); printed {ratio.value.text}: {as_printed:.1f} "
        f"standard errors away; 1/{ratio.value.text} = {1 / ratio.value.value:.2f}: {turned:.1f}"
    )
    told = f"{_words(partners)} point the opposite way to the hazard ratio"
    sentence = f"{entry.name}: {told}."
    would_fit = (
        f"1/{ratio.value.text} = {1 / ratio.value.value:.2f} would agree: is {entry.claim.arm} the "
        "reference?"
    )
    entries = [entry, *(item for partner in partners for item in partner.pair)]
    state = CheckState.NOT_REPRODUCIBLE
    yield check("T4", state, entries, sentence, arithmetic, (ARMS_SWAPPED, would_fit))


def _words(partners: list[Implied]) -> str:
    kinds = ["medians" if p.is_median else "events" if p.error else "rates" for p in partners]
    names = list(dict.fromkeys(kinds))
    return f"{', '.join(names[:-1])} and {names[-1]} together" if names[1:] else names[0]


def _in_one_unit(partner: Implied) -> bool:
    """Whether two medians are printed in one unit: else the unit is the question."""
    units = {unit_name(item.claim.unit) for item in partner.pair}
    return not partner.is_median or len(units) == 1


def _supports(partner: Implied, printed: float, error: float) -> bool:
    """Whether one partner clearly speaks for the ratio as printed."""
    middle, apart = 0.5 * (partner.low + partner.high), _apart(partner, error)
    return abs(middle - printed) / apart < abs(middle + printed) / apart - _SUPPORT


def _apart(partner: Implied, error: float) -> float:
    """Return the standard error of the difference between a partner and the ratio."""
    own = pair_error(partner) or error_by_then(partner, error)
    if partner.is_median:
        return own
    apart = beyond_shared(own, error)
    return hypot(_CRUDE * apart, UNMODELLED) if partner.error else apart
