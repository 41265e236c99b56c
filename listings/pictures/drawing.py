"""A picture for a category: its thing, one or a few of it, on a floor, in a light; a seed varies all of that.

Nobody should take it for a photo: it shows what kind of thing is meant, not which one.
"""

from __future__ import annotations

import io
import random
from typing import Final

from PIL import Image, ImageDraw

from listings import taxonomy
from listings.pictures.canvas import (
    AMBER,
    BRICK,
    CARD,
    INK,
    LEAF,
    PAPER,
    SIGNAL,
    SKY,
    YARD,
    Colour,
    Palette,
    Pen,
    mixed,
)
from listings.pictures.motifs import BROAD, MOTIFS

_SHARPER: Final = 2  # drawn at twice the size, then shrunk: smooth edges
_KIND: Final[dict[str, Colour]] = {"material": AMBER, "equipment": SKY, "space": YARD}
_TONES: Final = (YARD, SKY, AMBER, mixed(SIGNAL, PAPER, 0.12), mixed(SKY, INK, 0.3), mixed(LEAF, YARD, 0.3), BRICK)

# Where one, two or three stand: across the picture, size, and how far below the line of the floor; the nearest last.
_PLACES: Final = {
    1: ((0.5, 1.12, 0.0),),
    2: ((0.3, 0.9, 0.0), (0.7, 1.0, 0.03)),
    3: ((0.19, 0.72, -0.05), (0.81, 0.76, -0.04), (0.5, 0.96, 0.03)),
}


def draw(category_slug: str, seed: int = 0, size: tuple[int, int] = (1200, 900)) -> bytes:
    """A WebP picture of the category's kind of thing; the same slug, seed and size always give the same bytes.

    :param category_slug: a leaf of the tree; an unknown one gets a box
    :param size: width and height in pixels
    """
    leaf = taxonomy.by_slug().get(category_slug)
    kind = _KIND[leaf.kind if leaf else "material"]
    chance = random.Random(f"{category_slug}/{seed}")  # noqa: S311 - decides on colours, not on secrets
    width, height = size[0] * _SHARPER, size[1] * _SHARPER
    image = Image.new("RGB", (width, height), PAPER)
    pen = ImageDraw.Draw(image)
    ground = _scene(pen, width, height, kind, chance)
    main, second = chance.sample(_TONES, 2)
    tones = (Palette(main, second), Palette(second, main))
    motif = MOTIFS.get(category_slug, MOTIFS["cardboard-boxes"])
    unit = min(height / 150, width / 190)
    if leaf is not None and leaf.kind == "space":
        motif(Pen(pen, width / 2, ground, unit * 1.02), tones[0])
    else:
        count = 1 if motif in BROAD else chance.choice((1, 2, 2, 3))
        for index, (across, scale, lower) in enumerate(_PLACES[count]):
            own = Pen(pen, width * across, ground + height * lower, unit * scale, chance.random() < 0.4)
            own.oval(0, 0, 60 if motif in BROAD else 42, 4.4, mixed(kind, mixed(PAPER, INK, 0.3), 0.66))
            motif(own, tones[index % 2])
    out = io.BytesIO()
    image.resize(size, Image.Resampling.LANCZOS).save(out, "WEBP", quality=84, method=4)
    return out.getvalue()


def _scene(pen: ImageDraw.ImageDraw, width: int, height: int, kind: Colour, chance: random.Random) -> float:
    """Wall, light and floor with the lines of a yard; returns where things stand, in pixels from the top."""
    wall = mixed(kind, PAPER, chance.choice((0.8, 0.85, 0.88)))
    pen.rectangle((0, 0, width, height), fill=wall)
    radius = height * chance.uniform(0.3, 0.42)
    x, y = width * chance.uniform(0.25, 0.75), height * chance.uniform(0.3, 0.46)
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=mixed(wall, CARD, 0.55))
    horizon = height * chance.uniform(0.68, 0.73)
    floor = mixed(kind, PAPER, 0.66)
    pen.rectangle((0, horizon, width, height), fill=floor)
    pen.rectangle((0, horizon, width, horizon + height * 0.006), fill=mixed(floor, INK, 0.12))
    vanishing = width * chance.uniform(0.4, 0.6)
    for step in range(-3, 5):  # the bays painted on a yard's floor
        foot = vanishing + (step - 0.5) * width * 0.3
        near = vanishing + (foot - vanishing) * 0.55
        half = width * 0.003
        ends = [(near - half, horizon), (near + half, horizon), (foot + half * 2, height), (foot - half * 2, height)]
        pen.polygon(ends, fill=mixed(floor, CARD, 0.45))
    return height * 0.86
