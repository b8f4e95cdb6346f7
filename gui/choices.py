"""How to reconstruct and by which conventions: checkable actions that edit the document."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from core.model.document import Document, Engine, IntervalKind, MedianRule, Settings
from gui.actions import SPECS, plain_words
from gui.session import Session

# What a choice sets; a switch sets the field of its own name.
_SETS: dict[str, dict[str, Any]] = {
    "engine_kmtrace": {"engine": Engine.KMTRACE},
    "engine_guyot": {"engine": Engine.GUYOT, "plateau_at_table_times": False},
    "engine_plateau": {"engine": Engine.GUYOT, "plateau_at_table_times": True},
    "interval_log_log": {"interval_kind": IntervalKind.LOG_LOG},
    "interval_log": {"interval_kind": IntervalKind.LOG},
    "median_first": {"median_rule": MedianRule.FIRST},
    "median_midpoint": {"median_rule": MedianRule.MIDPOINT},
}
_SWITCHES = ("use_total_events", "counts_leavers", "choose_by_reported")
NAMES = (*_SETS, *_SWITCHES)


def is_chosen(settings: Settings, name: str) -> bool:
    """Whether a choice of the menu is the one of these settings."""
    wanted = _SETS.get(name, {name: True})
    return all(getattr(settings, field) == value for field, value in wanted.items())


def with_choice(document: Document, name: str, is_on: bool) -> Document:
    """Return the document with a choice of the menu made."""
    values = _SETS.get(name, {name: is_on})
    return replace(document, settings=replace(document.settings, **values))


class Choices(QObject):
    """Keeps the checks of the actions and the settings of the document the same."""

    def __init__(self, session: Session, acts: dict[str, QAction], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._acts = session, acts
        for name in NAMES:
            acts[name].triggered.connect(lambda is_on, name=name: self._on_triggered(name, is_on))
        session.document_changed.connect(self.show_document)
        self.show_document(session.document)

    def show_document(self, document: Document) -> None:
        """Check what the document's settings say."""
        settings = document.settings
        for name in NAMES:
            self._acts[name].setChecked(is_chosen(settings, name))
        # The published algorithm has no choice here: it counts them.
        has_choice = settings.engine is not Engine.GUYOT
        self._acts["counts_leavers"].setEnabled(has_choice and document.figure is not None)
        self._acts["counts_leavers"].setChecked(settings.has_leavers_at_risk)

    def _on_triggered(self, name: str, is_on: bool) -> None:
        before = self._session.document
        after = with_choice(before, name, is_on)
        if after != before:
            words = plain_words(SPECS[name].words)
            is_off = name in _SWITCHES and not is_on
            self._session.apply(f"Turn off: {words}" if is_off else words, after)
