"""Proposals out of a finished reading: axes, arms, cells, all in figure pixels."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..arrays import BoolArray
from ..model.document import Axis, PixelPoint
from .axes.ticks import AxisFit
from .axes.title import TallWord, survival_title
from .curves.reading import CurveRead, Frame
from .curves.styles import dashes_along, line_style
from .legend.beside import names_beside, without_lone_entry
from .legend.sizes import Sizes
from .marks.finder import Marks
from .marks.symbol_names import shape_costs, shape_entries
from .page import Page
from .panels import figure_box
from .proposal import (
    ArmProposal,
    AxesProposal,
    AxisReading,
    CensorMark,
    RiskCell,
    RiskRow,
)
from .table.counts import Cell
from .table.matching import (
    SURE_NAME,
    SURE_ROW,
    CurveLook,
    infeasibility,
    match_entries,
    match_rows,
    similarity,
)
from .table.rows import Table, TableRow

if TYPE_CHECKING:
    from .pipeline import Reading

_UNITS = (
    ("months", re.compile(r"\bmo(?:nth)?s?\b", re.IGNORECASE)),
    ("years", re.compile(r"\by(?:ea)?rs?\b", re.IGNORECASE)),
    ("weeks", re.compile(r"\bw(?:ee)?ks?\b", re.IGNORECASE)),
    ("days", re.compile(r"\bdays?\b", re.IGNORECASE)),
)
_SOURCE_CONFIDENCE = {"ticks": 0.98, "grid": 0.9, "labels": 0.6}
_SURE = 0.93
_SAME_INK = 60.0


def axes_proposal(reading: "Reading") -> AxesProposal:
    """Return the axes with one mark for every tick."""
    marks = (
        *_axis_marks(reading, reading.x_fit, Axis.TIME),
        *_axis_marks(reading, reading.y_fit, Axis.SURVIVAL),
    )
    title, unit = time_title(reading)
    return AxesProposal(
        marks,
        reading.hints.time_unit or unit,
        reading.full > 1.5,
        reading.scene.rising,
        (reading.x_fit.source, reading.y_fit.source),
        title,
        _title_of_survival(reading),
    )


def _axis_marks(reading: "Reading", fit: AxisFit, axis: Axis) -> list[AxisReading]:
    box = reading.box
    bottom = fit.across if np.isfinite(fit.across) else box.zero
    marks = []
    ticks = sorted(zip(fit.value, fit.place, fit.residual, strict=True))
    for value, place, residual in ticks:
        if axis is Axis.TIME:
            x, y = place, bottom if np.isfinite(fit.across) else box.zero
        else:
            x, y = (fit.across if np.isfinite(fit.across) else box.start), place
        px, py = reading.page.to_figure(np.array([x]), np.array([y]))
        off = abs(float(residual)) / reading.page.zoom
        sure = _SOURCE_CONFIDENCE[fit.source] * float(np.exp(-max(off - 0.5, 0)))
        marks.append(
            AxisReading(
                axis,
                PixelPoint(float(px[0]), float(py[0])),
                float(value),
                f"{value:g}",
                sure,
                off,
            )
        )
    return marks


def time_title(reading: "Reading") -> tuple[str, str]:
    """Return the title under the time axis and the unit it names ("" where none)."""
    low = reading.x.across
    text = reading.x.labels[0].numeral.height
    near = [w for w in reading.words if w.upright and low - text < w.y < low + 8 * text]
    for word in sorted(near, key=lambda w: abs(w.y - low)):
        for unit, pattern in _UNITS:
            if pattern.search(word.text):
                return word.text.strip(), unit
    for word in reading.words:
        for unit, pattern in _UNITS:
            if word.upright and pattern.search(word.text) and word.y > low:
                return word.text.strip(), unit
    return "", ""


def _title_of_survival(reading: "Reading") -> str:
    box = reading.box
    tall = [
        TallWord(word.text, word.x, word.y, word.x1 - word.x0)
        for word in reading.words
        if not word.upright
    ]
    return survival_title(tall, axis=reading.y.across, top=box.y0, bottom=box.y1)


def arm_proposals(reading: "Reading") -> tuple[tuple[ArmProposal, ...], tuple[float, ...]]:
    """Return the arms, in the order of the risk table or legend, and the table's times."""
    looks = [_look(reading, index) for index in range(len(reading.curves))]
    sizes = Sizes()
    reading.legend = without_lone_entry(reading)
    if not any(entry.stands_alone for entry in reading.legend):
        reading.legend += shape_entries(
            reading.page, reading.words, reading.marks, reading.x.across
        )
    _take_sizes_off(reading, sizes)
    unlike = shape_costs(reading.page, reading.marks, reading.legend)
    unlike[~_in_one_ink(looks)] = 0  # colours tell more
    entries, told = match_entries(looks, reading.legend, unlike)
    names = ["" if e is None else reading.legend[e].name for e in entries]
    for i, (name, is_sure) in names_beside(reading, looks, [bool(n) for n in names]).items():
        names[i], told[i] = sizes.taken_off(name), is_sure
    named = [bool(name) for name in names]
    table = reading.table
    rows: list[int | None] = [None] * len(looks)
    sure = [1.0] * len(looks)
    if table is not None:
        rows, sure = _rows_and_names(looks, names, told, entries, table)
    if reading.hints.labels:
        names = _hinted(names, reading.hints.labels)
    arms = [
        replace(
            _arm(reading, index, looks[index], names[index], rows[index], sure[index]),
            name_confidence=told[index] if named[index] else sure[index],
            n=sizes.of(names[index]).n,
            n_events=sizes.of(names[index]).n_events,
        )
        for index in range(len(looks))
    ]
    order = sorted(range(len(arms)), key=lambda k: _place(rows[k], entries[k], k))
    times = tuple(float(time) for time in table.times) if table is not None else ()
    reading.curves = [reading.curves[k] for k in order]
    reading.marks = [reading.marks[k] for k in order]
    reading.rows = [rows[k] for k in order]
    return tuple(arms[k] for k in order), times


def _take_sizes_off(reading: "Reading", sizes: Sizes) -> None:
    """Leave names in legend and table without the numbers of patients printed behind them."""
    reading.legend = [replace(e, name=sizes.taken_off(e.name)) for e in reading.legend]
    if reading.table is not None:
        rows = [replace(row, name=sizes.taken_off(row.name)) for row in reading.table.rows]
        reading.table = replace(reading.table, rows=tuple(rows))


def _rows_and_names(
    looks: Sequence[CurveLook],
    names: list[str],
    told: list[float],
    entries: Sequence[int | None],
    table: Table,
) -> tuple[list[int | None], list[float]]:
    """Return the row of each curve and how sure it is; fill in names that rows tell better."""
    # What tells curves no better than by chance must not draw rows to them.
    clear = [t >= SURE_NAME or not name for t, name in zip(told, names, strict=True)]
    known = [name if use else "" for name, use in zip(names, clear, strict=True)]
    places = [e if use else None for e, use in zip(entries, clear, strict=True)]
    rows, sure = match_rows(looks, known, table, places)
    # Drops alone tell less surely than a name or a colour does.
    sure = [s if use else (s + 0.5) / 2 for s, use in zip(sure, clear, strict=True)]
    for i, row in enumerate(rows):
        by_row = "" if row is None else table.rows[row].name
        if by_row and not clear[i]:
            names[i], told[i] = by_row, sure[i]
        names[i] = _better_name(names[i], by_row)
    return rows, sure


def _in_one_ink(looks: Sequence[CurveLook]) -> BoolArray:
    """Return which curves have the colour of another."""
    rgb = np.array([look.rgb for look in looks])
    apart = np.linalg.norm(rgb[:, None] - rgb, axis=2) + np.diag(np.full(len(looks), np.inf))
    return np.asarray(apart.min(axis=1) < _SAME_INK)


def _place(row: int | None, entry: int | None, index: int) -> tuple[float, float, int]:
    return (
        row if row is not None else 50.0,
        entry if entry is not None else 50.0,
        index,
    )


def _better_name(legend: str, row: str) -> str:
    """Return the longer of two alike names; the legend's where they differ."""
    if not legend:
        return row
    if row and similarity(legend, row) > 0.8 and len(row) > len(legend):
        return row
    return legend


def _hinted(names: list[str], labels: tuple[str, ...]) -> list[str]:
    given = list(labels)
    hinted = []
    for name in names:
        if not given:
            hinted.append(name)
            continue
        best = max(given, key=lambda label: similarity(label, name)) if name else given[0]
        given.remove(best)
        hinted.append(best)
    return hinted


def _look(reading: "Reading", index: int) -> CurveLook:
    curve = reading.curves[index]
    traced = curve.traced
    seen = traced.path.own / max(1 - traced.path.hidden, 0.1)
    return CurveLook(
        traced.layer.ink.rgb,
        1.0 if traced.solid else min(seen, 1.0),
        curve.reading.steps(),
        traced.layer.ink.is_coloured,
        float(curve.steps.height[-1]),
        traced.width,
        curve.reading.survival_noise,
        dashes_along(traced),
    )


def _arm(
    reading: "Reading",
    index: int,
    look: CurveLook,
    name: str,
    row: int | None,
    sure: float,
) -> ArmProposal:
    curve, marks = reading.curves[index], reading.marks[index]
    page, table = reading.page, reading.table
    risk = None
    if table is not None and row is not None:
        risk = _risk_row(page, table, table.rows[row], sure, look)
    return replace(arm_of(reading, curve, marks), name=name, risk_row=risk)


def arm_of(reading: Frame, curve: CurveRead, marks: Marks) -> ArmProposal:
    """Return the proposal of one curve, without name and risk row."""
    page, box = reading.page, reading.box
    x = np.append(curve.x, curve.end_x)
    y = np.append(curve.y, curve.y[-1] if curve.y.size else box.one)
    starts_at_one = curve.reading.time.size > 1 and curve.reading.time[1] > 0
    if starts_at_one and box.start_value == 0:
        full = 0.0 if reading.scene.rising else reading.full
        x = np.concatenate([[reading.x_fit.at(0.0)], x])
        y = np.concatenate([[reading.y_fit.at(full)], y])
    fx, fy = page.to_figure(x, y)
    return ArmProposal(
        name="",
        colour=page.colour(curve.traced.layer.ink.rgb),
        line_style=line_style(curve.traced),
        width_px=curve.traced.width / page.zoom,
        reading=curve.reading,
        trace=tuple(PixelPoint(float(a), float(b)) for a, b in zip(fx, fy, strict=True)),
        time_sd=curve.time_sd,
        survival_sd=curve.survival_sd,
        censor_marks=_censor_marks(reading, marks),
        confidence=float(np.clip(curve.traced.path.own + curve.traced.path.hidden, 0, 1)),
    )


def _censor_marks(reading: Frame, marks: Marks) -> tuple[CensorMark, ...]:
    box = reading.box
    if marks.x.size == 0:
        return ()
    rows = box.height - marks.y if reading.scene.rising else marks.y
    x, y = marks.x + box.x0, rows + box.y0
    fx, fy = reading.page.to_figure(x, y)
    return tuple(
        CensorMark(PixelPoint(float(a), float(b)), max(reading.x_fit.value_at(float(c)), 0.0), s)
        for a, b, c, s in zip(fx, fy, x, marks.confidence.tolist(), strict=True)
    )


def _risk_row(page: Page, table: Table, row: TableRow, sure: float, look: CurveLook) -> RiskRow:
    cells = []
    spacing = float(np.min(np.diff(table.columns)))
    possible = possible_cells(table, row, look)
    if sure < SURE_ROW:
        possible = [False] * len(possible)
    for k, (time, cell) in enumerate(zip(table.times, row.cells, strict=True)):
        cells.append(_risk_cell(page, table, row, k, float(time), cell, possible[k], spacing))
    return RiskRow(row.name, tuple(cells), sure)


def _risk_cell(
    page: Page,
    table: Table,
    row: TableRow,
    k: int,
    time: float,
    cell: Cell | None,
    possible: bool,
    spacing: float,
) -> RiskCell:
    if cell is None:
        x, half = table.columns[k], 0.4 * spacing
        box = (x - half, row.y - 0.6 * row.height, x + half, row.y + 0.6 * row.height)
        return RiskCell(time, "", "", 0.0, False, figure_box(page, box))
    text = str(cell.n) if cell.n >= 0 else ""
    censored = str(cell.censored) if cell.censored >= 0 else ""
    box = (cell.x0, cell.y0, cell.x1, cell.y1)
    return RiskCell(
        time, text, censored, cell.confidence, possible and bool(text), figure_box(page, box)
    )


def possible_cells(table: Table, row: TableRow, look: CurveLook) -> list[bool]:
    """Return for each cell whether it is surely read and agrees with its neighbours and curve."""
    counts = [cell.n if cell is not None else -1 for cell in row.cells]
    fine = []
    for k, cell in enumerate(row.cells):
        if cell is None or cell.n < 0 or cell.confidence < _SURE:
            fine.append(False)
            continue
        before = [n for n in counts[:k] if n >= 0]
        after = [n for n in counts[k + 1 :] if n >= 0]
        fine.append(
            not (before and counts[k] > before[-1]) and not (after and counts[k] < after[0])
        )
    if infeasibility(look.steps, table, row) > 0.6:
        fine = _without_infeasible(table, row, look, fine)
    return fine


def _without_infeasible(
    table: Table, row: TableRow, look: CurveLook, fine: list[bool]
) -> list[bool]:
    known = [k for k, cell in enumerate(row.cells) if cell is not None and cell.n >= 0]
    for now, later in itertools.pairwise(known):
        a, b = row.cells[now], row.cells[later]
        assert a is not None
        assert b is not None
        share = float(look.steps.at(table.times[later])) / max(
            float(look.steps.before(table.times[now])), 1e-3
        )
        if b.n - a.n * min(share + 0.01, 1) > 0.6 * np.sqrt(max(a.n, 1)):
            fine[now] = fine[later] = False
    return fine
