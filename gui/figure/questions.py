"""Asks for values on the figure and puts the answers into the document."""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from core.model.document import Axis, PixelPoint
from core.model.region import RegionKind
from gui.figure.axes_tool import AxesTool, AxisQuestion
from gui.figure.editors import AxisForm, Form, PointForm
from gui.figure.readout import readout
from gui.figure.region_form import FIGURE, TEXT, RegionForm
from gui.figure.region_tool import Box, RegionTool
from gui.figure.shapes import Shapes
from gui.session import Session


class Questions:
    """The forms of one figure view.

    ``closed`` is called when a form goes, ``boxed`` with a box that is the figure, ``worded``
    with one whose text is wanted.
    """

    def __init__(
        self,
        session: Session,
        shapes: Shapes,
        parent: QWidget,
        place_of: Callable[[PixelPoint], QPoint],
        closed: Callable[[], None],
        boxed: Callable[[Box], None],
        worded: Callable[[Box], None],
    ) -> None:
        self._session = session
        self._boxed, self._worded = boxed, worded
        self._region: tuple[RegionTool, Box] | None = None
        self._shapes = shapes
        self._place_of = place_of
        self._tool: AxesTool | None = None
        self._point: tuple[str, int] | None = None
        self.axis_form = AxisForm(parent)
        self.point_form = PointForm(parent)
        self.region_form = RegionForm(parent)
        self.axis_form.answered.connect(self._set_axis_value)
        self.point_form.answered.connect(self._set_point)
        self.region_form.answered.connect(self._set_region)
        self.region_form.closed.connect(self._drop_region)
        for form in self._forms:
            form.closed.connect(closed)

    @property
    def _forms(self) -> tuple[Form, ...]:
        return self.axis_form, self.point_form, self.region_form

    def ask_axis_value(self, tool: AxesTool, question: AxisQuestion) -> None:
        """Ask what is printed at a tick."""
        self._tool = tool
        self.axis_form.open(question, self._place_of(question.at))

    def ask_point(self, arm_id: str, index: int) -> bool:
        """Ask for time and survival of a traced point; False while there are no axes."""
        shape = self._shapes.arm(arm_id)
        if shape is None or self._shapes.transform is None or index >= len(shape.arm.trace):
            return False
        self._point = (arm_id, index)
        at = shape.arm.trace[index]
        words = readout(at, self._shapes.transform, "")
        self.point_form.open(words.first_value, words.second_value, self._place_of(at))
        return True

    def ask_region(self, tool: RegionTool, box: Box) -> None:
        """Ask what a box is for."""
        self._region = (tool, box)
        document = self._session.document
        figure = document.figure
        is_page = figure is not None and figure.dots_per_inch > 0 and figure.box is None
        corner = self._place_of(PixelPoint(box[2], box[1]))
        self.region_form.open(corner, wants_figure=is_page and not document.arms)

    def submit(self) -> None:
        """Take what is typed as the answer; what cannot be read is dropped."""
        self.region_form.close_form()
        for form in (self.axis_form, self.point_form):
            if form.isVisible() and not form.submit():
                form.close_form()

    def close(self) -> bool:
        """Close without an answer; return whether a form was open."""
        is_open = any(form.isVisible() for form in self._forms)
        for form in self._forms:
            form.close_form()
        return is_open

    def _set_axis_value(self, question: AxisQuestion, axes: tuple[Axis, ...], value: str) -> None:
        if self._tool is not None:
            self._tool.answer(question, axes, value)

    def _set_region(self, answer: object) -> None:
        region, self._region = self._region, None
        if region is None:
            return
        tool, box = region
        tool.answer(answer if isinstance(answer, RegionKind) else None)
        if answer == FIGURE:
            self._boxed(box)
        elif answer == TEXT:
            self._worded(box)

    def _drop_region(self) -> None:
        """Forget a box that was not answered."""
        region, self._region = self._region, None
        if region is not None:
            region[0].answer(None)

    def _set_point(self, time: float, survival: float) -> None:
        transform = self._shapes.transform
        if self._point is None or transform is None:
            return
        arm_id, index = self._point
        document = self._session.document
        x, y = transform.to_pixels(time, survival)[0]
        arm = document.arm(arm_id).with_point_moved(index, PixelPoint(float(x), float(y)))
        self._session.apply("Type point", document.with_arm_replaced(arm))
