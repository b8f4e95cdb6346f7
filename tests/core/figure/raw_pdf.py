"""Writes small PDF files operator by operator, to test what no drawing library writes."""

import zlib
from dataclasses import dataclass, field
from itertools import pairwise

Colour = tuple[float, ...]  # one number is grey, three RGB, four CMYK


def paint(colour: Colour, *, fill: bool) -> str:
    """Return the operator that sets a colour in its own colour space."""
    operator = {1: "g", 3: "rg", 4: "k"}[len(colour)]
    return f"{_numbers(*colour)} {operator if fill else operator.upper()}"


def _numbers(*values: float) -> str:
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in values)


@dataclass
class Canvas:
    """The operators of a page or of a form, coordinates in points from the lower left."""

    digits: int = 3
    operators: list[str] = field(default_factory=list)
    forms: list[tuple["Canvas", tuple[float, ...]]] = field(default_factory=list)

    def do(self, *operators: str) -> None:
        """Write operators as they are."""
        self.operators.extend(operators)

    def at(self, x: float, y: float) -> str:
        """Return a place as written: rounded to the digits of the file."""
        return f"{x:.{self.digits}f} {y:.{self.digits}f}"

    def line(
        self,
        points,
        colour: Colour = (0.0,),
        width: float = 1.0,
        dash: tuple[float, ...] = (),
    ) -> None:
        """Stroke one connected line."""
        self.paths([points], colour, width, dash)

    def paths(
        self, lines, colour: Colour = (0.0,), width: float = 1.0, dash: tuple[float, ...] = ()
    ) -> None:
        """Stroke several lines as one path."""
        self.do("q", paint(colour, fill=False), f"{width:g} w", f"[{_numbers(*dash)}] 0 d")
        for points in lines:
            start, *rest = points
            self.do(f"{self.at(*start)} m", *(f"{self.at(*point)} l" for point in rest))
        self.do("S", "Q")

    def bezier_line(self, points, colour: Colour = (0.0,), width: float = 1.0) -> None:
        """Stroke a line whose straight pieces are all written as Bezier curves."""
        self.do("q", paint(colour, fill=False), f"{width:g} w", f"{self.at(*points[0])} m")
        for start, end in pairwise(points):
            self.do(f"{self.at(*start)} {self.at(*end)} {self.at(*end)} c")
        self.do("S", "Q")

    def shape(self, points, colour: Colour) -> None:
        """Fill a closed shape."""
        start, *rest = points
        lines = (f"{self.at(*point)} l" for point in rest)
        self.do("q", paint(colour, fill=True), f"{self.at(*start)} m", *lines, "h f", "Q")

    def circle(self, x: float, y: float, r: float, colour: Colour) -> None:
        """Stroke a circle, written as four Bezier curves."""
        k = 0.5523 * r
        self.do("q", paint(colour, fill=False), "0.5 w", f"{self.at(x + r, y)} m")
        for (ax, ay), (bx, by), (cx, cy) in (
            ((r, k), (k, r), (0, r)), ((-k, r), (-r, k), (-r, 0)),
            ((-r, -k), (-k, -r), (0, -r)), ((k, -r), (r, -k), (r, 0)),
        ):  # fmt: skip
            controls = (self.at(x + ax, y + ay), self.at(x + bx, y + by), self.at(x + cx, y + cy))
            self.do(" ".join(controls) + " c")
        self.do("s", "Q")

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
        font: str = "F1",
    ) -> None:
        """Write in Helvetica from, to or about a place on the base line."""
        length = text_width(words, size)
        shift = {"left": 0.0, "centre": length / 2, "right": length}[align]
        turn = "0 1 -1 0" if upwards else "1 0 0 1"
        x, y = (x, y - shift) if upwards else (x - shift, y)
        escaped = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        self.do("BT", paint(colour, fill=True), f"/{font} {size:g} Tf")
        self.do(f"{turn} {self.at(x, y)} Tm", f"({escaped}) Tj", "ET")

    def clip(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Clip to a rectangle until ``restore``."""
        self.do("q", f"{self.at(x0, y0)} {self.at(x1 - x0, y1 - y0)} re W n")

    def restore(self) -> None:
        """End what ``clip`` began."""
        self.do("Q")

    def draw(self, form: "Canvas", matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)) -> None:
        """Draw another canvas here as a form object with its own matrix."""
        self.do(f"/X{len(self.forms)} Do")
        self.forms.append((form, matrix))


_WIDTHS = {
    **{c: 556 for c in "0123456789abdeghnopqu_?#"},
    **{c: 278 for c in " .,:;/!It[]\\f\u00b7"},
    **{c: 222 for c in "ijl'"},
    **{c: 500 for c in "cksvxyz"},
    **{c: 333 for c in "()-r"},
    **{c: 833 for c in "mM"},
    **{c: 722 for c in "wCDHNRU"},
    **{c: 667 for c in "ABEKPSVXY"},
    **{c: 778 for c in "GOQ"},
    **{c: 611 for c in "FTZ"},
    **{c: 584 for c in "+<=>"},
    "%": 889, "J": 500, "L": 556, "W": 944, "&": 667, "@": 1015,
}  # fmt: skip


def text_width(words: str, size: float) -> float:
    """Return the length of words in Helvetica, in points."""
    return sum(_WIDTHS.get(letter, 556) for letter in words) * size / 1000


@dataclass
class Writer:
    """Numbers the objects of a PDF and writes the file."""

    objects: list[bytes] = field(default_factory=list)

    def add(self, body: bytes) -> int:
        """Add an object and return its number."""
        self.objects.append(body)
        return len(self.objects)

    def stream(self, head: str, data: bytes) -> int:
        """Add a packed stream and return its number."""
        packed = zlib.compress(data)
        head = f"<< {head} /Filter /FlateDecode /Length {len(packed)} >>"
        return self.add(head.encode() + b"\nstream\n" + packed + b"\nendstream")

    def file(self, root: int) -> bytes:
        """Return the file whose catalogue is this object."""
        out = bytearray(b"%PDF-1.5\n")
        places = []
        for number, body in enumerate(self.objects, start=1):
            places.append(len(out))
            out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
        start = len(out)
        out += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
        trailer = f"trailer << /Size {len(places) + 1} /Root {root} 0 R >>\n"
        return bytes(out + f"{trailer}startxref\n{start}\n%%EOF\n".encode("latin-1"))


HELVETICA = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


def pdf_file(
    *pages: Canvas,
    size: tuple[float, float] = (612, 792),
    rotate: int = 0,
    extra: str = "",
    fonts: dict[str, str] | None = None,
) -> bytes:
    """Return a PDF with these pages.

    ``extra`` goes into each page's dictionary, ``fonts`` maps names to font
    dictionaries besides F1, which is Helvetica.
    """
    writer = Writer()
    tree = writer.add(b"")
    named = {"F1": HELVETICA, **(fonts or {})}
    fonts_text = " ".join(
        f"/{name} {writer.add(body.encode())} 0 R" for name, body in named.items()
    )
    resources = f"/Font << {fonts_text} >>"
    kids = []
    for canvas in pages:
        content, forms = _written(writer, canvas, resources)
        body = (
            f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {size[0]:g} {size[1]:g}] "
            f"/Rotate {rotate} {extra} /Contents {writer.stream('', content)} 0 R "
            f"/Resources << {resources} {forms} >> >>"
        )
        kids.append(writer.add(body.encode()))
    names = " ".join(f"{kid} 0 R" for kid in kids)
    writer.objects[tree - 1] = f"<< /Type /Pages /Kids [{names}] /Count {len(kids)} >>".encode()
    return writer.file(writer.add(f"<< /Type /Catalog /Pages {tree} 0 R >>".encode()))


def _written(writer: Writer, canvas: Canvas, resources: str) -> tuple[bytes, str]:
    """Write the forms a canvas draws; return its content and the names of the forms."""
    names = []
    for index, (form, matrix) in enumerate(canvas.forms):
        content, inner = _written(writer, form, resources)
        head = (
            "/Type /XObject /Subtype /Form /BBox [-9999 -9999 9999 9999] "
            f"/Matrix [{_numbers(*matrix)}] /Resources << {resources} {inner} >>"
        )
        names.append(f"/X{index} {writer.stream(head, content)} 0 R")
    return "\n".join(canvas.operators).encode("cp1252"), f"/XObject << {' '.join(names)} >>"
