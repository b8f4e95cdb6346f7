"""Clicks to a reading: what is put right, what is left out, and that each is said."""

from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core.curve import ReadingKind
from core.digitize.axes.transform import AxisTransform, fit_axes
from core.digitize.by_hand.trace import TracedCurve, read_trace
from core.errors import Severity
from core.model.document import Axis, AxisPoint, Calibration, PixelPoint

# 10 px a month, 400 px for the whole of survival.
AXES: AxisTransform = fit_axes(
    Calibration(
        (
            AxisPoint(Axis.TIME, PixelPoint(100, 500), "0"),
            AxisPoint(Axis.TIME, PixelPoint(700, 500), "60"),
            AxisPoint(Axis.SURVIVAL, PixelPoint(100, 500), "0"),
            AxisPoint(Axis.SURVIVAL, PixelPoint(100, 100), "1"),
        )
    )
)


def read(*points: tuple[float, float], **options: object) -> TracedCurve:
    return read_trace([PixelPoint(x, y) for x, y in points], AXES, **options)  # type: ignore[arg-type]


def codes(curve: TracedCurve) -> list[str]:
    return [finding.code for finding in curve.findings]


CLEAN = [(100, 100), (120, 120), (150, 180), (200, 260), (420, 300)]


def test_a_clean_trace_is_read_as_clicked():
    curve = read(*CLEAN)
    assert_allclose(curve.reading.time, [0, 2, 5, 10, 32])
    assert_allclose(curve.reading.survival, [1, 0.95, 0.8, 0.6, 0.5])
    assert curve.findings == ()
    assert not curve.held.any()
    assert curve.reading.end == 32


def test_a_click_is_the_bottom_of_its_drop():
    steps = read(*CLEAN).reading.steps()
    assert_allclose(steps.at([1.99, 2.0, 4.99, 5.0]), [1, 0.95, 0.95, 0.8])


def test_top_and_bottom_of_a_drop_share_one_time():
    curve = read((100, 100), (120, 120), (150, 120), (150, 180))
    assert_allclose(curve.reading.time, [0, 2, 5, 5])
    assert_allclose(curve.reading.survival, [1, 0.95, 0.95, 0.8])
    assert curve.findings == ()


def test_a_bottom_clicked_just_left_of_its_top_stays_one_drop():
    curve = read((100, 100), (120, 120), (151, 120), (150, 180), (200, 200))
    assert_allclose(curve.reading.time, [0, 2, 5, 5, 10])
    assert_allclose(curve.reading.survival, [1, 0.95, 0.95, 0.8, 0.75])
    assert codes(curve) == ["T3"]
    assert curve.findings[0].severity is Severity.FIXED


@pytest.mark.parametrize(
    ("fall_px", "severity"), [(4, Severity.FIXED), (-6, Severity.WARNING)], ids=["falls", "rises"]
)
def test_a_click_a_little_back_belongs_there_where_the_curve_falls(fall_px, severity):
    curve = read((100, 100), (120, 120), (150, 150), (147.8, 150 + fall_px), (200, 200))
    assert curve.findings[0].code == "T3"
    assert curve.findings[0].severity is severity


def test_noise_of_a_click_is_one_pixel_and_of_exact_coordinates_none():
    clicked, exact = read(*CLEAN).reading, read(*CLEAN, kind=ReadingKind.EXACT).reading
    assert (clicked.time_noise, clicked.survival_noise) == pytest.approx((0.1, 1 / 400))
    assert (exact.time_noise, exact.survival_noise) == (0, 0)


def test_the_start_is_added_before_a_first_drop():
    curve = read((120, 120), (150, 180), (200, 260), (420, 300))
    assert_allclose(curve.reading.time[:2], [0, 2])
    assert curve.reading.survival[0] == 1
    assert curve.findings == ()


def test_a_late_start_is_warned():
    curve = read((220, 180), (250, 190), (300, 260), (420, 300))
    assert codes(curve) == ["T4"]
    assert curve.reading.survival[0] == 1


def test_a_start_at_time_zero_below_one_is_warned():
    assert "T4" in codes(read((100, 116), (150, 180), (200, 260), (420, 300)))


def test_an_early_drop_that_was_read_is_no_wrong_start():
    early = (100, 104), (150, 180), (200, 260), (420, 300)
    assert "T4" in codes(read(*early))
    assert "T4" not in codes(read(*early, kind=ReadingKind.PIXELS))


def test_a_first_click_within_a_pixel_of_the_corner_is_the_corner():
    curve = read((100.8, 101), (120, 120), (150, 180), (200, 260))
    assert_allclose(curve.reading.time, [0, 2, 5, 10])


def test_a_small_rise_is_levelled_and_listed():
    curve = read(*CLEAN[:3], (170, 178.8), *CLEAN[3:])
    assert_allclose(curve.reading.survival, [1, 0.95, 0.8, 0.8, 0.6, 0.5])
    assert [(f.code, f.severity) for f in curve.findings] == [("T1", Severity.FIXED)]
    assert_array_equal(np.flatnonzero(curve.held), [3])
    assert curve.survival[3] == pytest.approx(1 - 78.8 / 400)


def test_a_large_rise_is_warned_at_its_point():
    curve = read(*CLEAN[:3], (170, 140), *CLEAN[3:])
    (finding,) = curve.findings
    assert (finding.code, finding.severity) == ("T2", Severity.WARNING)
    assert finding.place is not None
    assert finding.place.index == 3
    assert "Point 4" in finding.message
    assert curve.reading.survival[3] == pytest.approx(0.8)


def test_one_low_point_is_named_instead_of_all_after_it():
    curve = read(CLEAN[0], CLEAN[1], (130, 400), *CLEAN[2:])
    (finding,) = curve.findings
    assert finding.code == "T2"
    assert "Point 3" in finding.message
    assert_array_equal(np.flatnonzero(curve.held), [3, 4, 5])


def test_without_levelling_a_rising_point_is_left_out_and_warned():
    curve = read(*CLEAN[:3], (170, 178.8), *CLEAN[3:], level_rising=False)
    assert_allclose(curve.reading.time, [0, 2, 5, 10, 32])
    assert codes(curve) == ["T2"]


def test_a_forgotten_point_clicked_last_is_put_in_its_place_and_flagged():
    curve = read(*CLEAN[:2], *CLEAN[3:], CLEAN[2])
    assert_allclose(curve.reading.time, [0, 2, 5, 10, 32])
    assert codes(curve) == ["T3"]
    assert curve.findings[0].severity is Severity.WARNING
    assert_allclose(curve.time, [0, 2, 10, 32, 5])


def test_a_trace_clicked_from_right_to_left_reads_the_same():
    assert_allclose(read(*CLEAN[::-1]).reading.survival, read(*CLEAN).reading.survival)


def test_duplicates_are_merged_and_counted():
    curve = read(*CLEAN[:3], CLEAN[2], CLEAN[2], *CLEAN[3:])
    assert codes(curve) == ["T6"]
    assert "2 duplicates" in curve.findings[0].message
    assert curve.reading.time.size == 5


def test_a_height_within_a_pixel_of_the_axis_is_clipped_and_said():
    curve = read(*CLEAN, (500, 500.8))
    assert curve.reading.survival[-1] == 0
    assert [(f.code, f.severity) for f in curve.findings] == [("T5", Severity.FIXED)]


def test_a_height_a_little_below_zero_is_used_at_zero_with_a_warning():
    curve = read(*CLEAN, (500, 502.6))
    assert curve.reading.survival[-1] == 0
    assert [(f.code, f.severity) for f in curve.findings] == [("T5", Severity.WARNING)]


def test_a_point_far_below_zero_does_not_pull_the_curve_down():
    curve = read(*CLEAN[:3], (160, 560), *CLEAN[3:])
    assert_allclose(curve.reading.survival, read(*CLEAN).reading.survival)
    assert codes(curve) == ["T5"]
    assert curve.held[3]


def test_a_start_above_one_points_at_the_axis():
    assert "C7" in codes(read((100, 60), *CLEAN[1:]))


def test_a_point_before_time_zero_is_used_at_zero_and_warned():
    curve = read((60, 100), *CLEAN[1:])
    assert curve.reading.time[0] == 0
    assert "T9" in codes(curve)


def test_a_point_far_beyond_the_last_axis_point_is_warned():
    assert "T9" in codes(read(*CLEAN, (900, 400)))
    assert "T9" not in codes(read(*CLEAN, (730, 400)))


def test_a_scale_that_three_ticks_agree_on_carries_to_where_the_next_would_be():
    ticks = [AxisPoint(Axis.TIME, PixelPoint(100 + 10 * t, 500), str(t)) for t in (0, 20, 40, 60)]
    levels = [AxisPoint(Axis.SURVIVAL, PixelPoint(100, 500 - 400 * s), str(s)) for s in (0, 1)]

    def found(x: float) -> list[str]:
        axes = fit_axes(Calibration((*ticks, *levels)))
        trace = [PixelPoint(*point) for point in (*CLEAN, (x, 400))]
        return [finding.code for finding in read_trace(trace, axes).findings]

    assert "T9" not in found(890)
    assert "T9" in found(930)


def test_a_curve_that_climbs_from_zero_is_asked_for_its_sense():
    curve = read((100, 500), (150, 480), (200, 400), (300, 300))
    assert codes(curve) == ["C5"]
    assert curve.reading.time.size == 1
    assert curve.held.all()


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_an_impossible_point_is_left_out_and_named(bad: float):
    curve = read(*CLEAN[:2], (bad, 150), *CLEAN[2:])
    assert_allclose(curve.reading.survival, read(*CLEAN).reading.survival)
    assert codes(curve) == ["T5"]
    assert curve.held[2]


def test_no_points_are_a_note_not_an_error():
    curve = read()
    assert codes(curve) == ["T7"]
    assert curve.findings[0].severity is Severity.NOTE
    assert (curve.reading.time.size, curve.time.size) == (1, 0)


@pytest.mark.parametrize("count", [1, 2, 3])
def test_few_points_are_warned(count: int):
    assert "T7" in codes(read(*CLEAN[:count]))
    assert "T7" not in codes(read(*CLEAN))


pixels = st.floats(-2000, 4000) | st.sampled_from([100.0, 500.0, float("nan"), float("inf")])


@given(st.lists(st.tuples(pixels, pixels), max_size=40), st.booleans())
def test_any_clicks_give_a_reading_and_a_word_for_each_change(
    points: list[tuple[float, float]], level: bool
):
    curve = read(*points, level_rising=level)  # the reading checks itself
    assert curve.time.size == curve.held.size == len(points)
    if curve.held.any():
        assert curve.findings
    if not curve.held.any() and np.isfinite(curve.time).all():
        used = curve.reading.time.size - 1
        assert used in (len(points), len(points) - 1)


@given(st.lists(st.tuples(st.floats(100, 700), st.floats(100, 500)), max_size=30))
def test_reading_twice_changes_nothing_more(points: list[tuple[float, float]]):
    first = read(*points).reading
    again = read_trace(
        [PixelPoint(*row) for row in AXES.to_pixels(first.time, first.survival)],
        AXES,
        kind=ReadingKind.EXACT,
    )
    if "C5" not in codes(again):
        assert_allclose(
            again.reading.steps().at(first.time), first.steps().at(first.time), atol=1e-6
        )


def test_five_thousand_points_are_read_in_a_glance():
    rng = np.random.default_rng(3)
    x, y = (
        np.sort(rng.uniform(100, 700, 5000)),
        np.linspace(100, 480, 5000) + rng.normal(0, 1, 5000),
    )
    trace = [PixelPoint(*point) for point in zip(x, y, strict=True)]
    durations = []
    for _ in range(5):
        start = perf_counter()
        read_trace(trace, AXES)
        durations.append(perf_counter() - start)
    assert min(durations) < 0.05
