"""Time counted in the arm's own unit, so that no result hangs on the figure's unit.

Inside a reconstruction times are multiples of the reading noise (of the end of
follow-up where there is none), rounded far below it: whether a mark or a drop
lies before a table time then cannot change with the last binary digit of a
time. Times that were given come back exactly as given; times the method makes
up come back between the marks of that scale, never on a given time.
"""

from dataclasses import dataclass, replace

import numpy as np

from ..arrays import FloatArray
from ..patients import PatientData
from .inputs import ArmInput, RiskTable

# Marks of the scale in one unit: noise of the times, or the whole of an exact curve.
MARKS_PER_NOISE = 2.0**24
MARKS_PER_END = 2.0**30
# Times below this are as good as 0.
LEAST_UNIT = 1e-200
# Shares of a unit: R's survival and others take times within some 1e-8 of each other for one,
# so whoever leaves before a table time does so by clearly more.
CLEAR_OF_NOISE = 2.0**-8
CLEAR_OF_END = 2.0**-20


@dataclass(frozen=True, slots=True, eq=False)
class Clock:
    """How an arm's times are counted.

    Attributes
    ----------
    unit : float
        In the figure's time unit.
    marks : float
        Marks of the scale in one unit.
    given, counted : ndarray, shape (n_given,)
        Increasing times of the input and what they count here.
    table_time : ndarray, shape (n_table,)
        Times of the numbers at risk, in the figure's time unit.
    clear : float
        Made-up times keep this far before a table time, in the figure's time unit.
    """

    unit: float
    marks: float
    given: FloatArray
    counted: FloatArray
    table_time: FloatArray
    clear: float

    @classmethod
    def of(cls, arm: ArmInput) -> "Clock":
        """Return the clock of this arm."""
        reading = arm.reading
        # The first to claim a mark gives it back: numbers at risk hold at their very times.
        table_time = np.zeros(0) if arm.risk_table is None else arm.risk_table.time
        parts = [np.zeros(1), table_time]
        if arm.end is not None:
            parts.append(np.array([arm.end]))
        parts += [reading.time, np.array([reading.end])]
        if arm.censor_time is not None:
            parts.append(np.asarray(arm.censor_time, dtype=float))
        given = np.concatenate(parts)
        is_noisy = reading.time_noise > 0
        unit = reading.time_noise if is_noisy else max(reading.end, float(reading.time[-1]))
        unit = unit if unit > LEAST_UNIT else 1.0
        marks = MARKS_PER_NOISE if is_noisy else MARKS_PER_END
        clear = unit * (CLEAR_OF_NOISE if is_noisy else CLEAR_OF_END)
        counted, first = np.unique(np.rint(given / unit * marks) / marks, return_index=True)
        return cls(unit, marks, given[first], counted, table_time, clear)

    def count(self, time: FloatArray) -> FloatArray:
        """Return given times as this clock counts them."""
        return np.asarray(np.rint(time / self.unit * self.marks) / self.marks)

    def inward(self, arm: ArmInput) -> ArmInput:
        """Return the arm with all its times counted by this clock."""
        reading, table = arm.reading, arm.risk_table
        raw = None if reading.raw_time is None else self.count(reading.raw_time)
        noise = reading.time_noise / self.unit
        if table is not None:
            table = _count_table(self, table)
        return replace(
            arm,
            reading=replace(
                reading,
                time=self.count(reading.time),
                end=float(self.count(np.array([reading.end]))[0]),
                time_noise=noise,
                raw_time=raw,
            ),
            risk_table=table,
            end=None if arm.end is None else float(self.count(np.array([arm.end]))[0]),
            censor_time=None
            if arm.censor_time is None
            else self.count(np.asarray(arm.censor_time, dtype=float)),
        )

    def outward(self, patients: PatientData, lattice: float = 0.0) -> PatientData:
        """Return patients with times in the figure's unit; multiples of ``lattice`` stay such."""
        time = patients.time
        at = np.minimum(np.searchsorted(self.counted, time), self.counted.size - 1)
        is_given = self.counted[at] == time
        made = (np.floor(time * self.marks) + 0.5) / self.marks * self.unit
        if lattice > 0:
            multiple = np.rint(time / lattice)
            on_lattice = np.abs(time - multiple * lattice) <= 1.0 / self.marks
            # All arms count by one scale, whatever their own: ties between them stay ties.
            spacing = float(f"{lattice * self.unit:.10g}")
            made = np.where(on_lattice, multiple * spacing, made)
        # A drop moved just before or after a given time stays on that side of it.
        passed = np.searchsorted(self.counted, time, side="left")
        before = np.nextafter(self.given[np.maximum(passed - 1, 0)], np.inf)
        after = np.append(self.given, np.inf)[passed]
        made = self._clear_of_tables(np.clip(made, before, np.nextafter(after, -np.inf)))
        return PatientData(np.where(is_given, self.given[at], made), patients.event)

    def _clear_of_tables(self, time: FloatArray) -> FloatArray:
        """Return times with those just before a table time moved clearly before it."""
        if self.table_time.size == 0:
            return time
        table = np.append(self.table_time, np.inf)
        coming = np.searchsorted(self.table_time, time, side="left")
        last = np.where(coming > 0, table[coming - 1], 0.0)
        clear = np.minimum(self.clear, (table[coming] - last) / 2)
        # On a table time already, or after the last: nothing to keep clear of.
        is_near = (time < table[coming]) & (table[coming] - time < clear)
        return np.where(is_near, np.maximum(table[coming] - clear, 0.0), time)


def _count_table(clock: Clock, table: RiskTable) -> RiskTable:
    counted = clock.count(table.time)
    # Table times closer than the scale resolves stay in order.
    least = np.arange(counted.size) / clock.marks
    return RiskTable(
        np.maximum.accumulate(counted - least) + least, table.n_at_risk, table.n_censored
    )
