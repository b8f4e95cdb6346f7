"""What is proposed, counted in a sentence for the strip above the canvas."""

from core.digitize.accept import Part
from core.digitize.proposal import FigureProposal


def words_of(proposal: FigureProposal, left: Part, arms_left: frozenset[int]) -> str:
    """Return a sentence that counts what is left to accept, for the strip above the canvas."""
    found = [
        _count(n, one, many) for part, n, one, many, _ in _counts(proposal, left, arms_left) if n
    ]
    return f"{', '.join(found)} proposed." + _doubts_of(len(proposal.doubts))


def shorter_words_of(
    proposal: FigureProposal, left: Part, arms_left: frozenset[int]
) -> tuple[str, ...]:
    """Return shorter ways to say the same, where the strip is narrow; the shortest last."""
    counts = [row for row in _counts(proposal, left, arms_left) if row[1]]
    n = len(proposal.doubts)
    doubts = f" {n} doubtful." if n else ""
    full = ", ".join(_count(n, one, many) for _, n, one, many, _ in counts)
    brief = ", ".join(f"{n} {word}" for _, n, _, _, word in counts)
    curves = [_count(n, one) for part, n, one, _, _ in counts if part is Part.ARMS][:1]
    core = f"{curves[0]} and more" if curves and len(counts) > 1 else brief
    return (f"{full} proposed.{doubts}", f"{brief} proposed.{doubts}", f"{core}.{doubts}")


_Count = tuple[Part, int, str, str, str]


def _counts(proposal: FigureProposal, left: Part, arms_left: frozenset[int]) -> tuple[_Count, ...]:
    """Return part, number, the word for one, for many, and a brief word of what is left."""
    arms = [proposal.arms[index] for index in sorted(arms_left)]
    rows = [arm.risk_row for arm in proposal.arms if arm.risk_row is not None]
    n_cells = sum(bool(cell.text) for row in rows for cell in row.cells)
    n_marks = sum(len(arm.censor_marks) for arm in arms)
    counts = (
        (Part.AXES, len(proposal.axes.marks), "axis value", "axis values", "axis values"),
        (Part.ARMS, len(arms), "curve", "curves", "curves" if len(arms) != 1 else "curve"),
        (Part.ARMS, n_marks, "censor mark", "censor marks", "marks"),
        (Part.RISK_TABLE, n_cells, "number at risk", "numbers at risk", "at risk"),
        (Part.REPORTED, len(proposal.printed), "printed result", "printed results", "printed"),
    )
    return tuple(row for row in counts if row[0] in left)


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
