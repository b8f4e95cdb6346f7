"""Marks that are shapes: found before lines are traced, and the line drawn through them."""

import cv2
import numpy as np
import pytest

from core.digitize.curves.colours import describe
from core.digitize.marks.symbols import find_symbols

WIDTH, HEIGHT = 500, 140
ALONE = np.array([30, 70, 110, 150, 190, 240])
ROW = 60
BLACK = describe(np.zeros(3), np.arange(WIDTH), WIDTH, 1000)
NOTHING = np.zeros((HEIGHT, WIDTH), dtype=bool)


def line() -> np.ndarray:
    ink = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.line(ink, (5, ROW), (480, ROW), 255, 2)
    return ink


def square(ink: np.ndarray, x: int, inside: int | None) -> None:
    if inside is not None:
        cv2.rectangle(ink, (x - 5, ROW - 5), (x + 5, ROW + 5), inside, -1)
    cv2.rectangle(ink, (x - 5, ROW - 5), (x + 5, ROW + 5), 255, 1)


def circle(ink: np.ndarray, x: int, inside: int | None) -> None:
    if inside is not None:
        cv2.circle(ink, (x, ROW), 6, inside, -1, cv2.LINE_AA)
    cv2.circle(ink, (x, ROW), 6, 255, 1, cv2.LINE_AA)


def triangle(ink: np.ndarray, x: int, inside: int | None) -> None:
    ink[ROW + 1, x - 15 : x + 16] = 0  # on a thinner line than the others
    corners = np.array([[x - 6, ROW + 4], [x + 6, ROW + 4], [x, ROW - 6]])
    cv2.fillPoly(ink, [corners], 255)


def tick(ink: np.ndarray, x: int, inside: int | None) -> None:
    ink[ROW - 6 : ROW + 7, x : x + 2] = 255


def drawn(columns, shape, inside: int | None = None) -> np.ndarray:
    ink = line()
    for x in columns:
        shape(ink, int(x), inside)
    return (ink / 255).astype(np.float32)


def found(ink: np.ndarray, words: np.ndarray = NOTHING):
    return find_symbols([BLACK], [ink], NOTHING, words, NOTHING)[0]


@pytest.mark.parametrize("shape", [square, circle])
@pytest.mark.parametrize(("inside", "fill"), [(0, "white"), (None, "hollow"), (255, "full")])
def test_shapes_that_stand_alone_are_found_with_what_fills_them(shape, inside, fill):
    symbols = found(drawn(ALONE, shape, inside))
    assert np.allclose(np.sort(symbols.x), ALONE + 0.5, atol=1.0)
    assert np.allclose(symbols.y, ROW, atol=1.0)
    assert {symbols.kinds[k].fill for k in symbols.which} == {fill}


def test_the_line_runs_on_through_shapes_that_hide_it():
    ink = drawn(ALONE, square, 0)
    assert ink[ROW - 1 : ROW + 1, ALONE].max() == 0
    bare = found(ink).bare
    assert bare[ROW - 1 : ROW + 1, 10:470].max(axis=0).min() > 0.4
    assert bare[: ROW - 3].max() == bare[ROW + 3 :].max() == 0


def test_what_a_shape_on_top_hides_does_not_hide_the_one_below():
    crowd = [300, 306, 313, 318, 325]
    symbols = found(drawn([*ALONE, *crowd], square, 0))
    assert np.allclose(np.sort(symbols.x)[ALONE.size :], np.array(crowd) + 0.5, atol=1.5)


def test_full_triangles_are_found_whole():
    symbols = found(drawn(ALONE, triangle))
    assert np.allclose(np.sort(symbols.x), ALONE + 0.5, atol=1.0)
    assert symbols.kinds[0].inside.sum() >= 60


def test_ticks_are_no_shapes_however_dense():
    columns = np.random.default_rng(3).integers(20, 470, 150)
    assert found(drawn(columns, tick)) is None


def test_a_bare_line_has_no_shapes():
    assert found(line().astype(np.float32) / 255) is None


def test_shapes_among_words_are_letters():
    words = NOTHING.copy()
    words[ROW - 10 : ROW + 10] = True
    assert found(drawn(ALONE, circle, 0), words) is None


def test_shapes_on_a_line_of_another_ink_are_left_to_be_found_along_it():
    blue = describe(np.array([0.0, 0.0, 255.0]), np.arange(WIDTH), WIDTH, 1000)
    shapes = drawn(ALONE, circle) * (line() == 0)
    maps = [shapes.astype(np.float32), line().astype(np.float32) / 255]
    assert find_symbols([BLACK, blue], maps, NOTHING, NOTHING, NOTHING)[0] is None


def test_blurred_shapes_on_a_pale_line_are_found():
    pale = 0.6 * cv2.GaussianBlur(drawn(ALONE, square, 0), (0, 0), 0.6)
    symbols = found(pale)
    assert np.allclose(np.sort(symbols.x), ALONE + 0.5, atol=1.0)
    assert {symbols.kinds[k].fill for k in symbols.which} == {"white"}


def test_shapes_that_touch_their_neighbours_are_counted_one_by_one():
    symbols = found(drawn([*ALONE, *range(300, 420, 12)], circle, 0))
    assert symbols.x.size == ALONE.size + 10


def test_white_shapes_on_a_line_of_another_ink_leave_that_line_through_them():
    blue = describe(np.array([0.0, 0.0, 255.0]), np.arange(WIDTH), WIDTH, 1000)
    shapes = np.zeros((HEIGHT, WIDTH), np.uint8)
    below = line()
    for x in [*ALONE, 300, 308, 320]:
        square(shapes, int(x), 0)
        below[ROW - 5 : ROW + 6, x - 5 : x + 6] = 0
    maps = [(ink / 255).astype(np.float32) for ink in (shapes, below)]
    black, coloured = find_symbols([BLACK, blue], maps, NOTHING, NOTHING, NOTHING)
    assert black.x.size == 0
    assert black.bare.max() == 0
    assert np.allclose(np.sort(coloured.x)[: ALONE.size], ALONE + 0.5, atol=1.0)
    assert coloured.bare[ROW - 1 : ROW + 1, 10:470].max(axis=0).min() > 0.4


def test_crowds_of_crosses_are_not_the_circles_of_another_curve():
    blue = describe(np.array([0.0, 0.0, 255.0]), np.arange(WIDTH), WIDTH, 1000)
    crosses = line()
    for x in np.random.default_rng(5).integers(30, 460, 90):
        for way in (1, -1):
            cv2.line(crosses, (x - 6, ROW - 6 * way), (x + 6, ROW + 6 * way), 255, 1, cv2.LINE_AA)
    maps = [drawn(ALONE, circle), np.roll(crosses, 60, axis=0) / np.float32(255)]
    circles, other = find_symbols([BLACK, blue], maps, NOTHING, NOTHING, NOTHING)
    assert circles.x.size == ALONE.size
    assert other is None


def test_thin_outlines_are_found_wherever_between_pixels_they_lie():
    fine = np.zeros((4 * HEIGHT, 4 * WIDTH), np.uint8)
    cv2.line(fine, (20, 4 * ROW), (1920, 4 * ROW), 255, 5)
    middles = np.array([130, 283, 441, 602, 759, 918, 1079, 1237, 1390, 1551, 1714])
    for x in middles:
        cv2.circle(fine, (int(x), 4 * ROW), 24, 255, 4)
    ink = cv2.resize(fine, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    symbols = found((ink / 255).astype(np.float32))
    assert np.allclose(np.sort(symbols.x), middles / 4, atol=1.0)


def test_strokes_that_touch_are_no_squares_where_most_of_them_make_none():
    def touching(ink: np.ndarray, x: int, inside: int | None) -> None:
        ink[ROW - 6 : ROW + 7, x - 6 : x + 7] = 255

    ink = drawn(ALONE, touching)
    assert found(ink).x.size == ALONE.size
    for x, n in zip(range(260, 470, 20), np.resize([5, 6, 7, 8], 11), strict=True):
        ink[ROW - 6 : ROW + 7, x : x + n] = 1
    assert found(ink) is None
