"""The tools of a figure view, one of them in use."""

from collections.abc import Callable

from PySide6.QtGui import QColor

from core.model.document import PixelPoint
from gui import theme
from gui.figure.axes_tool import AxesTool, AxisQuestion
from gui.figure.colour_tool import Colour, ColourTool
from gui.figure.items import Pixels
from gui.figure.offer import AutoTool, Offer
from gui.figure.painting import ACCENT
from gui.figure.region_tool import Box, RegionTool
from gui.figure.session_focus import SessionFocus
from gui.figure.tool import Tool
from gui.figure.tools import CensorTool, SelectTool, TraceTool
from gui.session import Session


class Toolbox:
    """Selecting, axes, tracing, censoring, automatic reading, regions and colour.

    What a tool asks of the person, or tells of the figure, goes to the callables given.
    """

    def __init__(
        self,
        session: Session,
        offer: Offer,
        *,
        ask_axis: Callable[[AxisQuestion], None],
        ask_region: Callable[[Box], None],
        figure_size: Callable[[], tuple[float, float]],
        figure_pixels: Callable[[], Pixels | None],
        colour_found: Callable[[Colour | None, PixelPoint], None],
    ) -> None:
        self._session = session
        focus = SessionFocus(session)
        self.axes = AxesTool(session, focus, ask_axis, figure_size)
        self.trace = TraceTool(session, focus)
        self.region = RegionTool(session, focus, ask_region)
        self.colour = ColourTool(session, focus, figure_pixels, colour_found)
        tools = (
            SelectTool(session, focus),
            self.axes,
            self.trace,
            CensorTool(session, focus),
            AutoTool(session, focus, offer),
            self.region,
            self.colour,
        )
        self._tools: dict[str, Tool] = {tool.name: tool for tool in tools}
        self.active: Tool = self._tools["select"]

    def has(self, name: str) -> bool:
        """Whether there is a tool of this name."""
        return name in self._tools

    def use(self, name: str) -> None:
        """Put the tool of this name in place of the one in use, which gives up what it does."""
        self.active.cancel()
        self.active = self._tools[name]

    def deselect(self) -> None:
        """Let every tool forget what it has selected."""
        for tool in self._tools.values():
            tool.deselect()

    def cursor_colour(self) -> QColor:
        """Return the colour of the cursor: that of the arm it acts on, the accent on axes."""
        if self.active is self.axes:
            return QColor(ACCENT)
        if self.active is self.colour and self.colour.colour is not None:
            return QColor(*self.colour.colour)
        ids = [arm.id for arm in self._session.shown.arms]
        active = self._session.active_arm_id
        return theme.arm_style(ids.index(active) if active in ids else len(ids)).colour
