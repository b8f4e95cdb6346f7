"""Draws the README's pictures of the window from the bundled samples, on no screen.

Run ``python -m resources.screenshots.make`` from the top of the repository.
"""

import os
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
SIZE = (1440, 900)
PICTURES = {"window.png": "light", "window-dark.png": "dark"}
COLOURS = 192  # a palette keeps the pictures small and looks the same


def main() -> int:
    """Draw every picture beside this script."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from gui.app import screenshot

    sample = FOLDER.parent / "samples" / "simulated-trial.kmtrace"
    for name, scheme in PICTURES.items():
        screenshot(sample, FOLDER / name, SIZE, scheme)
        _shrink(FOLDER / name)
    return 0


def _shrink(path: Path) -> None:
    from PIL import Image

    with Image.open(path) as image:
        small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
