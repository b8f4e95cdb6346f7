"""Claims as the Paper tab and the overview print them, and as they are typed."""

from dataclasses import replace

from ..model.claims import Claim, ClaimKind
from .wording import short_unit

KINDS = {
    ClaimKind.MEDIAN: "Median",
    ClaimKind.HAZARD_RATIO: "Hazard ratio",
    ClaimKind.P_VALUE: "P value",
    ClaimKind.LANDMARK: "Rate",
    ClaimKind.N: "Patients",
    ClaimKind.EVENTS: "Events",
    ClaimKind.FOLLOW_UP: "Follow-up",
    ClaimKind.RESPONSE: "x of n",
    ClaimKind.RMST: "Restricted mean",
}
# Kinds whose value is one plain text, so that it can be typed over.
_TYPED = {
    ClaimKind.MEDIAN: "value",
    ClaimKind.HAZARD_RATIO: "value",
    ClaimKind.LANDMARK: "value",
    ClaimKind.FOLLOW_UP: "value",
    ClaimKind.RESPONSE: "value",
    ClaimKind.RMST: "value",
    ClaimKind.N: "n",
    ClaimKind.EVENTS: "x",
}


def about(claim: Claim) -> str:
    """Return whom a claim is about: "TOR120 v EXE, premenopausal"."""
    arms = " v ".join(filter(None, (claim.arm, claim.comparator)))
    return ", ".join(filter(None, (arms, claim.population)))


def value(claim: Claim) -> str:
    """Return the number with its unit or its counts."""
    if claim.not_reached:
        return "not reached"
    if claim.kind is ClaimKind.N:
        return f"n = {claim.n}" if claim.n else ""
    if claim.kind is ClaimKind.EVENTS:
        return " of ".join(filter(None, (claim.x, claim.n)))
    if claim.kind is ClaimKind.RESPONSE:
        counts = " of ".join(filter(None, (claim.x, claim.n)))
        percent = f"{claim.value} %" if claim.value else ""
        return f"{counts} ({percent})" if counts and percent else counts or percent
    if claim.kind is ClaimKind.LANDMARK:
        time = f" at {claim.time} {short_unit(claim.time_unit)}".rstrip() if claim.time else ""
        return f"{claim.value} %{time}"
    return f"{claim.value} {short_unit(claim.unit)}".strip()


def interval(claim: Claim) -> str:
    """Return the confidence interval, with its level where that is not 95 %."""
    if not (claim.ci_low or claim.ci_high):
        return ""
    level = "" if claim.ci_level == 95 else f" ({claim.ci_level:g} %)"
    return f"{claim.ci_low or 'NR'}–{claim.ci_high or 'NR'}{level}"


def p_value(claim: Claim) -> str:
    """Return the P value with its sign, where it is not the equals sign."""
    operator = "" if claim.p_operator in ("", "=") else f"{claim.p_operator} "
    side = " (one-sided)" if claim.one_sided and claim.p_value else ""
    return f"{operator}{claim.p_value}{side}" if claim.p_value else ""


def plain_value(claim: Claim) -> str | None:
    """Return what is typed over in a claim's value, None where it has none to type."""
    name = _TYPED.get(claim.kind)
    return None if name is None else str(getattr(claim, name))


def with_value(claim: Claim, text: str) -> Claim:
    """Return the claim with its value as typed."""
    name = _TYPED[claim.kind]
    # Field names of a fixed table, so the types hold.
    return replace(claim, not_reached=False, **{name: text.strip()})  # type: ignore[arg-type]


def spoken(claim: Claim) -> str:
    """Return a claim in one line, for tooltips and screen readers."""
    parts = (
        " ".join(filter(None, (claim.endpoint, KINDS[claim.kind].lower()))),
        about(claim),
        value(claim),
        f"CI {interval(claim)}" if interval(claim) else "",
        f"P {p_value(claim)}" if p_value(claim) else "",
        claim.place,
    )
    return "; ".join(part for part in parts if part)
