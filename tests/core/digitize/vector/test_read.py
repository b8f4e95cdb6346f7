"""Vector figures of several programs against the trial they were drawn from."""

import io
from pathlib import Path

import numpy as np
import pytest

from core.curve import ReadingKind
from core.digitize.vector.axes import find_axes
from core.digitize.vector.curves import find_curves
from core.digitize.vector.read import read_drawing
from core.digitize.vector.scales import Scale
from core.errors import InputError
from core.figure import pdf, svg
from core.figure.drawing import Drawing, Stroke, Word
from tests.core.figure.raw_pdf import Canvas, pdf_file

FIGURES = Path(__file__).resolve().parents[3] / "reference" / "vector"
TIMES = np.arange(0, 37, 6)


def _load(data: bytes, name: str) -> Drawing:
    if name.endswith("svg"):
        return svg.read_svg(data, name)
    document = pdf.open_pdf(data, name)
    drawing = pdf.read_page(document, 0)
    document.close()
    return drawing


def _read(name: str):
    drawing = _load((FIGURES / name).read_bytes(), name)
    return read_drawing(drawing, dots_per_inch=144)


def _trial() -> list[tuple[np.ndarray, np.ndarray]]:
    rows = np.loadtxt(FIGURES / "trial.csv", delimiter=",", skiprows=1)
    return [(rows[rows[:, 2] == arm, 0], rows[rows[:, 2] == arm, 1] == 1) for arm in (0, 1)]


def _kaplan_meier(time, event) -> tuple[np.ndarray, np.ndarray]:
    """The product-limit estimate, patient by patient."""
    survival, times, heights = 1.0, [], []
    for t in np.unique(time[event]):
        survival *= 1 - np.sum((time == t) & event) / np.sum(time >= t)
        times.append(t)
        heights.append(survival)
    return np.array(times), np.array(heights)


def _arm_named(proposal, name):
    return next(arm for arm in proposal.arms if arm.name == name)


EXACT = [
    "r_base.pdf",
    "r_limits.pdf",
    "r_incidence.pdf",
    "r_rotated.pdf",
    "ggplot_cairo.pdf",
    "ggplot_svglite.svg",
    "gnuplot.pdf",
    "gnuplot.svg",
    "r_distilled_cmyk.pdf",
    "r_landscape.pdf",
    "r_outlines.pdf",
    "r_black.pdf",
    "survminer.pdf",
    "gnuplot_marks.pdf",
]
WITHOUT_MARKS = {"gnuplot.pdf", "gnuplot.svg"}


@pytest.mark.parametrize("name", EXACT)
def test_every_drop_is_found_at_its_exact_place(name):
    proposal = _read(name)[0]
    assert len(proposal.arms) == 2
    for arm_name, (time, event) in zip(("Control", "Active"), _trial(), strict=True):
        steps = _arm_named(proposal, arm_name).reading.steps()
        drops, heights = _kaplan_meier(time, event)
        assert steps.time.shape == drops.shape
        assert np.abs(steps.time - drops).max() <= 1e-4 * 36
        assert np.abs(steps.survival - heights).max() <= 5e-5


@pytest.mark.parametrize("name", [n for n in EXACT if n not in WITHOUT_MARKS])
def test_every_censor_mark_is_found(name):
    proposal = _read(name)[0]
    for arm_name, (time, event) in zip(("Control", "Active"), _trial(), strict=True):
        marks = [mark.time for mark in _arm_named(proposal, arm_name).censor_marks]
        expected = np.unique(time[~event])
        assert len(marks) == expected.size
        assert np.abs(np.array(marks) - expected).max() < 0.02


def test_a_file_rounded_to_a_twentieth_of_a_point_is_read_to_its_grid():
    proposal = _read("gnuplot_eps.pdf")[0]
    for arm_name, (time, event) in zip(("Control", "Active"), _trial(), strict=True):
        reading = _arm_named(proposal, arm_name).reading
        drops, heights = _kaplan_meier(time, event)
        assert reading.steps().time.shape == drops.shape
        assert np.abs(reading.steps().time - drops).max() <= 2e-4 * 36
        assert np.abs(reading.steps().survival - heights).max() <= 2e-4


def test_a_figure_without_marks_gets_none():
    proposal = _read("gnuplot.pdf")[0]
    assert [len(arm.censor_marks) for arm in proposal.arms] == [0, 0]


@pytest.mark.parametrize(
    "name",
    ["r_base.pdf", "r_incidence.pdf", "r_rotated.pdf", "r_distilled_cmyk.pdf", "r_outlines.pdf"],
)
def test_the_risk_table_stands_on_the_right_curves(name):
    proposal = _read(name)[0]
    assert proposal.risk_times == tuple(TIMES)
    for arm_name, (time, _) in zip(("Control", "Active"), _trial(), strict=True):
        cells = _arm_named(proposal, arm_name).risk_row.cells
        assert [cell.n_at_risk for cell in cells] == [int(np.sum(time >= t)) for t in TIMES]


def test_outlined_text_is_read_and_the_strokes_stay_exact():
    proposal = _read("r_outlines.svg")[0]
    time, event = _trial()[0]
    steps = _arm_named(proposal, "Control").reading.steps()
    drops, heights = _kaplan_meier(time, event)
    assert np.abs(steps.time - drops).max() <= 1e-4 * 36
    assert np.abs(steps.survival - heights).max() <= 5e-5
    assert "R12" in {doubt.code for doubt in proposal.doubts}
    assert "R12" not in {doubt.code for doubt in _read("r_incidence.pdf")[0].doubts}


def test_cumulative_incidence_is_turned_into_survival():
    proposal = _read("r_incidence.pdf")[0]
    assert proposal.axes.cumulative_incidence
    assert all(arm.reading.survival[0] == 1.0 for arm in proposal.arms)


def test_percent_labels_and_unit_are_seen():
    axes = _read("ggplot_cairo.pdf")[0].axes
    assert axes.percent
    assert axes.time_unit == "months"


def test_readings_are_exact_with_the_grid_of_the_file():
    reading = _read("r_base.pdf")[0].arms[0].reading
    assert reading.kind is ReadingKind.EXACT
    # R writes hundredths of a point; the plot is 280 points high.
    assert reading.survival_noise == pytest.approx(0.4 * 0.01 / 270, rel=0.1)


def _drawn(file_format: str, **style) -> bytes:
    """Two step curves drawn by matplotlib with known corners."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4))
    axes = figure.subplots()
    for k, colour in enumerate(style.get("colours", ("#0072B2", "#D55E00"))):
        time = np.arange(0, 25, 2 + k)
        axes.step(
            time,
            style.get("top", 1) * np.exp(-time / (20 + 10 * k)),
            where="post",
            color=colour,
            ls=style.get("ls", ("-", "-"))[k],
            label=f"Arm {k}",
        )
    axes.set_xlim(*style.get("xlim", (0, 26)))
    axes.set_ylim(*style.get("ylim", (0, 1.02)))
    if "yticks" in style:
        axes.set_yticks(style["yticks"])
        axes.plot([1, 1.5, 9], np.exp(-np.array([0, 0, 8]) / 20), "k|")
    axes.set_xlabel("Time (weeks)")
    axes.legend()
    if style.get("grid"):
        axes.grid()
    out = io.BytesIO()
    figure.savefig(out, format=file_format)
    return out.getvalue()


@pytest.mark.parametrize("file_format", ["pdf", "svg"])
@pytest.mark.parametrize(
    "style",
    [
        {},
        {"grid": True},
        {"colours": ("black", "black"), "ls": ("-", "--")},
        {"colours": ("black", "black"), "ls": (":", "-.")},
        {"ylim": (0.4, 1.0)},
    ],
)
def test_matplotlib_styles_are_read_to_the_corner(file_format, style):
    drawing = _load(_drawn(file_format, **style), f"figure.{file_format}")
    arms = read_drawing(drawing, dots_per_inch=100)[0].arms
    assert len(arms) == 2
    found = {round(float(arm.reading.steps().time[0])): arm for arm in arms}
    for k in (0, 1):
        time = np.arange(0, 25, 2 + k)[1:]
        expected = np.exp(-time / (20 + 10 * k))
        inside = expected >= style.get("ylim", (0, 1))[0]
        steps = found[2 + k].reading.steps()
        assert steps.time[: inside.sum()] == pytest.approx(time[inside], abs=2e-3)
        assert steps.survival[: inside.sum()] == pytest.approx(expected[inside], abs=5e-5)


def test_a_page_without_axes_says_what_to_do():
    empty = Drawing(100.0, 100.0, (), ())
    with pytest.raises(InputError, match="lick two ticks"):
        read_drawing(empty, dots_per_inch=100)


def test_a_drop_that_the_edge_of_the_page_cuts_has_no_level():
    # The page ends at 0.71; the fourth drops of both curves go on to 0.67.
    drawing = _load(_drawn("pdf", ylim=(0.75, 1.0)), "figure.pdf")
    for k, arm in enumerate(read_drawing(drawing, dots_per_inch=100)[0].arms):
        expected = np.exp(-np.arange(2 + k, 10, 2 + k)[:3] / (20 + 10 * k))
        assert arm.reading.steps().survival == pytest.approx(expected, abs=5e-5)
        assert arm.reading.end == pytest.approx(4 * (2 + k), abs=2e-3)


def test_marks_above_the_highest_label_are_found():
    drawing = _load(_drawn("pdf", yticks=(0, 0.2, 0.4, 0.6, 0.8)), "figure.pdf")
    arms = read_drawing(drawing, dots_per_inch=100)[0].arms
    assert sorted(mark.time for arm in arms for mark in arm.censor_marks) == pytest.approx(
        [1, 1.5, 9], abs=2e-3
    )


def test_a_narrow_one_stands_in_the_column_of_the_other_labels():
    labels = [("1", 53.05, 55.63), ("0.8", 44.08, 57.21), ("0.6", 44.08, 57.22)]
    labels += [("0.4", 44.08, 57.27), ("0.2", 44.08, 57.11), ("0", 52.42, 57.22)]
    words = [
        Word(text, (left, 19.6 + 62.2 * k, right, 26.8 + 62.2 * k), 0)
        for k, (text, left, right) in enumerate(labels)
    ]
    words += [Word(str(6 * k), (80 + 60 * k, 350, 86 + 60 * k, 357), 0) for k in range(6)]
    axes = find_axes(Drawing(500.0, 400.0, (), tuple(words)))[0]
    assert sorted(axes.survival.value) == [0, 0.2, 0.4, 0.6, 0.8, 1]


def test_a_place_on_a_tick_has_exactly_the_value_of_the_tick():
    ticks = np.array([50.1, 110.1, 170.1])
    scale = Scale(ticks, np.array([0.0, 6.0, 12.0]), -5.01, 0.1, np.zeros(3), True, 230.0)
    assert scale.at(ticks + 3e-5).tolist() == [0.0, 6.0, 12.0]
    assert scale.at(np.array([50.11]))[0] == pytest.approx(0.001)


@pytest.mark.parametrize("file_format", ["pdf", "svg"])
def test_a_curve_is_read_on_beyond_the_time_axis_and_that_is_told(file_format):
    drawing = _load(_drawn(file_format, xlim=(0, 22)), f"figure.{file_format}")
    proposal = read_drawing(drawing, dots_per_inch=100)[0]
    assert [doubt.code for doubt in proposal.doubts] == ["T9", "T9"]
    for k, arm in enumerate(proposal.arms):
        time = np.arange(0, 25, 2 + k)[1:]
        assert arm.reading.steps().time == pytest.approx(time, abs=2e-3)


def test_the_dots_of_outlined_numbers_are_no_ticks():
    values = (1.0, 0.5, 0.0)
    labels = [
        Word(f"{v:.1f}", (20, 20 + 100 * k, 34, 28 + 100 * k), 0) for k, v in enumerate(values)
    ]
    labels += [Word(str(6 * k), (47 + 60 * k, 240, 53 + 60 * k, 248), 0) for k in range(4)]
    dots = [[(26, 27 + 100 * k), (27.2, 27 + 100 * k)] for k in range(3)]
    ticks = [[(40, 24 + 100 * k), (45, 24 + 100 * k)] for k in range(3)]
    ticks += [[(50 + 60 * k, 230), (50 + 60 * k, 235)] for k in range(4)]
    strokes = tuple(
        Stroke(np.array(line, dtype=float), (0, 0, 0), None, 1.0, (), group)
        for group, line in enumerate(dots + ticks)
    )
    axes = find_axes(Drawing(300.0, 300.0, strokes, tuple(labels)))[0]
    assert axes.survival.position == pytest.approx([24, 124, 224])


def test_a_number_right_behind_a_name_is_a_cell_of_its_own():
    canvas = Canvas()
    canvas.text(10, 20, "Treatment", size=10)
    canvas.text(57.5, 20, "1003", size=10)
    document = pdf.open_pdf(pdf_file(canvas), "page.pdf")
    words = [word.text for word in pdf.read_page(document, 0).words]
    document.close()
    assert words == ["Treatment", "1003"]


def test_limits_in_a_style_of_their_own_are_no_curves():
    x = np.repeat(np.arange(10), 2)[1:] * 20.0 + 50
    fall = np.repeat(np.arange(10), 2)[:-1] * 14.0 + 50
    strokes = []
    for group, (share, width, dash) in enumerate(
        [(1.0, 1.5, ()), (1.4, 0.8, (1.0, 2.0)), (0.6, 0.8, (1.0, 2.0))]
    ):
        points = np.column_stack([x, 50 + share * (fall - 50)])
        strokes.append(Stroke(points, (0, 0, 0), None, width, dash, group))
    words = [
        Word(f"{v:g}", (20, 47 + 50 * k, 34, 53 + 50 * k), 0) for k, v in enumerate((1, 0.5, 0))
    ]
    words += [Word(str(6 * k), (47 + 60 * k, 190, 53 + 60 * k, 198), 0) for k in range(4)]
    drawing = Drawing(300.0, 300.0, tuple(strokes), tuple(words))
    (curve,) = find_curves(drawing, find_axes(drawing)[0])
    assert curve.width == 1.5
