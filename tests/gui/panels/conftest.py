"""STUDY-1, an invented trial: document, analysis made by hand, and a live analysis that waits."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal

from core.curve import CurveReading, ReadingKind, StepCurve
from core.model.document import (
    Arm,
    Axis,
    AxisPoint,
    Calibration,
    Document,
    FigureFile,
    IntervalKind,
    PixelPoint,
    ReportedKind,
    ReportedValue,
)
from core.patients import PatientData
from core.reconstruct.inputs import FitQuality, Reconstruction
from core.results import (
    Analysis,
    ArmEstimates,
    ArmResult,
    Badge,
    Comparison,
    HazardRatio,
    LogRank,
    MedianEstimate,
    PairEstimates,
    Verdict,
)
from gui import theme
from gui.session import Session

TIMES = tuple(str(4 * i) for i in range(10))
AT_RISK = {
    "a": ["310", "203", "155", "118", "92", "63", "36", "23", "8", "2"],
    "b": ["306", "178", "112", "83", "64", "46", "29", "16", "8", "3"],
}
PX_PER_MONTH, PX_PER_ONE = 20.0, 400.0


class FakeLive(QObject):
    """The signals of the live analysis; results come when the test says so."""

    ready = Signal(object)
    failed = Signal(object)
    stale_changed = Signal(bool)

    def __init__(self):
        super().__init__()
        self.latest = None
        self.submitted = []

    def deliver(self, analysis):
        self.latest = analysis
        self.stale_changed.emit(False)
        self.ready.emit(analysis)

    def ask(self, topic, work, on_done):
        self.submitted.append(work)
        on_done(work(lambda: False))

    def forget(self, topic):
        pass


def to_pixel(time, survival):
    return PixelPoint(100.5 + PX_PER_MONTH * time, 500.5 - PX_PER_ONE * survival)


def make_calibration():
    ticks = [(Axis.TIME, to_pixel(t, 0), str(t)) for t in (0, 24, 36)]
    ticks += [(Axis.SURVIVAL, to_pixel(0, s), f"{s:.1f}") for s in (0.0, 0.5, 1.0)]
    return Calibration(tuple(AxisPoint(*tick) for tick in ticks), time_unit="months")


def steps_for(arm_id):
    """Times and survival of an invented curve that follows the risk table."""
    rng = np.random.default_rng({"a": 1, "b": 2}[arm_id])
    time = np.sort(np.round(rng.exponential(11.0, 60), 2))
    time = np.unique(time[(time > 0.5) & (time < 35)])
    rate = {"a": 0.093, "b": 0.124}[arm_id]
    return time, np.round(np.exp(-rate * time), 3)


def make_arm(arm_id, name, n, n_events):
    trace = tuple(to_pixel(t, s) for t, s in zip(*steps_for(arm_id), strict=True))
    return Arm(arm_id, name, trace, n=n, n_events=n_events, at_risk=tuple(AT_RISK[arm_id]))


def make_reported():
    kinds = ReportedKind
    return (
        ReportedValue("r1", kinds.HAZARD_RATIO, "0.80", "0.68–0.94", arm_id="a"),
        ReportedValue("r2", kinds.P_VALUE, "0.006", arm_id="a"),
        ReportedValue("r3", kinds.MEDIAN, "6.5", arm_id="a"),
        ReportedValue("r4", kinds.MEDIAN, "5.5", arm_id="b"),
    )


def make_document():
    return Document(
        figure=FigureFile("fig2.png", "0" * 64, b""),
        citation="Fig. 2",
        endpoint="PFS",
        calibration=make_calibration(),
        arms=(make_arm("a", "Active", "310", "258"), make_arm("b", "Control", "306", "276")),
        reference_arm_id="b",
        risk_times=TIMES,
        reported=make_reported(),
    )


def make_patients(arm_id):
    counts = [int(cell) for cell in AT_RISK[arm_id]]
    leaving = np.append(-np.diff(counts), counts[-1])
    time = np.repeat(4.0 * np.arange(10) + 2.0, leaving)
    return PatientData(time, np.arange(time.size) % 6 != 0)


def make_arm_result(arm_id, median, level_until=None):
    time, survival = steps_for(arm_id)
    patients = make_patients(arm_id)
    curve = StepCurve(time, survival, 36.0)
    estimate = MedianEstimate(
        median, median - 0.1, median + 0.2, IntervalKind.LOG_LOG, median, median, level_until
    )
    events = patients.n_events
    estimates = ArmEstimates(
        patients.n, events, patients.n - events, 38.0, estimate, estimate, curve
    )
    held = np.zeros(time.size, bool)
    held[3] = True
    reading = CurveReading(
        np.append(0.0, time), np.append(1.0, survival), ReadingKind.CLICKS, 0.05, 0.002, 36.0
    )
    fit = FitQuality(0.004, 12.0, 0.001, np.zeros(10, dtype=int), 0)
    return ArmResult(
        arm_id, time, survival, held, reading, curve, None,
        Reconstruction(patients, "guyot", fit), estimates,
    )  # fmt: skip


def comparison(kind, measure, arm_id, reported_id, cells, verdict, limit, **more):
    reported, interval, recomputed, ci, band, difference = cells
    return Comparison(
        kind, measure, arm_id, more.pop("comparator_id", None), reported_id, reported, interval,
        recomputed, ci, band, difference, verdict, limit,
        arithmetic=f"{measure}: |{recomputed} − {reported}| against the limit, {limit}",
        convention="unstratified, Efron ties", **more,
    )  # fmt: skip


def make_comparisons():
    k, v = ReportedKind, Verdict
    return (
        comparison(k.HAZARD_RATIO, "Hazard ratio, Active v Control", "a", "r1",
            ("0.80", "(0.68–0.94)", "0.79", "(0.67–0.93)", "", "−1.2 %"), v.AGREES,
            "within 2.1 %", comparator_id="b"),
        comparison(k.P_VALUE, "Log-rank P", "a", "r2",
            ("0.006", "", "0.0061", "", "", "× 1.02"), v.AGREES, "within × 2",
            comparator_id="b"),
        comparison(k.MEDIAN, "Median Active, mo", "a", "r3",
            ("6.5", "", "7.0–9.4", "", "flat at 0.5", "+0.5"), v.CLOSE, "curve is flat at 0.5"),
        comparison(k.MEDIAN, "Median Control, mo", "b", "r4",
            ("5.5", "", "6.5", "", "[6.4–6.7]", "+1.0"), v.DIFFERS, "within 0.2 mo"),
        comparison(k.N, "Patients, Active", "a", None,
            ("", "", "310", "", "", ""), None, ""),
    )  # fmt: skip


def make_analysis(document):
    log_hr = float(np.log(0.79))
    pair = PairEstimates(
        "a", "b", HazardRatio(0.79, 0.67, 0.93, log_hr, 0.084), LogRank(7.5, 1, 0.0061)
    )
    return Analysis(
        document,
        arms=(make_arm_result("a", 6.0, 8.1), make_arm_result("b", 5.6)),
        pairs=(pair,),
        comparisons=make_comparisons(),
        badge=Badge.INCONSISTENT,
        badge_sentence="The Control median differs.",
        axis_residual_px=(0.1, 0.3, 0.1, 0.0, 0.2, 0.1),
        is_refined=True,
    )


@pytest.fixture
def document():
    return make_document()


@pytest.fixture
def analysis(document):
    return make_analysis(document)


@pytest.fixture
def session(qapp, document):
    theme.apply(qapp, "light")
    made = Session()
    made.replace_all(document)
    return made


@pytest.fixture
def empty_session(qapp):
    theme.apply(qapp, "light")
    return Session()


@pytest.fixture
def live(qapp, analysis):
    made = FakeLive()
    made.latest = analysis
    return made


@pytest.fixture
def with_findings(analysis):
    return lambda *findings: replace(analysis, findings=findings)
