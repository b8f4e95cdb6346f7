"""The endpoint that a figure is about, in the short form of the trade."""

import re
from typing import Final

from .text.lexicon import ENDPOINT, SURVIVAL, endpoint_of

_UNNAMED: Final = "survival"
# Beside an axis "progression free" is said without the word survival.
_FREE: Final = re.compile(
    r"\b(progression|disease|event|relapse|recurrence)[\s-]*free\b(?![\s-]*surv)", re.IGNORECASE
)


def endpoint_named(*texts: str) -> str:
    """Return the endpoint that the first of these texts to name just one names, else "".

    A title that says only "survival" names none.

    Parameters
    ----------
    texts : str
        Title of the survival axis, then anything less telling.
    """
    for text in texts:
        text = _FREE.sub(r"\1-free survival", text)
        named = {endpoint_of(match) for match in ENDPOINT.finditer(text)}
        told = {name for name in named if name in SURVIVAL and name != _UNNAMED}
        if len(told) == 1:
            return told.pop()
    return ""
