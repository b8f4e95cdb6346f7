"""The tool bar: tools, undo and redo, zoom, overlay, and the overall badge at its end."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from gui import images, theme
from gui.actions import SPECS, plain_words
from gui.chip import Chip

TOOLS = ("select", "axes", "trace", "auto", "censor", "region", "colour")
OVERLAYS = ("trace+curve", "trace", "curve", "original")
_STYLES = Qt.ToolButtonStyle


class ToolBar(QToolBar):
    """Shows actions made elsewhere; only the zoom and the badge are its own."""

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__("Tool bar", parent)
        self.setObjectName("tool_bar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.setFixedHeight(theme.px(44))
        self._actions = actions
        self._is_narrow = False
        start = QWidget()
        start.setFixedWidth(theme.px(8))
        self.addWidget(start)
        for name in TOOLS:
            self._add(f"tool_{name}", _STYLES.ToolButtonTextBesideIcon)
        self.addSeparator()
        for name in ("undo", "redo"):
            self._add(name, _STYLES.ToolButtonIconOnly)
        self.addSeparator()
        self._add_zoom()
        self.addSeparator()
        self._overlay = self._add_overlay()
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.badge = Chip()
        self._badge_action = self.addWidget(self.badge)
        end = QWidget()
        end.setFixedWidth(theme.px(12))
        self.addWidget(end)

    def show_zoom(self, zoom: float) -> None:
        """Show the zoom, 1 being one screen pixel to one figure pixel."""
        self._zoom.setText(f"{zoom * 100:.0f} %")

    def show_badge(self, state: str, words: str) -> None:
        """Show the overall verdict."""
        before = self.badge.sizeHint()
        self.badge.show_state(state, words)
        if self.badge.sizeHint() != before:
            self._fit()

    def set_narrow(self, is_narrow: bool) -> None:
        """Save room below 1200 px: less padding, the badge elsewhere, short overlay words."""
        self._is_narrow = is_narrow
        self._badge_action.setVisible(not is_narrow)
        padding = theme.px(6 if is_narrow else 10)
        margin = theme.px(6 if is_narrow else 12)
        self.setStyleSheet(
            f"QToolButton {{ padding: {theme.px(6)}px {padding}px; }}"
            f"QToolBar::separator {{ margin: {theme.px(12)}px {margin}px; }}"
        )
        self.show_overlay()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_overlay(self) -> None:
        """Name the overlay in use."""
        chosen = next(
            (mode for mode in OVERLAYS if self._actions[f"overlay_{mode}"].isChecked()), OVERLAYS[0]
        )
        words = plain_words(SPECS[f"overlay_{chosen}"].words)
        self._overlay.setText("Overlay" if self._is_narrow else words)

    def _fit(self) -> None:
        """Leave words out, of the last tools first, until everything is seen."""
        buttons = [self._button(f"tool_{name}") for name in TOOLS]
        for button in buttons:
            button.setToolButtonStyle(_STYLES.ToolButtonTextBesideIcon)
        for button in reversed(buttons):
            if self._width_wished() <= self.width():
                return
            button.setToolButtonStyle(_STYLES.ToolButtonIconOnly)

    def _width_wished(self) -> int:
        """The width of everything, with the gaps and margins that the layout adds."""
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        return layout.sizeHint().width()

    def _button(self, name: str) -> QToolButton:
        button = self.widgetForAction(self._actions[name])
        assert isinstance(button, QToolButton)
        return button

    def _add(self, name: str, style: Qt.ToolButtonStyle) -> None:
        self.addAction(self._actions[name])
        button = self._button(name)
        button.setToolButtonStyle(style)
        button.setObjectName(f"button_{name}")
        button.setText(plain_words(SPECS[name].words))

    def _add_zoom(self) -> None:
        minus, plus = self._zoom_button("zoom_out"), self._zoom_button("zoom_in")
        self._zoom = QToolButton()
        self._zoom.setText("100 %")
        self._zoom.setToolTip(self._actions["actual_size"].toolTip())
        self._zoom.clicked.connect(self._actions["actual_size"].trigger)
        room = QFontMetrics(theme.font("body")).horizontalAdvance("1000 %") + theme.px(8)
        self._zoom.setMinimumWidth(room)
        self._zoom.setStyleSheet("padding-left: 0; padding-right: 0;")
        for button in (minus, self._zoom, plus):
            self.addWidget(button)
        self._add("fit", _STYLES.ToolButtonIconOnly)

    def _zoom_button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(images.icon(name.replace("_", "-")))
        button.setToolTip(self._actions[name].toolTip())
        button.setAccessibleName(plain_words(SPECS[name].words))
        button.setAutoRepeat(True)
        button.clicked.connect(self._actions[name].trigger)
        return button

    def _add_overlay(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(images.icon("overlay"))
        button.setToolButtonStyle(_STYLES.ToolButtonTextBesideIcon)
        button.setToolTip("What is drawn over the figure (O)\nHold B to see the figure alone")
        menu = QMenu(button)
        for mode in OVERLAYS:
            menu.addAction(self._actions[f"overlay_{mode}"])
            self._actions[f"overlay_{mode}"].toggled.connect(lambda _on: self.show_overlay())
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.addWidget(button)
        return button
