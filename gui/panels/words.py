"""Numbers and sentences as panels print them; no Qt."""

import math
from collections.abc import Sequence

from core.errors import Finding, Severity
from core.model.document import ReportedKind

OFFERED = "What was read waits above the figure: accept it there, or press Enter on the figure."
KIND_NAMES = {
    ReportedKind.HAZARD_RATIO: "Hazard ratio",
    ReportedKind.P_VALUE: "Log-rank P",
    ReportedKind.MEDIAN: "Median",
    ReportedKind.LANDMARK: "Survival at",
    ReportedKind.N: "Patients",
    ReportedKind.N_EVENTS: "Events",
    ReportedKind.RMST: "Restricted mean",
    ReportedKind.FOLLOW_UP: "Median follow-up",
}


def fixed(value: float, decimals: int) -> str:
    """Return the number with a true minus, "NR" for infinity."""
    if math.isinf(value):
        return "NR"
    text = f"{value:.{decimals}f}"
    return text.replace("-", "−") if float(text) else text.lstrip("-")


def plural(count: int, singular: str, many: str = "") -> str:
    """Return "1 tick", "6 ticks"."""
    return f"{count} {singular if count == 1 else many or singular + 's'}"


def marked(words: str, doubt: str) -> str:
    """Return words with a question mark before them where there is a doubt."""
    return f"? {words}".rstrip() if doubt else words


def read_words(n_read: int, n_doubtful: int) -> str:
    """Return how many values were read, and how the doubtful ones are accepted."""
    if n_read == n_doubtful:
        return f"{plural(n_read, 'doubtful value')} left: Enter accepts one by one"
    doubtful = f", {n_doubtful} doubtful (?)" if n_doubtful else ""
    return f"{plural(n_read, 'value')} read{doubtful}"


def waiting_words(n_waiting: int, n_doubtful: int) -> str:
    """Return how many values wait to be accepted, and how many of them one by one."""
    if n_waiting == n_doubtful:
        doubtful = plural(n_doubtful, "doubtful value")
        return f"{doubtful} left. Compare with the paper; Enter on a row accepts one by one."
    doubtful = f", {n_doubtful} doubtful (?)" if n_doubtful else ""
    words = f"{plural(n_waiting, 'value')} proposed{doubtful}. Compare with the paper;"
    return f"{words} Enter accepts{' the others' if n_doubtful else ''}."


def is_open(finding: Finding) -> bool:
    """Whether a finding asks for something to be done."""
    return finding.severity in (Severity.WARNING, Severity.BLOCK)


def first_sentence(message: str) -> tuple[str, str]:
    """Split a message into its first sentence and what follows."""
    for mark in (". ", "? "):
        head, found, tail = message.partition(mark)
        if found:
            return head + mark.strip(), tail
    return message, ""


def brief_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return names without the words all of them begin with: '500 mg' and '250 mg'.

    Whole where nothing is shared, or where what is left begins with no letter or digit:
    of "SERM + OFS" and "SERM alone" neither can go without its first word.
    """
    words = [name.split() for name in names]
    least = min(map(len, words), default=0)
    n_same = 0
    while n_same < least - 1 and len({name[n_same] for name in words}) == 1:
        n_same += 1
    if len(names) < 2 or not all(name[n_same][:1].isalnum() for name in words if name):
        return tuple(names)
    return tuple(" ".join(name[n_same:]) for name in words)
