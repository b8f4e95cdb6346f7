"""The whole document in one phrase: the worst comparison, capped by the checks."""

from ..errors import Finding, Severity
from ..model.document import Document
from ..results import ArmResult, Badge, Check, CheckState, Comparison, Verdict
from .claims import TextCheck
from .text_checks import checks_of
from .wording import listed


def overall(
    document: Document,
    arms: tuple[ArmResult, ...],
    comparisons: tuple[Comparison, ...],
    checks: tuple[Check, ...],
    findings: tuple[Finding, ...],
) -> tuple[Badge, str]:
    """Return the badge and the sentence behind it.

    Proposed values count once a person accepts them. What is arithmetically
    impossible among the numbers of the document's ledger weighs as much as a value
    that differs from the figure; what is not reproducible caps at notes.
    """
    rows = [row for row in comparisons if row.verdict is not None and not row.proposed]
    differing = [row.measure for row in rows if row.verdict is Verdict.DIFFERS]
    failed = [check.title for check in checks if check.state.is_flag]
    printed = checks_of(document.claims) if document.claims else ()
    flags = [check for check in printed if check.state.is_flag]
    impossible = [check for check in flags if check.state is CheckState.IMPOSSIBLE]
    warned = [f for f in findings if f.severity in (Severity.WARNING, Severity.BLOCK)]
    if differing or impossible:
        says = [f"Differs from the figure: {listed(differing)}."] if differing else []
        says += [_of_paper(flags)] if flags else []
        return Badge.INCONSISTENT, " ".join(says)
    compared = [row for row in rows if row.verdict is not Verdict.NOT_COMPARABLE]
    if not compared and flags:
        return Badge.NOTES, _of_paper(flags)
    if not compared:
        return Badge.NOT_ENOUGH, _missing(document, arms, rows)
    notes = [row.measure for row in rows if row.verdict is not Verdict.AGREES]
    if notes or failed or warned or flags:
        says = [_notes(rows, notes, failed, warned), *([_of_paper(flags)] if flags else [])]
        return Badge.NOTES, " ".join(says)
    return Badge.CONSISTENT, f"All {_values(len(rows))} agree with the figure."


def _of_paper(flags: list[TextCheck]) -> str:
    """Say how many checks of the printed numbers do not fit, and what the gravest says."""
    count = "1 check" if len(flags) == 1 else f"{len(flags)} checks"
    verb = "does" if len(flags) == 1 else "do"
    return f"{count} of the paper's numbers {verb} not fit (Paper tab): {flags[0].sentence}"


def _values(count: int) -> str:
    return "1 reported value" if count == 1 else f"{count} reported values"


def _notes(
    rows: list[Comparison], notes: list[str], failed: list[str], warned: list[Finding]
) -> str:
    parts = [f"No reported value differs ({len(rows) - len(notes)} of {len(rows)} agree)"]
    if failed:
        parts.append(f"the figure disagrees with itself: {listed(failed)}")
    elif warned:
        parts.append(f"{len(warned)} finding{'s' * (len(warned) != 1)} to look at")
    return "; ".join(parts) + "."


def _missing(document: Document, arms: tuple[ArmResult, ...], rows: list[Comparison]) -> str:
    if not document.arms:
        return "No arm yet. Trace a curve to see its median and survival."
    silent = next((arm.message for arm in arms if arm.message), "")
    if silent:
        return silent
    if not document.reported:
        return "Nothing reported yet. Paste the sentence from the abstract (step 5)."
    if not rows:
        return "No reported value is accepted yet. Accept or edit the proposed ones (step 5)."
    return rows[0].limit or "No reported value can be compared yet."
