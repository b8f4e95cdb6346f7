"""Kaplan-Meier figures and journal pages, drawn operator by operator in many manners.

What SAS, Stata, Prism, ggplot, Word, Illustrator and Distiller do to a figure
differs in how a line, a tick or a letter reaches the file; a `Look` names one
manner for each. The trial behind a panel is known to the patient.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from tests.core.figure.raw_pdf import Canvas, Colour
from tests.core.figure.raw_svg import SvgCanvas

NAMES = (("Control", "Active"), ("Placebo", "Drug 20 mg"), ("Arm A", "Arm B"))
BLACK: Colour = (0.0,)


@dataclass(frozen=True)
class Look:
    """How one panel is drawn."""

    pen: str = "path"  # path segments treads moves rectangles outline dashes bezier
    colours: tuple[Colour, Colour] = ((0.0, 0.45, 0.7), (0.84, 0.37, 0.0))
    dashes: tuple[tuple[float, ...], tuple[float, ...]] = ((), ())
    width: float = 1.0
    ticks: str = "strokes"  # strokes path polyline inside rectangles none
    labels: str = "plain"  # plain percent sign dot bare
    marks: str = "ticks"  # none ticks plus circles diamonds glyph
    legend: str = "inside"  # none inside right direct below
    table: str = "left"  # none left above brackets
    grid: bool = False
    frame: bool = False
    band: bool = False
    guide: bool = False
    clip: bool = False
    font_size: float = 7.5
    incidence: bool = False


@dataclass(frozen=True)
class Trial:
    """Patients of two arms: times in months and whether each had the event."""

    time: tuple[np.ndarray, np.ndarray]
    event: tuple[np.ndarray, np.ndarray]
    names: tuple[str, str]
    last: float
    step: float

    def steps(self, arm: int) -> tuple[np.ndarray, np.ndarray]:
        """Return event times and the product-limit estimate after each."""
        times, level, survival = np.unique(self.time[arm][self.event[arm]]), [], 1.0
        for when in times:
            died = np.sum((self.time[arm] == when) & self.event[arm])
            survival *= 1 - died / np.sum(self.time[arm] >= when)
            level.append(survival)
        return times, np.array(level)

    def censored(self, arm: int) -> np.ndarray:
        """Return the distinct censoring times."""
        return np.unique(self.time[arm][~self.event[arm]])

    def at_risk(self, arm: int, when: float) -> int:
        """Return how many are still followed."""
        return int(np.sum(self.time[arm] >= when))


def make_trial(seed: int, n: int = 60) -> Trial:
    """Return a trial with exponential events and staggered entry."""
    rng = np.random.default_rng([seed, 77])
    step = float(rng.choice([3, 6, 12]))
    last = step * int(rng.integers(4, 8))
    times, events = [], []
    for hazard in (1.3, 0.8):
        failure = rng.exponential(last / 2 / hazard, n)
        leave = last * rng.uniform(0.55, 0.99, n)
        times.append(np.ceil(np.minimum(failure, leave) * 30.44) / 30.44)
        events.append(failure <= leave)
    names = NAMES[int(rng.integers(len(NAMES)))]
    return Trial((times[0], times[1]), (events[0], events[1]), names, last, step)


@dataclass
class Panel:
    """Draws one panel into a box, given as left, bottom, right, top on the canvas."""

    canvas: Canvas | SvgCanvas
    trial: Trial
    box: tuple[float, float, float, float]
    look: Look = field(default_factory=Look)

    def place(self, time, level):
        """Return the point of a time and a survival, or of 1 - survival for incidence."""
        left, bottom, right, top = self.box
        level = 1 - level if self.look.incidence else level
        return (
            left + (right - left) * time / (self.trial.last * 1.02),
            bottom + (top - bottom) * level,
        )

    def draw(self) -> None:
        """Draw everything."""
        look = self.look
        if look.grid:
            self._grid()
        self._axes()
        left, bottom, right, top = self.box
        if look.clip:
            self.canvas.clip(left, bottom, right, top)
        for arm in (0, 1):
            if look.band:
                self._band(arm)
            self._curve(arm)
        for arm in (0, 1):
            self._marks(arm)
        if look.clip:
            self.canvas.restore()
        if look.guide:
            y = (bottom + top) / 2
            self.canvas.line([(left, y), (right, y)], (0.5,), 0.5, (3, 2))
        self._legend()
        self._table()

    # --- lines ---------------------------------------------------------------------------------

    def corners(self, arm: int) -> list[tuple[float, float]]:
        """Return the corners of the staircase."""
        points = [self.place(0.0, 1.0)]
        level = 1.0
        for when, after in zip(*self.trial.steps(arm), strict=True):
            points += [self.place(when, level), self.place(when, after)]
            level = after
        end = float(self.trial.time[arm].max())
        if end > self.trial.steps(arm)[0][-1]:
            points.append(self.place(end, level))
        return points

    def _curve(self, arm: int) -> None:
        look, canvas, points = self.look, self.canvas, self.corners(arm)
        colour, dash = look.colours[arm], look.dashes[arm]
        pieces = list(pairwise(points))
        if look.pen == "path":
            canvas.line(points, colour, look.width, dash)
        elif look.pen == "segments":
            for piece in pieces:
                canvas.line(piece, colour, look.width, dash)
        elif look.pen == "treads":
            for piece in pieces[::2]:
                canvas.line(piece, colour, look.width, dash)
        elif look.pen == "moves":
            canvas.paths(pieces, colour, look.width, dash)
        elif look.pen == "rectangles":
            for (x0, y0), (x1, y1) in pieces:
                h = look.width / 2
                low, high = min(y0, y1), max(y0, y1)
                corners = [
                    (x0 - h, low - h),
                    (x1 + h, low - h),
                    (x1 + h, high + h),
                    (x0 - h, high + h),
                ]
                canvas.shape(corners, colour)
        elif look.pen == "outline":
            canvas.shape(_outline(points, look.width / 2), colour)
        elif look.pen == "dashes":
            for piece in _dashed(points, 3.0 + 2 * arm, 2.0):
                canvas.line(piece, colour, look.width)
        else:
            canvas.bezier_line(points, colour, look.width)

    def _band(self, arm: int) -> None:
        points = np.array(self.corners(arm))
        half = 0.06 * (points[:, 0] - points[0, 0]) ** 0.5 * 4
        upper, lower = points.copy(), points.copy()
        upper[:, 1] += half
        lower[:, 1] -= half
        pale = tuple(1 - 0.25 * (1 - c) for c in self.look.colours[arm])
        if len(pale) == 4:
            pale = tuple(0.2 * c for c in self.look.colours[arm])
        self.canvas.shape([*map(tuple, upper), *map(tuple, lower[::-1])], pale)

    def _marks(self, arm: int) -> None:
        look, canvas, colour = self.look, self.canvas, self.look.colours[arm]
        times, levels = self.trial.steps(arm)
        for when in self.trial.censored(arm):
            level = float(np.append(1.0, levels)[np.searchsorted(times, when, side="right")])
            x, y = self.place(when, level)
            if look.marks == "ticks":
                canvas.line([(x, y - 2.5), (x, y + 2.5)], colour, 0.6)
            elif look.marks == "plus":
                canvas.paths([[(x - 2, y), (x + 2, y)], [(x, y - 2), (x, y + 2)]], colour, 0.5)
            elif look.marks == "diamonds":
                canvas.shape([(x - 2, y), (x, y + 2), (x + 2, y), (x, y - 2)], colour)
            elif look.marks == "circles":
                canvas.circle(x, y, 1.8, colour)
            elif look.marks == "glyph":
                canvas.text(x, y - 0.279 * 8, "+", 8, align="centre", colour=colour)

    # --- axes ----------------------------------------------------------------------------------

    def _ticks(self) -> tuple[list[float], list[float]]:
        times = np.arange(0, self.trial.last + 0.01, self.trial.step)
        across = [self.place(when, 0.0)[0] for when in times]
        _, bottom, _, top = self.box
        upward = [bottom + (top - bottom) * k / 5 for k in range(6)]
        return across, upward

    def _axes(self) -> None:
        look, canvas = self.look, self.canvas
        left, bottom, right, top = self.box
        across, upward = self._ticks()
        out = -3.0 if look.ticks != "inside" else 3.0
        rows = [[(x, bottom), (x, bottom + out)] for x in across]
        rows += [[(left, y), (left + out, y)] for y in upward]
        lines = [[(left, top), (left, bottom)], [(left, bottom), (right, bottom)]]
        if look.ticks == "path":
            canvas.paths(lines + rows, BLACK, 0.5)
        elif look.ticks == "polyline":
            canvas.line(_there_and_back(left, bottom, right, top, across, upward), BLACK, 0.5)
        elif look.ticks == "rectangles":
            for (x0, y0), (x1, y1) in lines + rows:
                low, high = sorted((y0, y1))
                near, far = sorted((x0, x1))
                canvas.shape(
                    [
                        (near - 0.25, low - 0.25),
                        (far + 0.25, low - 0.25),
                        (far + 0.25, high + 0.25),
                        (near - 0.25, high + 0.25),
                    ],
                    BLACK,
                )
        else:
            for line in lines + (rows if look.ticks != "none" else []):
                canvas.line(line, BLACK, 0.5)
        if look.frame:
            canvas.line(
                [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)],
                BLACK,
                0.5,
            )
        self._labels(across, upward)

    def _labels(self, across: list[float], upward: list[float]) -> None:
        look, canvas, size = self.look, self.canvas, self.look.font_size
        left, bottom, right, top = self.box
        for k, x in enumerate(across):
            canvas.text(x, bottom - 5 - size, f"{k * self.trial.step:g}", size, align="centre")
        texts = {
            "percent": "{:.0f}",
            "sign": "{:.0f}%",
        }
        factor = 100 if look.labels in texts else 1
        for k, y in enumerate(upward):
            words = texts.get(look.labels, "{:.1f}").format(factor * k / 5)
            words = words.replace(".", "\u00b7") if look.labels == "dot" else words
            words = words.removeprefix("0") if look.labels == "bare" and k else words
            canvas.text(left - 5, y - 0.36 * size, words, size, align="right")
        canvas.text(
            (left + right) / 2,
            bottom - 8 - 2.2 * size,
            "Time since randomisation (months)",
            size,
            align="centre",
        )
        title = "Cumulative incidence" if look.incidence else "Overall survival"
        title += " (%)" if factor == 100 else ""
        canvas.text(
            left - 8 - 2.2 * size, (bottom + top) / 2, title, size, align="centre", upwards=True
        )

    def _grid(self) -> None:
        left, bottom, right, top = self.box
        across, upward = self._ticks()
        for x in across[1:]:
            self.canvas.line([(x, bottom), (x, top)], (0.9,), 0.4)
        for y in upward[1:]:
            self.canvas.line([(left, y), (right, y)], (0.9,), 0.4)

    # --- words ---------------------------------------------------------------------------------

    def _legend(self) -> None:
        look, canvas, size = self.look, self.canvas, self.look.font_size
        left, bottom, right, top = self.box
        for arm, name in enumerate(self.trial.names):
            colour = look.colours[arm]
            if look.legend in {"inside", "right"}:
                x = right - 90 if look.legend == "inside" else right + 10
                y = top - 10 - 1.4 * size * arm
                if look.incidence:
                    x = left + 15
                self._sample((x, y), arm)
                canvas.text(x + 24, y - 0.35 * size, name, size)
            elif look.legend == "below":
                x, y = left + 100 * arm, bottom - 8 - 3.8 * size
                self._sample((x, y), arm)
                canvas.text(x + 24, y - 0.35 * size, name, size)
            elif look.legend == "direct":
                times, levels = self.trial.steps(arm)
                at = int(len(times) * (0.3 + 0.3 * arm))
                x, y = self.place(times[at], levels[at])
                canvas.text(x + 6, y + 8, name, size, colour=colour)

    def _sample(self, at: tuple[float, float], arm: int) -> None:
        """A piece of line as the key, drawn as the curve is."""
        points, look = [at, (at[0] + 20, at[1])], self.look
        colour, dash = look.colours[arm], look.dashes[arm]
        if look.pen == "dashes":
            for piece in _dashed(points, 3.0 + 2 * arm, 2.0):
                self.canvas.line(piece, colour, look.width)
        elif look.pen in {"rectangles", "outline"}:
            h = look.width / 2
            (x0, y), (x1, _) = points
            self.canvas.shape([(x0, y - h), (x1, y - h), (x1, y + h), (x0, y + h)], colour)
        elif look.pen == "bezier":
            self.canvas.bezier_line(points, colour, look.width)
        else:
            self.canvas.line(points, colour, look.width, dash)

    def _table(self) -> None:
        look, canvas, size = self.look, self.canvas, self.look.font_size
        if look.table == "none":
            return
        left, bottom, _, _ = self.box
        y = bottom - 14 - 4.6 * size
        canvas.text(left - 42, y, "No. at risk", size)
        times = np.arange(0, self.trial.last + 0.01, self.trial.step)
        for arm, name in enumerate(self.trial.names):
            y -= 1.3 * size
            if look.table == "above":
                canvas.text(left - 10, y, name, size)
                y -= 1.2 * size
            else:
                x = left - (24 if look.table == "brackets" else 12)
                canvas.text(x, y, name, size, align="right", colour=look.colours[arm])
            for when in times:
                words = str(self.trial.at_risk(arm, when))
                if look.table == "brackets":
                    lost = np.sum((self.trial.time[arm] < when) & ~self.trial.event[arm])
                    words += f" ({lost})"
                canvas.text(self.place(when, 0)[0], y, words, size, align="centre")


def _outline(points, half: float) -> list[tuple[float, float]]:
    """The outline of a staircase with mitred corners, there above and back below."""
    points = np.array(points)
    upper, lower = [], []
    for k, (x, y) in enumerate(points):
        before = points[k] - points[k - 1] if k else points[1] - points[0]
        after = points[k + 1] - points[k] if k + 1 < len(points) else before
        normals = [np.array([-d[1], d[0]]) / max(np.hypot(*d), 1e-9) for d in (before, after)]
        shift = normals[0] + (normals[1] if abs(normals[0] @ normals[1]) < 0.5 else 0)
        upper.append((x + half * shift[0], y + half * shift[1]))
        lower.append((x - half * shift[0], y - half * shift[1]))
    return upper + lower[::-1]


def _dashed(points, on: float, off: float) -> list[list[tuple[float, float]]]:
    """Cut a staircase into dashes that bend round its corners."""
    corners = np.array(points)
    place = np.append(0.0, np.cumsum(np.hypot(*np.diff(corners, axis=0).T)))
    pieces = []
    for start in np.arange(0, place[-1], on + off):
        end = min(start + on, place[-1])
        at = [start, *place[(place > start) & (place < end)], end]
        x, y = (np.interp(at, place, corners[:, k]) for k in (0, 1))
        pieces.append(list(zip(x.tolist(), y.tolist(), strict=True)))
    return pieces


def _there_and_back(left, bottom, right, top, across, upward) -> list[tuple[float, float]]:
    """Both axes with their ticks as one line that goes out along each tick and comes back."""
    points = [(left, top)]
    for y in upward[::-1]:
        points += [(left, y), (left - 3, y), (left, y)]
    for x in across:
        points += [(x, bottom), (x, bottom - 3), (x, bottom)]
    return [*points, (right, bottom)]


# --- pages ---------------------------------------------------------------------------------------

_PROSE = """patients were randomly assigned to receive either treatment and followed for a median
of 24.3 months 95 CI 0.61 to 0.92 the hazard ratio for death was 0.75 in the intention-to-treat
population and 12 of 60 patients had at least one event of grade 3 or higher by month 6"""


def prose(canvas: Canvas, x: float, top: float, bottom: float, width: float, seed: int = 0) -> None:
    """Fill a column with lines of text that hold numbers."""
    rng, words = np.random.default_rng([seed, 5]), _PROSE.split()
    y = top
    while y > bottom:
        line, start = "", int(rng.integers(len(words)))
        while len(line) * 4.3 < width:
            line += words[start % len(words)] + " "
            start += 1
        canvas.text(x, y, line[: int(width / 4.4)], 9)
        y -= 11


def journal_page(trials, looks, seed: int = 0, *, side_by_side: bool = False) -> Canvas:
    """Return a page with two columns of text round two panels and their caption."""
    canvas = Canvas()
    canvas.text(54, 765, "The Journal of Trials   2021; 12: 345-356", 8)
    canvas.text(540, 765, "349", 8)
    if side_by_side:
        boxes = [(105, 560, 290, 730), (370, 560, 555, 730)]
        rest = 380.0
    else:
        boxes = [(120, 590, 430, 735), (120, 340, 430, 485)]
        rest = 190.0
    for letter, trial, look, box in zip("AB", trials, looks, boxes, strict=True):
        canvas.text(box[0] - 45, box[3] + 8, letter, 11)
        canvas.text(
            box[0] - 30,
            box[3] + 8,
            "Survival in the full set" if letter == "A" else "Biomarker positive",
            8,
        )
        Panel(canvas, trial, box, look).draw()
    caption = (
        "Figure 2. Kaplan-Meier estimates of overall survival. A, all 120 patients; B, biomarker"
    )
    canvas.text(54, rest + 40, caption, 8)
    canvas.text(
        54,
        rest + 30,
        "positive. The hazard ratio was 0.71 (95% CI 0.52-0.97). Ticks: censored at 24 months.",
        8,
    )
    prose(canvas, 54, rest, 60, 240, seed)
    prose(canvas, 318, rest, 60, 240, seed + 1)
    return canvas


def random_look(seed: int) -> Look:
    """Return a look with every manner drawn by lot."""
    rng = np.random.default_rng([seed, 99])

    def one(*choices):
        return choices[int(rng.integers(len(choices)))]

    colours = one(
        ((0.0, 0.45, 0.7), (0.84, 0.37, 0.0)),
        ((0.9, 0.6, 0.0, 0.1), (0.0, 0.8, 0.9, 0.0)),
        ((0.0,), (0.5,)),
        ((0.0, 0.0, 0.0, 1.0), (0.0, 0.9, 0.8, 0.05)),
        ((0.0,), (0.0,)),
    )
    pen = one("path", "segments", "treads", "moves", "rectangles", "outline", "dashes", "bezier")
    dashes = ((), one((4.0, 2.0), (1.0, 2.0), (5.0, 2.0, 1.0, 2.0)))
    plain = pen not in {"path", "moves"}
    alike = colours[0] == colours[1]
    if alike and plain and pen != "dashes":
        colours = ((0.0,), (0.55,))
    if plain or (not alike and one(True, False)):
        dashes = ((), ())
    return Look(
        pen=pen,
        colours=colours,
        dashes=dashes,
        width=one(0.5, 1.0, 1.5),
        ticks=one("strokes", "path", "polyline", "inside", "rectangles", "none"),
        labels=one("plain", "percent", "sign", "dot", "bare"),
        marks=one("none", "ticks", "plus", "circles", "diamonds", "glyph"),
        legend=one("inside", "right", "direct", "below") if not alike else one("inside", "below"),
        table=one("left", "left", "above", "brackets", "none"),
        grid=one(False, False, True),
        frame=one(False, False, True),
        band=one(False, False, True),
        guide=one(False, False, True),
        clip=one(False, True),
        font_size=one(6.5, 7.5, 9.0),
        incidence=one(False, False, False, True),
    )


def plain_look(**changes) -> Look:
    """Return the plainest look with these changes."""
    return replace(Look(), **changes)
