"""Numbers as people write them: "1,200", "2½", "about 40", "c. 1.5", "40 to 50"."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from marketplace.kernel.errors import DomainError, gettext_noop

LONGEST: Final = 100  # characters; nobody writes a quantity longer than that

#: A figure: thousands in groups of three after commas, or plain digits; then a decimal part.
FIGURE: Final = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?"

_FRACTIONS: Final = {"½": ".5", "¼": ".25", "¾": ".75"}
_APPROXIMATELY: Final = re.compile(
    r"^(?:approximately\b|approx\b\.?|appx\b\.?|about\b|around\b|roughly\b|circa\b|some\b|est\b\.?|ca?\.|c\s*(?=[0-9])|[~≈±])\s*"
    r"|\s*(?:\(?\bapprox(?:imately)?\b\.?\)?|\bor so\b|(?<=[0-9])-?ish|\(est\.?\)|\best\b\.?)$"
)


class NotAFigure(DomainError):
    """The text is not a number that we can read."""

    code = "not_a_figure"
    message = gettext_noop("“{text}” is not a number we can read. Write it in figures, like 12 or 1,200 or 2.5.")


def tidied(text: str) -> str:
    """Lower case, single spaces, fractions as decimals, one kind of dash.

    :raises NotAFigure: longer than anybody's figure
    """
    if len(text) > LONGEST:
        raise NotAFigure(text=text[:20] + "…")
    for sign, decimal in _FRACTIONS.items():
        text = text.replace(sign, decimal)
    text = text.replace("–", "-").replace("—", "-").replace("×", "x")
    return " ".join(text.lower().split())


def without_approximately(text: str) -> tuple[str, bool]:
    """Tidied text without "approx", "about", "~" and the like, and whether any was there."""
    plain = _APPROXIMATELY.sub("", text).strip()
    return plain, plain != text


def figure(text: str) -> Decimal:
    """A figure as an exact number; a comma may only part groups of three.

    :raises NotAFigure: NaN, infinity, exponents, signs, "1,5", nothing at all
    """
    plain = text.strip()
    if not plain or len(plain) > LONGEST or not re.fullmatch(FIGURE, plain):
        raise NotAFigure(text=text[:20])
    return Decimal(plain.replace(",", ""))
