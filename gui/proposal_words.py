"""What is proposed, counted in a sentence for the strip above the canvas."""

from core.digitize.accept import Part
from core.digitize.proposal import FigureProposal


def words_of(proposal: FigureProposal, left: Part, arms_left: frozenset[int]) -> str:
    """Return a sentence that counts what is left to accept, for the strip above the canvas."""
    arms = [proposal.arms[index] for index in sorted(arms_left)]
    rows = [arm.risk_row for arm in proposal.arms if arm.risk_row is not None]
    counts = (
        (Part.AXES, len(proposal.axes.marks), "axis value", ""),
        (Part.ARMS, len(arms), "curve", ""),
        (Part.ARMS, sum(len(arm.censor_marks) for arm in arms), "censor mark", ""),
        (
            Part.RISK_TABLE,
            sum(bool(cell.text) for row in rows for cell in row.cells),
            "number at risk",
            "numbers at risk",
        ),
        (Part.REPORTED, len(proposal.printed), "printed result", ""),
    )
    found = [_count(n, one, many) for part, n, one, many in counts if part in left and n]
    return f"{', '.join(found)} proposed." + _doubts_of(len(proposal.doubts))


def _count(n: int, one: str, many: str = "") -> str:
    return f"{n} {one if n == 1 else many or one + 's'}"


def words_of_curve(proposal: FigureProposal, index: int, *, with_axes: bool = False) -> str:
    """Return a sentence about one curve, and the axes that come with it, for the strip."""
    arm = proposal.arms[index]
    n = sum(doubt.arm == index for doubt in proposal.doubts)
    words = f"{_count(len(arm.trace), 'corner')} proposed"
    words += f" for {arm.name}" if arm.name else ""
    words += f", with {_count(len(proposal.axes.marks), 'axis value')}." if with_axes else "."
    return words + _doubts_of(n)


def _doubts_of(n: int) -> str:
    if not n:
        return ""
    return f" {_count(n, 'doubtful place')}: PageDown shows {'it' if n == 1 else 'them'}."
