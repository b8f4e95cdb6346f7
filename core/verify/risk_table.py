"""The texts printed with an arm (sizes, events, numbers at risk) become counts.

A cell that cannot be read is left out with a sentence; the rest is used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from ..errors import Finding, InputError, Place, PlaceKind, Severity
from ..model.document import Arm
from ..numbers import parse_count, parse_number
from ..reconstruct.inputs import RiskTable
from .wording import number

MOST_PATIENTS: Final = 200_000
UNUSUAL_PATIENTS: Final = 20_000
FEWEST_PATIENTS: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class PrintedCounts:
    """What is printed with one arm, as far as it could be read.

    ``columns`` gives, for each time of ``table``, its column in the document.
    ``n_at_zero`` is the table's number at time 0, ``n`` the arm size used.
    """

    n: int | None
    n_at_zero: int | None
    n_events: int | None
    table: RiskTable | None
    columns: tuple[int, ...]
    findings: tuple[Finding, ...]


def read_counts(arm: Arm, risk_times: tuple[str, ...], unit: str = "") -> PrintedCounts:
    """Read the counts of one arm; every problem is a finding at its cell.

    Parameters
    ----------
    arm : Arm
    risk_times : tuple of str
        The document's table times as typed; a blank one is no column.
    unit : str
        Time unit for the sentences.
    """
    reader = _Reader(arm, unit)
    times = reader.times(risk_times)
    table, columns = reader.table(times, len(risk_times))
    n_at_zero = _at_zero(table)
    n = reader.size(n_at_zero, table)
    n_events = reader.events(n)
    return PrintedCounts(n, n_at_zero, n_events, table, columns, tuple(reader.findings))


class _Reader:
    """Collects the findings while one arm is read."""

    def __init__(self, arm: Arm, unit: str) -> None:
        self.arm = arm
        self.unit = f" {unit}" if unit else ""
        self.findings: list[Finding] = []

    def say(self, code: str, severity: Severity, message: str, place: Place) -> None:
        self.findings.append(Finding(code, severity, message, place))

    def cell(self, column: int) -> Place:
        return Place(PlaceKind.RISK_CELL, self.arm.id, column)

    def whole(self, key: str) -> Place:
        return Place(PlaceKind.ARM, self.arm.id, key=key)

    def read(self, parse: Callable[[str], float], text: str, what: str, place: Place) -> int | None:
        """Return the count, or None with a finding that names the cell."""
        if not text.strip():
            return None
        try:
            return int(parse(text))
        except InputError as error:
            self.say(error.code, Severity.BLOCK, f"{what}: {error.message}", place)
            return None

    def times(self, risk_times: tuple[str, ...]) -> dict[int, float]:
        """Return the usable table times by column, strictly increasing."""
        used: dict[int, float] = {}
        for column, text in enumerate(risk_times):
            place = Place(PlaceKind.RISK_TIME, index=column)
            if not text.strip():
                continue
            try:
                time = parse_number(text)
            except InputError as error:
                message = f"Table time {column + 1}: {error.message}"
                self.say(error.code, Severity.BLOCK, message, place)
                continue
            problem = self._time_problem(time, used, text.strip())
            if problem:
                self.say("R5", Severity.BLOCK, problem, place)
                continue
            used[column] = time
        return used

    def _time_problem(self, time: float, used: dict[int, float], text: str) -> str:
        if time < 0:
            return f"Table time {text} is before 0. Type the time printed over the column."
        if time in used.values():
            return f"{text} appears twice in the table times. Each column needs its own time."
        if used and time < max(used.values()):
            last = number(max(used.values()))
            return f"Table time {text} comes after {last}. Times must rise from left to right."
        return ""

    def table(
        self, times: dict[int, float], n_columns: int
    ) -> tuple[RiskTable | None, tuple[int, ...]]:
        """Return the row of this arm without its blank and unreadable cells."""
        counts: dict[int, int] = {}
        for column, text in enumerate(self.arm.at_risk):
            if column in times:
                what = f"{self.arm.name} at {number(times[column])}{self.unit}"
                count = self.read(parse_count, text, what, self.cell(column))
                if count is not None and self._plausible(count, what, self.cell(column)):
                    counts[column] = count
            elif text.strip() and column >= n_columns:
                message = (
                    f"{self.arm.name} has {len(self.arm.at_risk)} numbers for {n_columns} times. "
                    "Add the missing time, or empty the cell."
                )
                self.say("R6", Severity.BLOCK, message, self.cell(column))
        if not counts:
            return None, ()
        columns = tuple(counts)
        self._check_rises(times, counts)
        censored = self._censored(times, columns)
        row = [counts[column] for column in columns]
        return RiskTable(np.array([times[c] for c in columns]), np.array(row), censored), columns

    def _plausible(self, count: int, what: str, place: Place) -> bool:
        if count <= MOST_PATIENTS:
            return True
        message = f"{what}: {count} patients is more than a figure shows. Check the number."
        self.say("R17", Severity.BLOCK, message, place)
        return False

    def _check_rises(self, times: dict[int, float], counts: dict[int, int]) -> None:
        columns = list(counts)
        for before, after in pairwise(columns):
            if counts[after] > counts[before]:
                message = (
                    f"At risk rises from {counts[before]} to {counts[after]} in {self.arm.name}, "
                    f"{number(times[before])} → {number(times[after])}{self.unit}. Numbers at risk "
                    "cannot rise unless patients entered late. Retype the cell or check that rows "
                    "are not mixed up."
                )
                self.say("R1", Severity.WARNING, message, self.cell(after))

    def _censored(self, times: dict[int, float], columns: tuple[int, ...]) -> np.ndarray | None:
        """Return the cumulative censored counts, None unless every used column has one."""
        texts = dict(enumerate(self.arm.censored))
        if not any(text.strip() for text in texts.values()):
            return None
        counts: list[int] = []
        for column in columns:
            what = f"{self.arm.name} censored by {number(times[column])}{self.unit}"
            count = self.read(parse_count, texts.get(column, ""), what, self.cell(column))
            if count is None:
                message = f"{what} is missing. Fill every cell of the censored row to have it used."
                self.say("R10", Severity.NOTE, message, self.cell(column))
                return None
            if counts and count < counts[-1]:
                message = (
                    f"{what} is {count}, before it {counts[-1]}. Cumulative counts cannot fall; "
                    "the censored row is not used until this is retyped."
                )
                self.say("R10", Severity.WARNING, message, self.cell(column))
                return None
            counts.append(count)
        return np.array(counts)

    def size(self, n_at_zero: int | None, table: RiskTable | None) -> int | None:
        """Return the arm size used: the table's number at 0, else the size typed."""
        place = self.whole("n")
        typed = self.read(parse_count, self.arm.n, f"Size of {self.arm.name}", place)
        if typed is not None and not self._plausible(typed, f"Size of {self.arm.name}", place):
            typed = None
        n = typed if n_at_zero is None else n_at_zero
        if typed is not None and n_at_zero is not None and typed != n_at_zero:
            message = (
                f"The table of {self.arm.name} starts with {n_at_zero}, the arm size says {typed}. "
                f"{n_at_zero} is used; correct the other one."
            )
            self.say("R4", Severity.WARNING, message, place)
        if table is not None and n_at_zero is None:
            use = "the arm size is used" if typed else "type the arm size, or add a column for 0"
            message = f"The table of {self.arm.name} has no number at time 0: {use}."
            self.say("R3", Severity.NOTE if typed else Severity.WARNING, message, place)
        if n is not None:
            self._check_size(n, place)
        return n

    def _check_size(self, n: int, place: Place) -> None:
        if n < FEWEST_PATIENTS or n > UNUSUAL_PATIENTS:
            message = f"{self.arm.name} has {n} patient{'s' * (n != 1)}. Check that number."
            self.say("R17", Severity.WARNING, message, place)

    def events(self, n: int | None) -> int | None:
        """Return the printed total of events unless it is impossible."""
        place = self.whole("n_events")
        count = self.read(parse_count, self.arm.n_events, f"Events of {self.arm.name}", place)
        if count is not None and n is not None and count > n:
            message = (
                f"{count} events in {n} patients of {self.arm.name} is not possible. "
                "The total is not used until one of the two is corrected."
            )
            self.say("R15", Severity.BLOCK, message, place)
            return None
        return count


def _at_zero(table: RiskTable | None) -> int | None:
    return int(table.n_at_risk[0]) if table is not None and table.time[0] == 0 else None
