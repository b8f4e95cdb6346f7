"""Colours, fonts and the style sheet: everything the window's look is made of.

Widgets ask `token` and `font`; labels and buttons pick a look by dynamic
properties: ``role`` on a QLabel (title, question, strong, secondary, head,
pill), ``kind`` on a button (filled, plain, flat, link) and on a QFrame (card,
line). `changed` tells when the scheme changed.
"""

from dataclasses import dataclass
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QWidget

import resources
from core.palette import arm_colour

DESIGN_FONT_PX = 13

_LIGHT = {
    "window": "#F4F5F7",
    "surface": "#FFFFFF",
    "raised": "#F0F2F5",
    "bench": "#E4E7EB",
    "border": "#DADEE4",
    "field": "#858D98",
    "text": "#1A1D21",
    "text2": "#4A525C",
    "text3": "#5F6772",
    "accent": "#3A4BA3",
    "accentbg": "#E7EAF7",
    "onaccent": "#FFFFFF",
    "sel": "#F0F3FB",
    "agree": "#174F86",
    "agreebg": "#E5EFF9",
    "close": "#46546A",
    "closebg": "#E9EDF2",
    "differ": "#8C3A00",
    "differbg": "#FCE9DA",
    "differline": "#C45A10",
    "unknown": "#555D68",
    "unknownbg": "#EEF0F2",
    "amber": "#704C00",
    "amberbg": "#FFF1CC",
    "amberline": "#B27600",
}
_DARK = {
    "window": "#1C1E22",
    "surface": "#24272C",
    "raised": "#2D3137",
    "bench": "#131518",
    "border": "#383D45",
    "field": "#7D8692",
    "text": "#E8EBEF",
    "text2": "#B7BEC8",
    "text3": "#9CA4AF",
    "accent": "#AEB9F8",
    "accentbg": "#353C5E",
    "onaccent": "#171A2B",
    "sel": "#2C3146",
    "agree": "#A9D2F7",
    "agreebg": "#1F3A54",
    "close": "#C0CCDB",
    "closebg": "#343D49",
    "differ": "#FFBE8F",
    "differbg": "#51311A",
    "differline": "#E8833A",
    "unknown": "#BAC1CB",
    "unknownbg": "#363B42",
    "amber": "#FFD778",
    "amberbg": "#473814",
    "amberline": "#DDA22E",
}
_TOKENS = {"light": _LIGHT, "dark": _DARK}

# role: size for a 13 px system font, weight
_ROLES = {
    "title": (22, 600),
    "question": (15, 600),
    "body": (13, 400),
    "strong": (13, 600),
    "secondary": (12, 400),
    "head": (12, 500),
    "pill": (11, 600),
}


@dataclass(frozen=True, slots=True)
class ArmStyle:
    """How one arm is drawn.

    ``colour`` is for the figure, in both schemes; ``swatch`` for docks. ``marker``
    is circle, triangle, square, diamond, triangle-down or cross. ``dash`` holds
    lengths in pen widths, empty for a solid line.
    """

    colour: QColor
    swatch: QColor
    marker: str
    dash: tuple[float, ...]


# swatch in dark docks, marker, dash of each of `ARM_COLOURS`
_ARMS = (
    ("#4FA9E0", "circle", ()),
    ("#F0803C", "triangle", (4.0, 2.0)),
    ("#009E73", "square", (1.5, 1.5)),
    ("#CC79A7", "diamond", (5.0, 1.5, 1.5, 1.5)),
    ("#E69F00", "triangle-down", (7.0, 2.5)),
    ("#56B4E9", "cross", (4.0, 1.5, 1.0, 1.5, 1.0, 1.5)),
)


class _Theme(QObject):
    """The scheme in use."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.scheme = "light"
        self.wish = "system"


_theme = _Theme()
changed = _theme.changed


def token(name: str) -> QColor:
    """Return a colour of the current scheme; KeyError for an unknown name."""
    return QColor(_TOKENS[_theme.scheme][name])


def scheme() -> str:
    """Return the scheme in use: "light" or "dark"."""
    return _theme.scheme


def wish() -> str:
    """Return what was asked for: "light", "dark" or "system"."""
    return _theme.wish


def arm_style(index: int) -> ArmStyle:
    """Return the style of the arm at this place of the document; repeats after six."""
    colour = arm_colour(index)
    dark, marker, dash = _ARMS[index % len(_ARMS)]
    swatch = dark if _theme.scheme == "dark" else colour
    return ArmStyle(QColor(colour), QColor(swatch), marker, dash)


def font(role: str) -> QFont:
    """Return the font of a role, sized after the system font, with tabular figures."""
    size, weight = _ROLES[role]
    made = QFont(QApplication.font())
    factor = size / DESIGN_FONT_PX
    base = _base_font()
    if base.pixelSize() > 0:
        made.setPixelSize(max(1, round(base.pixelSize() * factor)))
    else:
        made.setPointSizeF(base.pointSizeF() * factor)
    made.setWeight(QFont.Weight(weight))
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def px(length: float) -> int:
    """Return a design length, given for a 13 px system font, for the system font in use."""
    return max(1, round(length * QFontInfo(_base_font()).pixelSize() / DESIGN_FONT_PX))


def apply(app: QApplication, scheme: str) -> None:
    """Dress the application in "light", "dark" or the system's scheme, and follow it."""
    hints = app.styleHints()
    if not app.property("kmtraceThemed"):
        app.setProperty("kmtraceThemed", True)
        app.setStyle("Fusion")
        hints.colorSchemeChanged.connect(lambda _scheme: _follow_system(app))
    _theme.wish = scheme
    wished = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
    hints.setColorScheme(wished.get(scheme, Qt.ColorScheme.Unknown))
    _dress(app)


def set_role(widget: QWidget, role: str) -> None:
    """Give a label the font and the colour of a role."""
    widget.setProperty("role", role)
    widget.setFont(font(role))


def _base_font() -> QFont:
    return QApplication.font()


def _follow_system(app: QApplication) -> None:
    if _theme.wish == "system":
        _dress(app)


def _resolved(app: QApplication) -> str:
    if _theme.wish in _TOKENS:
        return _theme.wish
    is_dark = app.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return "dark" if is_dark else "light"


def _dress(app: QApplication) -> None:
    _theme.scheme = _resolved(app)
    app.setFont(font("body"))
    app.setPalette(_palette())
    app.setStyleSheet(Template(_STYLE).substitute(_style_values()))
    _theme.changed.emit()


def _palette() -> QPalette:
    roles = QPalette.ColorRole
    colours = {
        roles.Window: "window",
        roles.WindowText: "text",
        roles.Base: "surface",
        roles.AlternateBase: "raised",
        roles.Text: "text",
        roles.Button: "surface",
        roles.ButtonText: "text",
        roles.BrightText: "onaccent",
        roles.PlaceholderText: "text3",
        roles.Highlight: "accentbg",
        roles.HighlightedText: "text",
        roles.Link: "accent",
        roles.LinkVisited: "accent",
        roles.ToolTipBase: "surface",
        roles.ToolTipText: "text",
        roles.Accent: "accent",
        roles.Mid: "border",
        roles.Midlight: "raised",
        roles.Light: "surface",
        roles.Dark: "field",
        roles.Shadow: "bench",
    }
    palette = QPalette()
    for role, name in colours.items():
        palette.setColor(role, token(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, token("field"))
    return palette


def _style_values() -> dict[str, str]:
    values = dict(_TOKENS[_theme.scheme])
    for length in (1, 2, 4, 5, 6, 8, 10, 12, 14, 16, 20, 24, 26, 28, 32, 34):
        values[f"px{length}"] = f"{px(length)}px"
    arrow = resources.path("icons", f"arrow-{_theme.scheme}.svg")
    values["chevron"] = arrow.as_posix()
    return values


_STYLE = """
QMainWindow, QDialog { background: $window; }
QMainWindow::separator { background: $border; width: 1px; height: 1px; }
QMainWindow::separator:hover { background: $accent; }
QMenuBar { background: $window; color: $text; padding: 0 $px12; border: none; }
QMenuBar::item { padding: $px5 $px10; background: transparent; border-radius: $px4; }
QMenuBar::item:selected { background: $accentbg; color: $accent; }
QMenu { background: $surface; color: $text; border: 1px solid $border; padding: $px4; }
QMenu::item { padding: $px5 $px28 $px5 $px10; border-radius: $px4; }
QMenu::item:selected { background: $accentbg; color: $accent; }
QMenu::item:disabled { color: $field; }
QMenu::separator { height: 1px; background: $border; margin: $px4 $px8; }
QMenu::icon { padding-left: $px8; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: $px4; }
QStatusBar { background: $window; color: $text2; border-top: 1px solid $border; }
QStatusBar::item { border: none; }
QToolBar { background: $window; border: none; border-bottom: 1px solid $border; spacing: 0; }
QToolBar::separator { background: $border; width: 1px; margin: $px12 $px12; }
QToolButton { background: transparent; color: $text; border: none; border-radius: $px6;
    padding: $px6 $px10; }
QToolButton:hover { background: $raised; }
QToolButton:checked, QToolButton:pressed { background: $accentbg; color: $accent; }
QToolButton:disabled { color: $field; }
QToolButton:focus { border: 2px solid $accent; padding: $px4 $px8; }
QToolButton::menu-indicator { image: none; width: 0; }
QDockWidget { color: $text2; }
QPushButton { background: $surface; color: $text; border: 1px solid $field;
    border-radius: $px6; padding: 0 $px12; min-height: $px26; }
QPushButton:hover { background: $raised; }
QPushButton:pressed { background: $accentbg; }
QPushButton:disabled { color: $field; border-color: $border; }
QPushButton:focus { border: 2px solid $accent; }
QPushButton[kind="filled"] { background: $accent; color: $onaccent; border-color: $accent; }
QPushButton[kind="filled"]:hover { border-color: $text; }
QPushButton[kind="filled"]:focus { border: 2px solid $text; }
QPushButton[kind="filled"]:disabled { background: $raised; color: $field; border-color: $border; }
QPushButton[kind="flat"] { background: transparent; border: 1px solid transparent; }
QPushButton[kind="flat"]:hover { background: $raised; }
QPushButton[kind="flat"]:focus { border: 2px solid $accent; }
QPushButton[kind="link"] { background: transparent; color: $accent; border: none;
    padding: 0 $px2; }
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; }
QPushButton[kind="link"]:disabled { color: $field; }
QPushButton[look="large"] { min-height: $px32; padding: 0 $px14; }
QLabel { background: transparent; }
QLabel[role="secondary"], QLabel[role="head"] { color: $text2; }
QLabel[role="pill"] { color: $text2; }
QFrame[kind="card"] { background: $surface; border: 1px solid $border; border-radius: $px8; }
QFrame[kind="line"] { background: $border; border: none; max-height: 1px; min-height: 1px; }
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
    background: $surface; color: $text; border: 1px solid $field; border-radius: $px4;
    padding: $px2 $px8; selection-background-color: $accent; selection-color: $onaccent; }
QLineEdit, QComboBox, QAbstractSpinBox { min-height: $px20; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus,
QAbstractSpinBox:focus { border: 2px solid $accent; padding: 1px $px6; }
QLineEdit:disabled, QComboBox:disabled { color: $field; border-color: $border; }
QComboBox QLineEdit, QComboBox QLineEdit:focus { border: none; padding: 0; min-height: 0; }
QComboBox::drop-down { border: none; width: $px20; }
QComboBox::down-arrow { image: url("$chevron"); width: $px14; height: $px14; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border;
    selection-background-color: $accentbg; selection-color: $accent; }
QAbstractItemView { background: $surface; color: $text; border: none; outline: none;
    gridline-color: $border; selection-background-color: $accentbg; selection-color: $text; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $text2; border: none;
    border-bottom: 1px solid $border; padding: 0 $px8; min-height: $px26; }
QTableCornerButton::section { background: $surface; border: none; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $text2; border: none;
    border-bottom: 2px solid transparent; padding: $px10 0; margin: 0 $px10; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: $px10; margin: 0; }
QScrollBar:horizontal { background: transparent; height: $px10; margin: 0; }
QScrollBar::handle { background: $border; border-radius: $px4; margin: $px2; }
QScrollBar::handle:vertical { min-height: $px24; }
QScrollBar::handle:horizontal { min-width: $px24; }
QScrollBar::handle:hover { background: $field; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QCheckBox, QRadioButton { color: $text; spacing: $px6; background: transparent; }
QSplitter::handle { background: $border; }
QProgressBar { background: $raised; border: none; border-radius: $px4; color: $text2;
    text-align: center; max-height: $px8; }
QProgressBar::chunk { background: $accent; border-radius: $px4; }
"""
