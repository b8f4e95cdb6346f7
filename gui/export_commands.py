"""What File > Export writes: patients, the report, the draws behind the bands."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from core.errors import InputError
from core.results import Analysis
from gui.background import Background
from gui.errors import as_input_error
from gui.live_analysis import LiveAnalysis, numbers_of_record
from gui.settings import Settings

# What is said of an export that is not possible yet; it holds until there are new numbers.
NOT_YET = ("E1", "E2")
CSV = "Comma-separated values (*.csv)"
HTML = "Web page (*.html)"


@dataclass(frozen=True, slots=True)
class Kind:
    """One thing to export: its title, how its file is named, and who writes it."""

    title: str
    ending: str
    name_filter: str
    write: Callable[[Path, Analysis], str]


class ExportCommands(QObject):
    """Asks for a name and writes on the worker.

    Signals
    -------
    failed(InputError)
    noted(str)
        What was written, and which patients it holds.
    """

    failed = Signal(object)
    noted = Signal(str)

    def __init__(
        self, live: LiveAnalysis, settings: Settings, background: Background, window: QWidget
    ) -> None:
        super().__init__(window)
        self._live, self._settings = live, settings
        self._background, self._window = background, window

    def patients(self, stem: str) -> None:
        """Write the reconstructed patients, and beside them those chosen by the reported."""
        self._export(stem, Kind("Export patients", "-patients.csv", CSV, _write_patients))

    def report(self, stem: str) -> None:
        """Write everything entered and computed as one page."""
        self._export(stem, Kind("Export report", "-report.html", HTML, _write_report))

    def draws(self, stem: str) -> None:
        """Write the draws of patients that the bands come from."""
        self._export(stem, Kind("Export draws", "-draws.csv", CSV, _write_draws))

    def _export(self, stem: str, kind: Kind) -> None:
        analysis = self._live.latest
        problem = why_no_export(analysis, is_stale=self._live.is_stale)
        if problem is not None or analysis is None:
            self.failed.emit(problem)
            return
        start = self._settings.folder / f"{stem}{kind.ending}"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, kind.title, str(start), kind.name_filter
        )
        if not chosen:
            return
        path = Path(chosen)
        path = path if path.suffix else path.with_suffix(Path(kind.ending).suffix)
        self._settings.folder = path.parent
        self._background.run(
            f"Exporting {path.name}",
            partial(_write_of_record, kind, path, analysis),
            done=self.noted.emit,
            failed=lambda error: self.failed.emit(as_input_error(error)),
        )


def why_no_export(analysis: Analysis | None, *, is_stale: bool) -> InputError | None:
    """Return what has to be done before anything can be exported, None where nothing has."""
    if is_stale:
        message = "The numbers are still being computed. Export again in a moment."
        return InputError(message, code="E2")
    if analysis is None or not any(arm.reconstruction for arm in analysis.arms):
        return InputError(
            "There are no patients to export yet. Set the axes, trace an arm and type "
            "its numbers at risk or its size.",
            code="E1",
        )
    return None


def place(path: Path) -> str:
    """Return where a file lies, as short as it can be found by."""
    return f"{path.parent.name}/{path.name}" if path.parent.name else path.name


def chosen_path(path: Path) -> Path:
    """Return where the patients chosen by the reported values go, beside the others."""
    return path.with_name(f"{path.stem}-chosen{path.suffix}")


def about_path(path: Path) -> Path:
    """Return where the words about exported patients go, beside them."""
    return path.with_name(f"{path.stem}-about.txt")


def _write_of_record(kind: Kind, path: Path, analysis: Analysis) -> str:
    """Write the numbers of record, computed now where the window has only the quick ones."""
    if not analysis.is_refined:
        analysis = numbers_of_record(analysis, lambda: False)
    return kind.write(path, analysis)


def _write_patients(path: Path, analysis: Analysis) -> str:
    from core.files.patients import write_about, write_chosen, write_patients

    write_patients(path, analysis)
    about = about_path(path)
    write_about(about, analysis)
    found = analysis.uncertainty
    if found is None or found.chosen is None:
        return (
            f"Patients exported to {place(path)}, made without the reported values; "
            f"columns and unit are told in {about.name}.{left_out(analysis)}"
        )
    other = chosen_path(path)
    write_chosen(other, analysis)
    return (
        f"Patients exported to {place(path)}, made without the reported values; "
        f"those chosen by the reported {found.chosen.used} to {other.name}.{left_out(analysis)}"
    )


def left_out(analysis: Analysis) -> str:
    """Name the arms that have no patients, and so are not in the file; empty where all are."""
    names = [
        analysis.document.arm(arm.arm_id).name
        for arm in analysis.arms
        if arm.reconstruction is None
    ]
    if not names:
        return ""
    verb = "is" if len(names) == 1 else "are"
    return f" {' and '.join(names)} {verb} not in it: no trace, or no numbers at risk yet."


def _write_report(path: Path, analysis: Analysis) -> str:
    from core.files.report import write_report

    write_report(path, analysis)
    return f"Report exported to {place(path)}."


def _write_draws(path: Path, analysis: Analysis) -> str:
    from core.files.draws import write_draws

    n_draws = write_draws(path, analysis)
    return f"{n_draws} draws of patients exported to {place(path)}."
