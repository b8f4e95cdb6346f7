"""Number-at-risk tables of vector figures: which rows of numbers belong to the axes."""

from core.digitize.vector.axes import find_axes
from core.digitize.vector.table import find_table
from tests.core.digitize.vector.test_pages_of_panels import drawing, panel, word


def found(heading):
    """The table found when small rows stand far below the axis, this much of a heading above."""
    rows = [
        word(str(n), 100 + 50 * k, 305 + 16 * row)
        for row, numbers in enumerate(((40, 12, 3), (42, 20, 8)))
        for k, n in enumerate(numbers)
    ]
    page = drawing([panel(100, 100)], rows + heading)
    axes = find_axes(page)
    return find_table(page, axes[0], axes)


def test_small_rows_far_below_the_axis_follow_their_heading():
    heading = [word("No.", 80, 290), word("at", 90, 290), word("risk", 102, 290)]
    assert [row.at_risk for row in found(heading).rows] == [(40, 12, 3), (42, 20, 8)]


def test_numbers_far_below_the_axis_without_a_heading_are_no_table():
    assert found([word("Source", 80, 290)]) is None
