"""The colours of arms wherever they are drawn: Okabe-Ito without yellow and black."""

from typing import Final

ARM_COLOURS: Final = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")


def arm_colour(index: int) -> str:
    """Return the colour of the arm at this place of the document; repeats after six."""
    return ARM_COLOURS[index % len(ARM_COLOURS)]
