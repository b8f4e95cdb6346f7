"""Icons from the SVG files, in colours of the theme, sharp at every device pixel ratio."""

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QIconEngine,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtSvg import QSvgRenderer

import resources
from gui import theme


def icon(name: str, size: int = 18, tone: str = "text2") -> QIcon:
    """Return an icon that follows the theme.

    ``tone`` is a token; a checked icon takes the accent, a disabled one the
    colour of empty fields. ``size`` is only what `QIcon.actualSize` answers.
    """
    return QIcon(_ThemedEngine(name, size, tone))


def pixmap(name: str, size: float, colour: QColor, *, on: QColor | None = None) -> QPixmap:
    """Return an icon as a pixmap for this screen, ``size`` in logical pixels.

    ``on`` colours what stands on a filled shape, as the tick of step-done.
    """
    ratio = _device_ratio()
    return _rendered(name, size, ratio, colour.name(), (on or theme.token("onaccent")).name())


def app_icon() -> QIcon:
    """Return the application's icon, with its own drawing for 16 px."""
    made = QIcon()
    for size in (16, 24, 32, 48, 64, 128, 256):
        file = "kmtrace-16" if size == 16 else "kmtrace"
        made.addPixmap(_rendered(file, size, 1.0, "", ""))
    return made


def marker_path(marker: str, radius: float = 1.0) -> QPainterPath:
    """Return the outline of an arm's marker round the origin."""
    path = QPainterPath()
    if marker == "circle":
        path.addEllipse(QPointF(0, 0), radius, radius)
    elif marker == "cross":
        path.addPolygon(_closed(_cross(radius)))
    else:
        path.addPolygon(_closed([(x * radius, y * radius) for x, y in _OUTLINES[marker]]))
    return path


def swatch(index: int, width: int = 30, height: int = 14) -> QPixmap:
    """Return the sample of an arm: its line with dash and marker, as for a legend."""
    style = theme.arm_style(index)
    ratio = _device_ratio()
    image = QPixmap(QSize(width, height) * ratio)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    draw_swatch(painter, QRectF(0, 0, width, height), style)
    painter.end()
    return image


def draw_swatch(painter: QPainter, rect: QRectF, style: theme.ArmStyle) -> None:
    """Draw an arm's line and marker across a rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = QPen(style.swatch, 2)
    line.setCapStyle(Qt.PenCapStyle.FlatCap)
    if style.dash:
        line.setDashPattern(list(style.dash))
    painter.setPen(line)
    middle = rect.center().y()
    painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.right(), middle))
    painter.setPen(QPen(style.swatch, 1.5))
    painter.setBrush(theme.token("surface"))
    painter.translate(rect.center())
    painter.drawPath(marker_path(style.marker, min(4.0, rect.height() / 2 - 1)))
    painter.restore()


_OUTLINES = {
    "triangle": [(0.0, -1.1), (1.05, 0.8), (-1.05, 0.8)],
    "triangle-down": [(0.0, 1.1), (1.05, -0.8), (-1.05, -0.8)],
    "square": [(-0.88, -0.88), (0.88, -0.88), (0.88, 0.88), (-0.88, 0.88)],
    "diamond": [(0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)],
}


def _cross(radius: float) -> list[tuple[float, float]]:
    a, b = radius * 1.15, radius * 0.4
    corners = [(-b, -a), (b, -a), (b, -b), (a, -b), (a, b), (b, b)]
    return corners + [(-x, -y) for x, y in corners]


def _closed(corners: list[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in [*corners, corners[0]]])


def _device_ratio() -> float:
    from PySide6.QtGui import QGuiApplication

    app = QGuiApplication.instance()
    return app.devicePixelRatio() if isinstance(app, QGuiApplication) else 1.0


@cache
def _source(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=512)
def _rendered(name: str, size: float, ratio: float, colour: str, on: str) -> QPixmap:
    text = _source(name).replace("currentColor", colour).replace('"white"', f'"{on}"')
    renderer = QSvgRenderer(QByteArray(text.encode()))
    side = max(1, round(size * ratio))
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    made = QPixmap.fromImage(image)
    made.setDevicePixelRatio(side / size)
    return made


class _ThemedEngine(QIconEngine):
    """Renders one SVG at the size, ratio and colour of the moment."""

    def __init__(self, name: str, size: int, tone: str) -> None:
        super().__init__()
        self._name, self._size, self._tone = name, size, tone

    def clone(self) -> QIconEngine:
        return _ThemedEngine(self._name, self._size, self._tone)

    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        side = min(size.width(), size.height())
        return QSize(side, side)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self.scaledPixmap(rect.size(), mode, state, ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        side = max(1, min(size.width(), size.height()))
        colour = theme.token(self._tone_of(mode, state)).name()
        return _rendered(self._name, side, scale, colour, theme.token("onaccent").name())

    def _tone_of(self, mode: QIcon.Mode, state: QIcon.State) -> str:
        if mode is QIcon.Mode.Disabled:
            return "field"
        return "accent" if state is QIcon.State.On else self._tone
