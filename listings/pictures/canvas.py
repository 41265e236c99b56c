"""A small drawing kit: flat shapes in a thing's own coordinates, in the colours of the house.

A thing stands on its floor at y = 0 and is about 100 high and wide; x = 0 is its middle and y grows upward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import ImageDraw

Colour = tuple[int, int, int]
Point = tuple[float, float]


def colour(code: str) -> Colour:
    """ "#0f5138" as red, green, blue."""
    return (int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16))


def mixed(one: Colour, other: Colour, share: float) -> Colour:
    """``one`` with ``share`` (0 to 1) of the other in it."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


INK: Final = colour("#16241d")
PAPER: Final = colour("#faf8f2")
CARD: Final = colour("#ffffff")
LINE: Final = colour("#ddd8ca")
YARD: Final = colour("#0f5138")
AMBER: Final = colour("#b77900")
SKY: Final = colour("#1f5f8b")
SIGNAL: Final = colour("#d9480f")

WOOD: Final = mixed(AMBER, PAPER, 0.45)
WOOD_DARK: Final = mixed(AMBER, INK, 0.25)
WOOD_LIGHT: Final = mixed(AMBER, PAPER, 0.68)
STEEL: Final = mixed(INK, PAPER, 0.55)
STEEL_DARK: Final = mixed(INK, PAPER, 0.28)
STEEL_LIGHT: Final = mixed(INK, PAPER, 0.78)
BRICK: Final = mixed(SIGNAL, mixed(AMBER, PAPER, 0.3), 0.45)
LEAF: Final = mixed(YARD, (120, 190, 90), 0.45)
GLASS: Final = mixed(SKY, PAPER, 0.72)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours that a seed gives a thing: its own, a second one, and both lighter and darker."""

    main: Colour
    second: Colour

    @property
    def dark(self) -> Colour:
        return mixed(self.main, INK, 0.35)

    @property
    def light(self) -> Colour:
        return mixed(self.main, PAPER, 0.45)

    @property
    def pale(self) -> Colour:
        return mixed(self.main, PAPER, 0.72)


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws a thing's shapes where the thing stands on the picture."""

    image: ImageDraw.ImageDraw
    x: float  # of the thing's middle, in pixels
    floor: float  # of its floor, in pixels
    scale: float  # pixels for one of its units
    mirrored: bool = False

    def at(self, x: float, y: float) -> Point:
        return (self.x + (-x if self.mirrored else x) * self.scale, self.floor - y * self.scale)

    def rect(  # noqa: PLR0917 - a box is its four sides; hundreds of calls read better without names
        self, left: float, bottom: float, right: float, top: float, fill: Colour, round_: float = 0
    ) -> None:
        """A box by its sides, with rounded corners if asked for."""
        (ax, ay), (bx, by) = self.at(left, bottom), self.at(right, top)
        box = (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
        radius = min(round_ * self.scale, (box[2] - box[0]) / 2, (box[3] - box[1]) / 2)
        self.image.rounded_rectangle(box, radius=radius, fill=fill)

    def poly(self, points: Sequence[Point], fill: Colour) -> None:
        self.image.polygon([self.at(x, y) for x, y in points], fill=fill)

    def oval(self, x: float, y: float, across: float, up: float, fill: Colour) -> None:
        """An ellipse by its middle and its two radii."""
        cx, cy = self.at(x, y)
        rx, ry = across * self.scale, up * self.scale
        self.image.ellipse((cx - rx, cy - ry, cx + rx, cy + ry), fill=fill)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        self.oval(x, y, radius, radius, fill)

    def ring(self, x: float, y: float, radius: float, width: float, fill: Colour) -> None:
        cx, cy = self.at(x, y)
        r = radius * self.scale
        self.image.ellipse((cx - r, cy - r, cx + r, cy + r), outline=fill, width=max(1, round(width * self.scale)))

    def line(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """A stroke with round ends and joints."""
        pixels = max(1, round(width * self.scale))
        self.image.line([self.at(x, y) for x, y in points], fill=fill, width=pixels, joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, fill)

    def legs(self, xs: Sequence[float], top: float, width: float, fill: Colour) -> None:
        """Straight legs from the floor up."""
        for x in xs:
            self.rect(x - width / 2, 0, x + width / 2, top, fill, width / 3)

    def moved(self, x: float, y: float, scale: float = 1.0) -> Pen:
        """A pen for a part: its origin moved by (x, y) of this thing's units, its units scaled."""
        px, py = self.at(x, y)
        return Pen(self.image, px, py, self.scale * scale, self.mirrored)
