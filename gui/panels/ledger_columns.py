"""How wide the columns of the ledger are, and which words have room in them."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics

from core.results import Comparison
from gui import theme
from gui.panels.ledger_model import EXTRA_ROLE, LIMIT, MEASURE, RECOMPUTED, REPORTED, LedgerModel
from gui.panels.words import brief_names, marked

WIDE, NARROW = 1100, 900
LEAST_LIMIT = 110
_LEAST_MEASURE = 150
_SHARES_WIDE = (0.185, 0.125, 0.205, 0.075, 0.105)
_SHARES_MIDDLE = (0.205, 0.15, 0.325, 0.085, 0.14)
_SHARES_NARROW = (0.21, 0.165, 0.28, 0.095, 0.15)
_INTERVAL_AT = 56
# Beside the words of a cell: its two paddings, and a pixel that rounding may cost.
_ASIDE = 14
# A name cut to fewer letters than this says nothing.
_LEAST_NAME = 5


def column_widths(model: LedgerModel, width: int) -> list[int]:
    """Return the widths in pixels; numbers are never cut before the words beside them are."""
    shares = _SHARES_WIDE if width >= theme.px(WIDE) else _SHARES_MIDDLE
    if width < theme.px(NARROW):
        shares = _SHARES_NARROW
    widths = [int(share * width) for share in shares]
    widths.append(width - sum(widths))
    for column in (REPORTED, RECOMPUTED):
        lacking = max(0, _wished(model, column) - widths[column])
        for giver, least in ((LIMIT, LEAST_LIMIT), (MEASURE, _LEAST_MEASURE)):
            given = min(lacking, max(0, widths[giver] - theme.px(least)))
            widths[giver] -= given
            widths[column] += given
            lacking -= given
    return widths


def _wished(model: LedgerModel, column: int) -> int:
    """Return the width at which every value of a column is seen whole with its interval."""
    metrics, beside = QFontMetrics(value_font(600)), QFontMetrics(theme.font("body"))
    widest = 0
    for number, row in enumerate(model.rows):
        if column == REPORTED:
            value, extra = marked(row.reported, row.doubt), row.reported_interval
        else:
            value, extra = row.recomputed, str(model.index(number, column).data(EXTRA_ROLE))
        room = metrics.horizontalAdvance(value)
        if extra:
            room = extra_at(metrics, value) + beside.horizontalAdvance(extra)
        widest = max(widest, room)
    return widest + theme.px(_ASIDE)


def value_font(weight: int) -> QFont:
    """Return the font of the numbers."""
    font = theme.font("strong")
    font.setWeight(QFont.Weight(weight))
    return font


def extra_at(metrics: QFontMetrics, value: str) -> int:
    """Return how far right of a value its interval begins: at one place where that goes."""
    return max(theme.px(_INTERVAL_AT), metrics.horizontalAdvance(value) + theme.px(8))


def measure_that_fits(row: Comparison, width: int, role: str) -> str:
    """Return the measure, with shorter words for the pair, or cut in the middle, where needed."""
    metrics = QFontMetrics(theme.font(role))
    ways = (row.measure, *shorter_pairs(row.measure)) if row.comparator_id else (row.measure,)
    fits = (words for words in ways if metrics.horizontalAdvance(words) <= width)
    return next(fits, None) or _cut(ways[-1], metrics, width)


def in_two_lines(text: str, metrics: QFontMetrics, room: QSize) -> str:
    """Return a sentence broken where a second line has room; what is too long ends in dots."""
    cut = Qt.TextElideMode.ElideRight
    if metrics.horizontalAdvance(text) <= room.width() or 2 * metrics.height() > room.height():
        return metrics.elidedText(text, cut, room.width())
    first, rest = "", text.split(" ")
    while rest and metrics.horizontalAdvance(f"{first} {rest[0]}".strip()) <= room.width():
        first = f"{first} {rest.pop(0)}".strip()
    return f"{first}\n{metrics.elidedText(' '.join(rest), cut, room.width())}".lstrip()


def _cut(words: str, metrics: QFontMetrics, width: int) -> str:
    """Return as much as has room: of both names of a pair, of the measure alone, or of all."""
    what, _, pair = words.partition(", ")
    names = pair.split(" v ")
    middle = Qt.TextElideMode.ElideMiddle
    if len(names) != 2:
        return metrics.elidedText(words, middle, width)
    room = (width - metrics.horizontalAdvance(f"{what},  v ")) // 2
    if room < _LEAST_NAME * metrics.averageCharWidth():
        return metrics.elidedText(what, Qt.TextElideMode.ElideRight, width)
    return f"{what}, {' v '.join(metrics.elidedText(name, middle, room) for name in names)}"


def shorter_pairs(measure: str) -> tuple[str, ...]:
    """Return a measure of a pair with fewer words: 'Hazard ratio, 500 mg v 250 mg', and so on."""
    what, _, pair = measure.partition(", ")
    names = pair.split(" v ")
    if len(names) != 2:
        return (what,)
    brief = " v ".join(brief_names(names))
    short = what.replace("Hazard ratio", "HR")
    return f"{what}, {brief}", f"{short}, {pair}", f"{short}, {brief}"
