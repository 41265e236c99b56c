"""Reasons of a fit as a page prints them."""

from dataclasses import dataclass

from django.utils.translation import gettext

from listings.matching.reasons import WEIGHTS, Fit, Part, Reason
from listings.matching.sides import Side


@dataclass(frozen=True, slots=True)
class Why:
    """One reason, ready to print: its sentence, how many of its possible points it brings, as a bar of 0 to 100.

    `is_counted` is false where no number is to be read (how a donor answers is told in words only).
    """

    sentence: str
    points: int
    of: int
    percent: int
    is_counted: bool
    is_known: bool


def why(how: Fit, side: Side) -> list[Why]:
    """The reasons of a fit as one side reads them, the weightiest first."""
    return [
        Why(
            sentence=_said(reason, side),
            points=round(reason.points),
            of=WEIGHTS[reason.part],
            percent=round(100 * reason.share),
            is_counted=reason.part is not Part.RELIABILITY,
            is_known=reason.is_known,
        )
        for reason in how.reasons
    ]


def in_a_sentence(how: Fit, side: Side) -> str:
    """Why, in a sentence or two: the two reasons that bring most, and what costs most, if it costs anything much."""
    by_points = sorted(how.reasons, key=lambda reason: -reason.points)[:2]
    lost = max(how.reasons, key=_lost)
    told = " ".join(_said(reason, side) for reason in by_points)
    if lost in by_points or not lost.is_known or lost.share > 0.6:
        return told
    return gettext("%(good)s Less good: %(bad)s") % {"good": told, "bad": _said(lost, side)}


def _lost(reason: Reason) -> float:
    return WEIGHTS[reason.part] - reason.points


def _said(reason: Reason, side: Side) -> str:
    return gettext(reason.template(side)).format(**reason.details)
