"""What the window shows while no figure is open: where to drop one, samples, recent projects."""

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

import resources
from gui import images, recent, theme
from gui.recovery import Recovered
from gui.settings import Recent, Settings
from gui.start_cards import Card, MissingCard, RecoveredRow, spoken_day

COLUMN = 920
N_CARDS = 4
_SAMPLES = (
    ("simulated-trial", "Simulated trial", "Fully traced, with one planted mistake."),
    ("public-data", "Public trial data", "Drawn from patients whose truth is known."),
)
_STUDIES = (
    ("toremifene-pfs", "Toremifene trial: PFS"),
    ("toremifene-os", "Toremifene trial: OS"),
    ("altto-postmenopausal", "ALTTO: postmenopausal"),
    ("altto-premenopausal", "ALTTO: premenopausal"),
)
_STUDY_WORDS = "With a simulated figure"


def study_paths() -> dict[str, Path]:
    """Return the projects of the bundled studies by their titles."""
    folder = resources.path("studies")
    found = {title: folder / f"{name}.kmtrace" for name, title in _STUDIES}
    return {title: path for title, path in found.items() if path.is_file()}


def sample_paths() -> dict[str, Path]:
    """Return the bundled sample projects by name, the one to start with first."""
    known = [name for name, _title, _words in _SAMPLES]
    found = {path.stem: path for path in sorted(resources.path("samples").glob("*.kmtrace"))}
    order = sorted(found, key=lambda name: known.index(name) if name in known else len(known))
    return {name: found[name] for name in order}


class StartPage(QScrollArea):
    """One obvious action, samples, recent projects, and what can be recovered.

    Signals
    -------
    open_figure_requested(), open_project_requested()
    sample_requested(Path)
    project_requested(Path)
    locate_requested(str)
        The path of a project that is no longer there.
    recover_requested(Recovered), saved_version_requested(Path)
    """

    open_figure_requested = Signal()
    open_project_requested = Signal()
    sample_requested = Signal(object)
    project_requested = Signal(object)
    locate_requested = Signal(str)
    recover_requested = Signal(object)
    saved_version_requested = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._shows_all = False
        self._recovered: tuple[Recovered, ...] = ()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.drop_area = DropArea()
        self.drop_area.open_figure.clicked.connect(self.open_figure_requested)
        self.drop_area.open_project.clicked.connect(self.open_project_requested)
        self.drop_area.try_sample.clicked.connect(self._on_try_sample)
        self._lower = QWidget()
        self._page = QWidget()
        self._page.setMinimumWidth(theme.px(640))
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, theme.px(24), 0, theme.px(24))
        self._column.addStretch(2)
        self._column.addWidget(self.drop_area)
        self._column.addWidget(self._lower)
        self._column.addStretch(3)
        middle = QWidget()
        middle.setLayout(self._column)
        middle.setMaximumWidth(theme.px(COLUMN))
        row = QHBoxLayout(self._page)
        row.setContentsMargins(theme.px(24), 0, theme.px(24), 0)
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)
        self.setWidget(self._page)
        self.viewport().setAutoFillBackground(False)
        theme.changed.connect(self.refresh)
        self.refresh()

    def offer_recovered(self, found: tuple[Recovered, ...]) -> None:
        """Offer copies that an earlier run left behind."""
        self._recovered = found
        self.refresh()

    def set_hovered(self, is_hovered: bool) -> None:
        """Say that a file is held above the window."""
        self.drop_area.set_hovered(is_hovered)

    def refresh(self) -> None:
        """Show the recent projects as they are now."""
        lower = QWidget()
        column = QVBoxLayout(lower)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        if self._recovered:
            self._add_section(column, "Work that was not saved", self._recovered_rows())
        samples = sample_paths()
        if samples:
            self._add_section(column, "Samples", self._sample_row(samples))
        studies = study_paths()
        if studies:
            self._add_section(column, "Studies", self._study_row(studies))
        entries = self._settings.recent
        if entries:
            link = self._show_all_link() if len(entries) > N_CARDS else None
            self._add_section(column, "Recent projects", self._recent_rows(entries), link)
        self._column.replaceWidget(self._lower, lower)
        self._lower.hide()
        self._lower.deleteLater()
        self._lower = lower

    def _on_try_sample(self) -> None:
        samples = list(sample_paths().values())
        if samples:
            self.sample_requested.emit(samples[0])

    def _add_section(
        self,
        column: QVBoxLayout,
        title: str,
        content: QWidget,
        link: QPushButton | None = None,
    ) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, theme.px(2), 0)
        heading = QLabel(title)
        theme.set_role(heading, "question")
        head.addWidget(heading, 1)
        if link is not None:
            head.addWidget(link)
        column.addSpacing(theme.px(32))
        column.addLayout(head)
        column.addSpacing(theme.px(8))
        column.addWidget(content)

    def _show_all_link(self) -> QPushButton:
        link = QPushButton("Show fewer" if self._shows_all else "Show all")
        link.setProperty("kind", "link")
        link.clicked.connect(self._on_show_all)
        return link

    def _on_show_all(self) -> None:
        self._shows_all = not self._shows_all
        self.refresh()

    def _sample_row(self, samples: dict[str, Path]) -> QWidget:
        cards: list[QWidget] = []
        words = {name: (title, text) for name, title, text in _SAMPLES}
        for name, path in samples.items():
            title, text = words.get(name, (name.replace("-", " ").capitalize(), ""))
            cards.append(self._bundled_card("Sample", title, text, path))
        return _rows(cards, max(2, len(cards)))

    def _study_row(self, studies: dict[str, Path]) -> QWidget:
        cards: list[QWidget] = [
            self._bundled_card("Study", title, _STUDY_WORDS, path)
            for title, path in studies.items()
        ]
        return _rows(cards, N_CARDS)

    def _bundled_card(self, what: str, title: str, text: str, path: Path) -> Card:
        card = Card()
        card.add_words(title, text)
        card.setAccessibleName(f"{what}: {title}, {text}")
        card.clicked.connect(lambda _=False: self.sample_requested.emit(path))
        return card

    def _recent_rows(self, entries: tuple[Recent, ...]) -> QWidget:
        shown = entries if self._shows_all else entries[:N_CARDS]
        return _rows([self._recent_card(entry) for entry in shown], N_CARDS)

    def _recent_card(self, entry: Recent) -> QWidget:
        card = Card()
        if not entry.is_there:
            card.setEnabled(False)
            holder = MissingCard(entry)
            holder.locate.clicked.connect(lambda: self.locate_requested.emit(entry.path))
            return holder
        card.add_thumbnail(_thumbnail(Path(entry.path)))
        path = Path(entry.path)
        place = ", ".join(filter(None, (path.parent.name, spoken_day(entry.opened))))
        card.add_words(path.stem, place)
        card.add_chip(entry.badge, entry.badge_words)
        card.setToolTip("\n".join(dict.fromkeys((entry.title, entry.path))))
        words = entry.badge_words or "not checked"
        card.setAccessibleName(f"Project {path.stem} in {path.parent.name}, {words}")
        card.clicked.connect(lambda: self.project_requested.emit(Path(entry.path)))
        return card

    def _recovered_rows(self) -> QWidget:
        rows: list[QWidget] = []
        for item in self._recovered:
            row = RecoveredRow(item)
            row.open_copy.clicked.connect(lambda _=False, i=item: self.recover_requested.emit(i))
            saved = Path(item.note.path)
            row.open_saved.clicked.connect(
                lambda _=False, path=saved: self.saved_version_requested.emit(path)
            )
            row.discarded.connect(lambda i=item: self._on_discarded(i))
            rows.append(row)
        return _rows(rows, 1)

    def _on_discarded(self, item: Recovered) -> None:
        item.discard()
        self.offer_recovered(tuple(other for other in self._recovered if other is not item))


class DropArea(QFrame):
    """The dashed card in the middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_hovered = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        title = QLabel("Drop a Kaplan–Meier figure here")
        theme.set_role(title, "title")
        words = QLabel("or press Ctrl+V to paste a screenshot. PNG, JPEG, TIFF, PDF and SVG.")
        theme.set_role(words, "body")
        self.open_figure = _start_button("Open figure or PDF…", "figure", "filled")
        self.open_project = _start_button("Open project…", "folder")
        self.try_sample = _start_button("Try the sample", "play")
        self.try_sample.setEnabled(bool(sample_paths()))
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addStretch(1)
        for button in (self.open_figure, self.open_project, self.try_sample):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(116), theme.px(16), theme.px(40))
        column.setSpacing(theme.px(4))
        for label in (title, words):
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.px(12))
        column.addLayout(buttons)
        self._words = words
        theme.changed.connect(self._dress)
        self._dress()

    def set_hovered(self, is_hovered: bool) -> None:
        """Answer to a file held above."""
        if is_hovered != self._is_hovered:
            self._is_hovered = is_hovered
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.token("accent" if self._is_hovered else "field"), 1.5)
        pen.setDashPattern([7, 4])
        painter.setPen(pen)
        painter.setBrush(theme.token("accentbg" if self._is_hovered else "surface"))
        rect = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(rect, theme.px(12), theme.px(12))
        _draw_emblem(painter, QPointF(self.width() / 2, theme.px(72)))
        painter.end()

    def _dress(self) -> None:
        self._words.setStyleSheet(f"color: {theme.token('text2').name()}")


def _start_button(words: str, icon_name: str, kind: str = "plain") -> QPushButton:
    button = QPushButton(f" {words}")
    button.setProperty("kind", kind)
    button.setIcon(images.icon(icon_name, 16, "onaccent" if kind == "filled" else "text2"))
    button.setIconSize(QSize(theme.px(16), theme.px(16)))
    button.setProperty("look", "large")
    button.setFont(theme.font("strong"))
    return button


def _rows(cards: list[QWidget], n_columns: int) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.px(16 if n_columns > 1 else 8))
    for start in range(0, len(cards), n_columns):
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        shown = cards[start : start + n_columns]
        for card in shown:
            row.addWidget(card, 1)
        for _ in range(n_columns - len(shown)):
            row.addWidget(QWidget(), 1)
        column.addLayout(row)
    return holder


def _thumbnail(project: Path) -> QPixmap | None:
    picture = QPixmap(str(recent.thumbnail_path(project)))
    return None if picture.isNull() else picture


# Two step curves on an axis, on a 84 x 48 box.
_EMBLEM = (
    ("text3", ((0, 0), (0, 48), (84, 48)), 1.5),
    (0, ((0, 4), (20, 4), (20, 13), (40, 13), (40, 20), (60, 20), (60, 28), (82, 28)), 2.5),
    (1, ((0, 4), (13, 4), (13, 18), (28, 18), (28, 30), (49, 30), (49, 38), (82, 38)), 2.5),
)


def _draw_emblem(painter: QPainter, centre: QPointF) -> None:
    unit = theme.px(100) / 100
    for tone, corners, width in _EMBLEM:
        colour = theme.token(tone) if isinstance(tone, str) else theme.arm_style(tone).swatch
        pen = QPen(colour, width * unit)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        path = QPainterPath()
        for index, (x, y) in enumerate(corners):
            point = centre + QPointF((x - 42) * unit, (y - 24) * unit)
            path.moveTo(point) if index == 0 else path.lineTo(point)
        painter.drawPath(path)
