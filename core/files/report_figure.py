"""The figure in the report, with the curves of the reconstructed patients laid over it."""

import base64
from html import escape
from io import BytesIO
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ..digitize.axes.transform import AxisTransform
from ..errors import InputError
from ..figure.open import open_figure
from ..model.document import FigureFile
from ..palette import arm_colour
from ..patients import PatientData
from ..results import Analysis
from ..stages import transform_of
from ..survival.kernels import km_curve

# What browsers show as it is; anything else is drawn and stored as PNG.
_PICTURES: Final = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"GIF8": "gif", b"RIFF": "webp"}
STYLE: Final = """
.figure { position: relative; } .figure img { display: block; width: 100%; }
.figure svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.figure path { fill: none; stroke-width: 2px; vector-effect: non-scaling-stroke; opacity: .75; }
#curves:not(:checked) ~ .figure svg { display: none; }
"""


def figure_html(analysis: Analysis) -> str:
    """Return the figure and, over it, a curve for each reconstructed arm.

    A box to untick hides the curves. A figure that cannot be opened is only named.
    """
    figure = analysis.document.figure
    if figure is None:
        return ""
    caption = f'<p class="quiet">{escape(figure.name)}, SHA-256 {escape(figure.sha256)}</p>'
    try:
        pixels = open_figure(figure).pixels
    except InputError as error:
        return f"<p>{escape(error.message)}</p>{caption}"
    image = f'<img alt="The figure as published" src="{_source(figure, pixels)}">'
    curves, names = _curves(analysis)
    if not curves:
        return f'<div class="figure">{image}</div>{caption}'
    height, width = pixels.shape[:2]
    over = f'<svg viewBox="0 0 {width} {height}" preserveAspectRatio="none">{curves}</svg>'
    label = '<label for="curves">Curves of the reconstructed patients:</label>'
    return (
        f'<input type="checkbox" id="curves" checked>{label} {names}'
        f'<div class="figure">{image}{over}</div>{caption}'
    )


def _source(figure: FigureFile, pixels: NDArray[np.uint8]) -> str:
    """Return the picture as a data address: as it came where browsers show that, else as PNG."""
    kind = next((kind for start, kind in _PICTURES.items() if figure.data.startswith(start)), "")
    data = figure.data
    if not kind or figure.box is not None:
        from PIL import Image

        file = BytesIO()
        Image.fromarray(pixels).save(file, "PNG")
        kind, data = "png", file.getvalue()
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _curves(analysis: Analysis) -> tuple[str, str]:
    """Return a path and a coloured name for each arm that has patients."""
    try:
        transform = transform_of(analysis.document.calibration)
    except InputError:
        return "", ""
    paths, names = [], []
    for index, arm in enumerate(analysis.document.arms):
        result = analysis.arm(arm.id)
        if result is None or result.reconstruction is None:
            continue
        colour = arm_colour(index)
        line = _path(result.reconstruction.patients, transform)
        paths.append(f'<path d="{line}" stroke="{colour}"/>')
        names.append(f'<span style="color: {colour}">{escape(arm.name)}</span>')
    return "".join(paths), ", ".join(names)


def _path(patients: PatientData, transform: AxisTransform) -> str:
    """Return the Kaplan-Meier curve of these patients in pixels of the figure."""
    curve = km_curve(patients)
    time = np.concatenate(([0.0], np.repeat(curve.time, 2), [curve.last_time]))
    survival = np.repeat(np.concatenate(([1.0], curve.survival)), 2)
    points = transform.to_pixels(time, survival)
    return "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
