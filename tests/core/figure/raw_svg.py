"""Writes SVG pictures the way different programs do, on the same calls as the PDF canvas."""

from dataclasses import dataclass, field
from html import escape

from tests.core.figure.raw_pdf import Colour


def hex_colour(colour: Colour) -> str:
    """Return grey, RGB or CMYK as #rrggbb."""
    if len(colour) == 1:
        colour = colour * 3
    elif len(colour) == 4:
        colour = tuple((1 - c) * (1 - colour[3]) for c in colour[:3])
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in colour)


@dataclass
class SvgCanvas:
    """A picture of this size in points; ``maker`` is plain, illustrator or d3.

    Plain writes presentation attributes, Illustrator classes in a style sheet,
    polylines and text placed by a matrix, d3 groups moved to each place with
    text anchored and shifted in them.
    """

    width: float
    height: float
    maker: str = "plain"
    parts: list[str] = field(default_factory=list)
    classes: dict[str, str] = field(default_factory=dict)
    n_clips: int = 0

    def _xy(self, x: float, y: float) -> tuple[float, float]:
        return round(x, 3), round(self.height - y, 3)

    def _style(self, **settings: str) -> str:
        if self.maker != "illustrator":
            return " ".join(f'{name.replace("_", "-")}="{v}"' for name, v in settings.items())
        body = "".join(f"{name.replace('_', '-')}:{v};" for name, v in settings.items())
        name = self.classes.setdefault(body, f"st{len(self.classes)}")
        return f'class="{name}"'

    def line(self, points, colour: Colour = (0.0,), width: float = 1.0, dash=()) -> None:
        """Stroke one connected line."""
        settings = {"fill": "none", "stroke": hex_colour(colour), "stroke_width": f"{width:g}"}
        if dash:
            settings["stroke_dasharray"] = ",".join(f"{length:g}" for length in dash)
        style = self._style(**settings)
        places = [self._xy(*point) for point in points]
        if len(places) == 2 and self.maker != "plain":
            (x1, y1), (x2, y2) = places
            if self.maker == "d3":
                moved = f'transform="translate({x1},{y1})"'
                end = f'x2="{x2 - x1:.3f}" y2="{y2 - y1:.3f}"'
                self.parts.append(f"<g {moved}><line {style} {end}/></g>")
            else:
                ends = f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
                self.parts.append(f"<line {style} {ends}/>")
        elif self.maker == "illustrator":
            corners = " ".join(f"{x},{y}" for x, y in places)
            self.parts.append(f'<polyline {style} points="{corners} "/>')
        else:
            self.parts.append(f'<path {style} d="{_path(places)}"/>')

    def paths(self, lines, colour: Colour = (0.0,), width: float = 1.0, dash=()) -> None:
        """Stroke several lines as one path."""
        style = self._style(fill="none", stroke=hex_colour(colour), stroke_width=f"{width:g}")
        d = "".join(_path([self._xy(*point) for point in points]) for points in lines)
        self.parts.append(f'<path {style} d="{d}"/>')

    def bezier_line(self, points, colour: Colour = (0.0,), width: float = 1.0) -> None:
        """Stroke a line whose straight pieces are all written as Bezier curves."""
        places = [self._xy(*point) for point in points]
        d = f"M{places[0][0]},{places[0][1]}"
        for (x0, y0), (x1, y1) in zip(places[:-1], places[1:], strict=True):  # noqa: RUF007
            d += f"C{x0},{y0},{x1},{y1},{x1},{y1}"
        style = self._style(fill="none", stroke=hex_colour(colour), stroke_width=f"{width:g}")
        self.parts.append(f'<path {style} d="{d}"/>')

    def shape(self, points, colour: Colour) -> None:
        """Fill a closed shape."""
        corners = " ".join(f"{x},{y}" for x, y in (self._xy(*point) for point in points))
        self.parts.append(f'<polygon {self._style(fill=hex_colour(colour))} points="{corners}"/>')

    def circle(self, x: float, y: float, r: float, colour: Colour) -> None:
        """Stroke a circle."""
        cx, cy = self._xy(x, y)
        style = self._style(fill="none", stroke=hex_colour(colour))
        self.parts.append(f'<circle {style} cx="{cx}" cy="{cy}" r="{r}"/>')

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 8.0,
        *,
        align: str = "left",
        colour: Colour = (0.0,),
        upwards: bool = False,
    ) -> None:
        """Write from, to or about a place on the base line."""
        from tests.core.figure.raw_pdf import text_width

        x, y = self._xy(x, y)
        anchor = {"left": "start", "centre": "middle", "right": "end"}[align]
        fill, family = hex_colour(colour), "Helvetica"
        if self.maker == "illustrator":
            # It never anchors: text starts where it starts.
            shift = {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * text_width(words, size)
            x, y = (x, y + shift) if upwards else (x - shift, y)
            matrix = f"0 -1 1 0 {x:.3f} {y:.3f}" if upwards else f"1 0 0 1 {x:.3f} {y:.3f}"
            style = self._style(fill=fill, font_family=f"'{family}'", font_size=f"{size:g}px")
            self.parts.append(f'<text transform="matrix({matrix})" {style}>{escape(words)}</text>')
            return
        turn = " rotate(-90)" if upwards else ""
        style = f'fill="{fill}" font-size="{size:g}" font-family="{family}" text-anchor="{anchor}"'
        if self.maker == "d3":
            place = f'transform="translate({x},{y - 0.71 * size:.3f}){turn}"'
            inner = f'<text dy="0.71em" {style}>{escape(words)}</text>'
            if upwards:
                inner = inner.replace('dy="0.71em"', 'dy="0"')
                place = f'transform="translate({x},{y}){turn}"'
            self.parts.append(f"<g {place}>{inner}</g>")
        else:
            place = f'transform="translate({x} {y}){turn}"' if upwards else f'x="{x}" y="{y}"'
            self.parts.append(f"<text {place} {style}><tspan>{escape(words)}</tspan></text>")

    def clip(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Clip to a rectangle until ``restore``."""
        self.n_clips += 1
        left, top = self._xy(x0, y1)
        size = f'width="{x1 - x0:g}" height="{y1 - y0:g}"'
        rectangle = f'<rect x="{left}" y="{top}" {size}/>'
        self.parts.append(f'<clipPath id="c{self.n_clips}">{rectangle}</clipPath>')
        self.parts.append(f'<g clip-path="url(#c{self.n_clips})">')

    def restore(self) -> None:
        """End what ``clip`` began."""
        self.parts.append("</g>")

    def file(self) -> bytes:
        """Return the picture."""
        rules = "".join(f".{name}{{{body}}}" for body, name in self.classes.items())
        sheet = f'<style type="text/css">{rules}</style>' if rules else ""
        size = f'viewBox="0 0 {self.width:g} {self.height:g}"'
        if self.maker != "illustrator":
            size += f' width="{self.width:g}pt" height="{self.height:g}pt"'
        head = '<?xml version="1.0" encoding="utf-8"?>\n'
        body = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{sheet}{"".join(self.parts)}</svg>'
        return (head + body).encode()


def _path(places) -> str:
    """An absolute move, then level and upright steps relative to it where they are such."""
    (x, y), *rest = places
    d = f"M{x} {y}"
    for x1, y1 in rest:
        if y1 == y:
            d += f"H{x1}"
        elif x1 == x:
            d += f"V{y1}"
        else:
            d += f"L{x1} {y1}"
        x, y = x1, y1
    return d
