"""The draws of patients behind the reading bands, as one long table."""

from collections.abc import Iterator
from pathlib import Path

from ..errors import InputError
from ..results import Analysis
from ..spreads import N_DRAWS, draws_of
from .atomic import write_file
from .patients import csv_of, patient_cells, safe_text

DRAW_COLUMNS = ("draw", "arm", "time", "event")


def write_draws(path: Path, analysis: Analysis, *, n_draws: int = N_DRAWS) -> int:
    """Write one row a patient and draw: draw from 1, arm, time, event; return how many draws.

    Every draw agrees with all that is known of the figure; none of them knows
    what the paper reports.

    Raises
    ------
    InputError
        E1 where no arm is reconstructed, or an arm's size is not known.
    FileError
        J11 when it cannot be written.
    """
    known = [arm for arm in analysis.arms if arm.reconstruction and arm.arm_input]
    if not known:
        raise InputError(
            "There are no patients to draw yet: no arm is reconstructed. "
            "Calibrate the axes, trace an arm and give its numbers at risk.",
            code="E1",
        )
    inputs = tuple(arm.arm_input for arm in known if arm.arm_input is not None)
    settings = analysis.document.settings
    draws = draws_of(inputs, settings, n_draws, lambda: False, patience_s=None)
    names = [safe_text(analysis.document.arm(arm.arm_id).name) for arm in known]

    def rows() -> Iterator[tuple[str, ...]]:
        for number, draw in enumerate(draws, 1):
            for name, patients in zip(names, draw, strict=True):
                for cells in patient_cells(patients):
                    yield (str(number), name, *cells)

    write_file(path, csv_of(DRAW_COLUMNS, rows()).encode())
    return len(draws)
