"""Regions of the figure and the picked colour, as edits of the document."""

from core.model.document import Document
from core.model.region import Region, RegionKind

OUT = Region(RegionKind.KEEP_OUT, 1, 2, 30, 40)
INSIDE = Region(RegionKind.LOOK_INSIDE, 5, 5, 90, 80)


def test_there_is_one_place_to_look_inside_and_many_to_keep_out():
    other = Region(RegionKind.LOOK_INSIDE, 0, 0, 9, 9)
    document = Document().with_region(OUT).with_region(INSIDE).with_region(OUT).with_region(other)
    assert document.regions == (OUT, OUT, other)


def test_a_region_is_changed_and_removed_by_its_place():
    document = Document(regions=(OUT, INSIDE))
    assert document.with_region_replaced(0, OUT.moved(1, -2)).regions == (
        Region(RegionKind.KEEP_OUT, 2, 0, 31, 38),
        INSIDE,
    )
    assert document.without_region(0).regions == (INSIDE,)
