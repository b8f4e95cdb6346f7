"""Pixels to data and back: every kind of axis a figure shows, and what stops a fit."""

from collections.abc import Callable, Iterable
from math import cos, radians, sin

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core.digitize.axes.transform import AxisTransform, fit_axes
from core.errors import InputError, PlaceKind, Severity
from core.model.document import Axis, AxisPoint, Calibration, PixelPoint

Tick = tuple[float, float, str]
X_AXIS: list[Tick] = [(100, 500, "0"), (700, 500, "36")]
Y_AXIS: list[Tick] = [(100, 500, "0"), (100, 100, "1")]


def calibration(
    x: Iterable[Tick] = X_AXIS, y: Iterable[Tick] = Y_AXIS, **options: object
) -> Calibration:
    points = [AxisPoint(Axis.TIME, PixelPoint(px, py), text) for px, py, text in x]
    points += [AxisPoint(Axis.SURVIVAL, PixelPoint(px, py), text) for px, py, text in y]
    return Calibration(tuple(points), **options)  # type: ignore[arg-type]


def moved(ticks: Iterable[Tick], to: Callable[[float, float], tuple[float, float]]) -> list[Tick]:
    return [(*to(x, y), text) for x, y, text in ticks]


def turned(degrees: float) -> Callable[[float, float], tuple[float, float]]:
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return lambda x, y: (300 + c * (x - 300) - s * (y - 300), 300 + s * (x - 300) + c * (y - 300))


def codes(transform: AxisTransform) -> list[str]:
    return [finding.code for finding in transform.findings]


def test_a_point_halfway_is_half_of_each_axis():
    assert_allclose(fit_axes(calibration()).to_data([PixelPoint(400, 300)]), [[18, 0.5]])


def test_a_clean_fraction_axis_raises_no_finding():
    transform = fit_axes(calibration())
    assert transform.findings == ()
    assert not transform.percent
    assert transform.residuals_px == (0, 0, 0, 0)


def test_one_pixel_in_data_units():
    transform = fit_axes(calibration())
    assert transform.time_per_px == pytest.approx(36 / 600)
    assert transform.survival_per_px == pytest.approx(1 / 400)


def test_no_points_give_no_rows():
    assert fit_axes(calibration()).to_data(()).shape == (0, 2)


@pytest.mark.parametrize("text", ["100", "100%", "100 %", "１００"])
def test_percent_labels_become_fractions(text: str):
    transform = fit_axes(calibration(y=[(100, 500, "0"), (100, 100, text)]))
    assert transform.percent
    assert_allclose(transform.to_data([(400, 200)]), [[18, 0.75]])
    assert "C6" in codes(transform)


def test_a_choice_of_percent_is_kept_and_not_reported():
    y = [(100, 500, "0"), (100, 100, "1")]
    transform = fit_axes(calibration(y=y, percent=True))
    assert_allclose(transform.to_data([(400, 100)]), [[18, 0.01]])
    assert "C6" not in codes(transform)


def test_cumulative_incidence_becomes_survival_and_back():
    transform = fit_axes(calibration(cumulative_incidence=True))
    assert_allclose(transform.to_data([(400, 400)]), [[18, 0.75]])
    assert_allclose(transform.to_pixels([18], [0.75]), [[400, 400]])


def test_one_minus_survival_warns_of_competing_events():
    shown = fit_axes(calibration(cumulative_incidence=True)).findings
    assert any("competing events" in finding.message for finding in shown)
    plain = fit_axes(calibration()).findings
    assert not any("competing events" in finding.message for finding in plain)


def test_an_axis_that_starts_above_zero_is_fine():
    transform = fit_axes(calibration(y=[(100, 500, "0.4"), (100, 100, "1,0")]))
    assert_allclose(transform.to_data([(400, 300)]), [[18, 0.7]])
    note = next(finding for finding in transform.findings if finding.code == "C8")
    assert note.severity is Severity.NOTE


def test_many_ticks_are_averaged():
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 0.5, 7)
    x = [(100 + 100 * k + noise[k], 500.0, str(6 * k)) for k in range(7)]
    transform = fit_axes(calibration(x=x))
    slope, offset = np.polyfit(6 * np.arange(7), [tick[0] for tick in x], 1)
    assert_allclose(transform.to_data([(333, 300)])[0, 0], (333 - offset) / slope)
    assert_allclose(
        transform.residuals_px[:7],
        [tick[0] - offset - slope * 6 * k for k, tick in enumerate(x)],
        atol=1e-9,
    )


def test_residuals_follow_the_order_of_the_points_though_axes_alternate():
    points = calibration(x=[*X_AXIS, (403, 500, "18")]).axis_points
    shuffled = Calibration((points[3], points[2], points[0], points[4], points[1]))
    assert_allclose(fit_axes(shuffled).residuals_px, [0, 2, -1, 0, -1], atol=1e-9)


@pytest.mark.parametrize("degrees", [-6.0, -1.8, 1.0, 3.0, 9.0])
def test_a_tilted_scan_is_put_right(degrees: float):
    turn = turned(degrees)
    transform = fit_axes(calibration(moved(X_AXIS, turn), moved(Y_AXIS, turn)))
    assert_allclose(transform.to_data([turn(550, 140)]), [[27, 0.9]], atol=1e-9)
    assert f"{abs(degrees):.1f}°" in next(f.message for f in transform.findings if f.code == "I9")


def test_a_skewed_picture_is_put_right_and_said():
    def skew(x: float, y: float) -> tuple[float, float]:
        return x, y + 0.06 * (x - 100)

    x_axis = [(100.0, 500.0, "0"), (400.0, 500.0, "18"), (700.0, 500.0, "36")]
    transform = fit_axes(calibration(moved(x_axis, skew)))
    assert_allclose(transform.to_data([skew(550, 140)]), [[27, 0.9]], atol=1e-9)
    assert "C11" in codes(transform)


def test_tilt_within_click_noise_is_ignored():
    transform = fit_axes(calibration(x=[(100, 500, "0"), (700, 501.5, "36")]))
    assert_allclose(transform.to_data([(700, 300)]), [[36, 0.5]])
    assert transform.findings == ()


def test_noise_of_one_pixel_almost_never_tilts_an_upright_figure():
    rng = np.random.default_rng(8)
    tilted = 0
    for _ in range(300):
        jitter = rng.normal(0, 1, (4, 2))
        x = [(px + jitter[k, 0], py + jitter[k, 1], v) for k, (px, py, v) in enumerate(X_AXIS)]
        y = [(px + jitter[k, 0], py + jitter[k, 1], v) for k, (px, py, v) in enumerate(Y_AXIS, 2)]
        transform = fit_axes(calibration(x, y))
        tilted += transform.time.shear != 0 or transform.survival.shear != 0
    assert tilted / 300 < 0.03


def test_a_tick_value_clicked_on_a_grid_line_leaves_the_picture_upright():
    transform = fit_axes(calibration(x=[(100, 500, "0"), (700, 300, "36")]))
    assert_allclose(transform.to_data([(700, 100), (400, 300)]), [[36, 1], [18, 0.5]])
    note = next(finding for finding in transform.findings if finding.code == "C11")
    assert "upright" in note.message


def test_tick_values_clicked_beside_a_tilted_axis_use_the_other_axis_tilt():
    turn = turned(3)
    x = [(100.0, 500.0, "0"), (400.0, 440.0, "18"), (700.0, 500.0, "36")]
    y = [(100.0, 500.0, "0"), (100.0, 300.0, "0.5"), (100.0, 100.0, "1")]
    transform = fit_axes(calibration(moved(x, turn), moved(y, turn)))
    assert_allclose(transform.to_data([turn(550, 140)]), [[27, 0.9]], atol=1e-9)


def test_a_third_tick_that_disagrees_is_named_with_its_distance():
    x = [(100, 500, "0"), (505, 500, "24"), (700, 500, "36")]
    finding = next(f for f in fit_axes(calibration(x)).findings if f.code == "C10")
    assert "Tick 24 lies 5 px" in finding.message
    assert "0 and 36" in finding.message
    assert finding.place is not None
    assert (finding.place.kind, finding.place.index) == (PlaceKind.AXIS_POINT, 1)


def test_a_mistyped_tick_among_many_is_the_one_named():
    x = [(100 + 100 * k, 500, str(6 * k)) for k in range(7)]
    x[6] = (700, 500, "63")
    finding = next(f for f in fit_axes(calibration(x)).findings if f.code == "C10")
    assert "Tick 63" in finding.message


def test_ticks_close_together_are_warned_with_what_a_pixel_costs():
    transform = fit_axes(calibration(x=[(100, 500, "0"), (138, 500, "2")]))
    finding = next(f for f in transform.findings if f.code == "C3")
    assert "38 px" in finding.message
    assert "2.6 %" in finding.message


def test_time_running_left_is_warned_but_read():
    transform = fit_axes(calibration(x=[(100, 500, "36"), (700, 500, "0")]))
    assert "C4" in codes(transform)
    assert_allclose(transform.to_data([(250, 300)]), [[27, 0.5]])


def test_survival_values_above_one_are_questioned():
    assert "C7" in codes(fit_axes(calibration(y=[(100, 500, "0"), (100, 100, "110")])))
    assert "C7" in codes(fit_axes(calibration(y=[(100, 500, "0"), (100, 100, "10")])))


def test_huge_and_tiny_time_spans_are_questioned():
    assert "C16" in codes(fit_axes(calibration(x=[(100, 500, "0"), (700, 500, "1e12")])))
    assert "C16" in codes(fit_axes(calibration(x=[(100, 500, "0"), (700, 500, "0.000001")])))


@pytest.mark.parametrize(
    ("x", "code"),
    [
        ([], "C2"),
        ([(100, 500, "0")], "C2"),
        ([(100, 500, "12"), (700, 500, "12.0")], "C2"),
        ([(100, 500, "0"), (100, 500, "36")], "C1"),
        ([(100, 500, "0"), (100.2, 200, "36")], "C1"),
        ([(100, 500, "0"), (700, 500, "36"), (700.4, 500, "42")], "C1"),
        ([(100, 500, "0"), (float("nan"), 500, "36")], "C17"),
        ([(100, 500, "0"), (-40, 500, "36")], "C17"),
        ([(100, 500, "0"), (700, 500, "1e20")], "C16"),
    ],
)
def test_impossible_axes_are_refused_with_their_code(x: list[Tick], code: str):
    with pytest.raises(InputError) as caught:
        fit_axes(calibration(x=x))
    assert caught.value.code == code


def test_a_value_that_is_no_number_is_refused_at_its_point():
    with pytest.raises(InputError, match="Y2") as caught:
        fit_axes(calibration(y=[(100, 500, "0"), (100, 100, "one")]))
    assert caught.value.place is not None
    assert caught.value.place.index == 3


def test_a_point_whose_value_is_still_missing_is_left_out_and_named():
    transform = fit_axes(calibration(x=[*X_AXIS, (400, 500, " ")]))
    assert_allclose(transform.to_data([(400, 300)]), [[18, 0.5]])
    assert len(transform.residuals_px) == 5
    assert any("X3" in finding.message for finding in transform.findings)


@given(st.floats(-8, 8), st.floats(0, 100), st.floats(0, 1), st.floats(0.1, 500), st.booleans())
def test_data_to_pixels_and_back_changes_nothing(
    degrees: float, time: float, survival: float, longest: float, incidence: bool
):
    turn = turned(degrees)
    x = moved([(100, 500, "0"), (700, 500, repr(longest))], turn)
    transform = fit_axes(calibration(x, moved(Y_AXIS, turn), cumulative_incidence=incidence))
    pixel = transform.to_pixels([time], [survival])
    assert_allclose(transform.to_data(pixel), [[time, survival]], atol=1e-9 * max(1, longest))


@given(st.floats(0.2, 20), st.floats(0, 500), st.floats(0, 500))
def test_a_larger_picture_with_its_axes_scaled_reads_the_same(factor: float, x: float, y: float):
    def scale(px: float, py: float) -> tuple[float, float]:
        return px * factor, py * factor

    assume(factor * 400 > 60)
    small = fit_axes(calibration())
    large = fit_axes(calibration(moved(X_AXIS, scale), moved(Y_AXIS, scale)))
    assert_allclose(large.to_data([scale(x, y)]), small.to_data([(x, y)]), atol=1e-9)


@pytest.mark.parametrize(
    ("typed", "named", "would"),
    [
        ((("0", 100), ("12", 400), ("22", 700)), "22", "24"),
        ((("0", 100), ("13", 400), ("24", 700)), "13", "12"),
        ((("2", 100), ("12", 400), ("24", 700)), "2", "0"),
        ((("0", 100), ("6", 300), ("12", 500), ("24", 700)), "24", "18"),
    ],
)
def test_the_tick_is_named_whose_other_value_makes_the_labels_even(typed, named, would):
    """Three residuals alone cannot tell which of three ticks is wrong."""
    x: list[Tick] = [(place, 500, value) for value, place in typed]
    finding = next(f for f in fit_axes(calibration(x)).findings if f.code == "C10")
    assert finding.message.startswith(f"Tick {named} lies")
    assert finding.message.endswith(f"At this place {would} would fit.")


def test_no_survival_label_is_taken_for_more_than_all_survive():
    """0, 0.6 and 1.2 would be the larger step, but no curve has such an axis."""
    y: list[Tick] = [(100, 500, "0"), (100, 300, "0.6"), (100, 100, "1.0")]
    finding = next(f for f in fit_axes(calibration(y=y)).findings if f.code == "C10")
    assert finding.message.startswith("Tick 0.6 lies")
    assert finding.message.endswith("At this place 0.5 would fit.")


def test_a_wrong_percent_label_is_answered_in_percent():
    y: list[Tick] = [(100, 500, "0"), (100, 300, "40"), (100, 100, "100")]
    finding = next(f for f in fit_axes(calibration(y=y)).findings if f.code == "C10")
    assert finding.message.startswith("Tick 40 lies")
    assert finding.message.endswith("At this place 50 would fit.")
