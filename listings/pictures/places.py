"""Event kit, and the rooms and grounds that are lent, drawn flat from the front."""

from __future__ import annotations

from listings.pictures.canvas import (
    AMBER,
    CARD,
    GLASS,
    INK,
    LEAF,
    LINE,
    PAPER,
    SIGNAL,
    STEEL,
    STEEL_DARK,
    STEEL_LIGHT,
    WOOD,
    WOOD_DARK,
    WOOD_LIGHT,
    Palette,
    Pen,
    mixed,
)
from listings.pictures.furniture import chair, desk, shelving, table, whiteboard
from listings.pictures.materials import boxes


def marquee(pen: Pen, tone: Palette) -> None:
    for x in (-58, 58):
        pen.line([(x, 1), (x, 54)], 3.4, STEEL_DARK)
    for index in range(6):
        left = -66 + index * 22
        fill = tone.main if index % 2 else CARD
        pen.poly([(left, 54), (left + 22, 54), (6.0 + (index - 2) * 3, 98), (-6.0 + (index - 2) * 3, 98)], fill)
        pen.oval(left + 11, 53, 11, 7, fill)
    pen.poly([(0, 98), (0, 114), (18, 108)], tone.second)
    pen.line([(0, 96), (0, 113)], 2, STEEL_DARK)


def stage(pen: Pen, tone: Palette) -> None:
    pen.line([(-58, 20), (-58, 100), (58, 100), (58, 20)], 4.6, STEEL_DARK)
    for x in (-34, 0, 34):
        pen.poly([(x - 3, 92), (x + 3, 92), (x + 17, 24), (x - 17, 24)], mixed(AMBER, PAPER, 0.76))
    for x in (-34, 0, 34):
        pen.rect(x - 6, 90, x + 6, 101, tone.main, 2)
    pen.rect(-66, 8, 66, 22, WOOD, 1)
    pen.rect(-66, 0, 66, 9, INK, 1)
    pen.line([(0, 22), (0, 54)], 2, INK)
    pen.disc(0, 58, 5, STEEL_DARK)


def banner_stand(pen: Pen, tone: Palette) -> None:
    for x, high, fill in ((-40, 104, tone.main), (8, 92, tone.light)):
        pen.rect(x - 4, 0, x + 38, 5, STEEL_DARK, 2)
        pen.rect(x, 5, x + 34, high, fill, 1)
        pen.disc(x + 17, high - 22, 9, CARD)
        for y in (high - 44, high - 52, high - 60):
            pen.rect(x + 6, y, x + 28 - (y % 3) * 3, y + 3, CARD, 1)
        pen.rect(x, 5, x + 34, 18, mixed(fill, INK, 0.3))


def bunting(pen: Pen, tone: Palette) -> None:
    pen.line([(-66, 104), (-30, 88), (6, 84), (40, 90), (66, 104)], 1.8, STEEL_DARK)
    for index, (x, y) in enumerate(((-52, 98), (-32, 89), (-10, 85), (12, 85), (32, 88), (52, 96))):
        fill = (tone.main, AMBER, SIGNAL, tone.light)[index % 4]
        pen.poly([(x - 8, y), (x + 8, y), (x, y - 17)], fill)
    pen.rect(-36, 0, 30, 40, WOOD, 2)
    for x, fill in ((-22, tone.main), (0, SIGNAL), (18, AMBER)):
        pen.disc(x, 50, 12, fill)
    pen.rect(-40, 34, 34, 44, WOOD_DARK, 2)


def clothes_rail(pen: Pen, tone: Palette) -> None:
    pen.line([(-52, 4), (-52, 96), (52, 96), (52, 4)], 4, STEEL_DARK)
    for x in (-52, 52):
        pen.rect(x - 12, 0, x + 12, 5, INK, 2)
    for index, fill in enumerate((tone.main, tone.second, CARD, tone.light, tone.dark)):
        x = -36 + index * 18
        pen.line([(x, 96), (x, 88)], 1.6, STEEL)
        pen.poly(
            [(x - 9, 82), (x, 89), (x + 9, 82), (x + 10, 34 + (index % 3) * 8), (x - 10, 34 + (index % 3) * 8)], fill
        )


def display_cabinet(pen: Pen, tone: Palette) -> None:
    pen.rect(-44, 0, 44, 26, WOOD_DARK, 2)
    pen.rect(-44, 26, 44, 98, STEEL_DARK, 2)
    pen.rect(-40, 29, 40, 94, GLASS, 1)
    pen.rect(-40, 60, 40, 62.6, CARD)
    for x, y, fill in (
        (-26, 62.6, tone.main),
        (0, 62.6, AMBER),
        (24, 62.6, tone.second),
        (-18, 29, tone.second),
        (14, 29, tone.main),
    ):
        pen.rect(x - 7, y, x + 7, y + 16, fill, 3)
        pen.disc(x, y + 20, 5, fill)
    pen.poly([(-40, 94), (-24, 94), (6, 29), (-10, 29)], mixed(GLASS, CARD, 0.45))


def _room(pen: Pen, tone: Palette) -> None:
    """A wall with a window that the room scenes share."""
    pen.rect(-84, 0, 84, 118, mixed(tone.pale, CARD, 0.55), 4)
    pen.rect(-84, 0, 84, 4, mixed(tone.main, PAPER, 0.4))
    for x in (-66, 34):
        pen.rect(x, 58, x + 32, 104, CARD, 1.5)
        pen.rect(x + 2.5, 60.5, x + 29.5, 101.5, GLASS)
        pen.rect(x + 15, 58, x + 17, 104, CARD)


def meeting_room(pen: Pen, tone: Palette) -> None:
    _room(pen, tone)
    whiteboard(pen.moved(0, 34, 0.52), tone)
    for x in (-54, 54):
        chair(pen.moved(x, 0, 0.6), tone)
    table(pen.moved(0, 0, 0.86), tone)


def hall(pen: Pen, tone: Palette) -> None:
    pen.poly([(-84, 78), (0, 122), (84, 78)], tone.dark)
    pen.rect(-76, 0, 76, 80, tone.pale)
    for x in (-58, -34, 24, 48):
        pen.rect(x, 30, x + 12, 62, GLASS, 6)
    pen.rect(-13, 0, 13, 46, WOOD_DARK, 8)
    pen.rect(-0.8, 0, 0.8, 44, WOOD_LIGHT)
    pen.disc(0, 88, 9, CARD)
    pen.line([(0, 88), (0, 94)], 1.8, INK)
    pen.line([(0, 88), (5, 88)], 1.8, INK)
    pen.rect(-24, 0, 24, 4, STEEL_LIGHT, 1)


def classroom(pen: Pen, tone: Palette) -> None:
    _room(pen, tone)
    pen.rect(-30, 52, 30, 96, WOOD_DARK, 1.5)
    pen.rect(-27, 55, 27, 93, mixed(tone.dark, INK, 0.3), 1)
    for y, wide in ((82, 30), (74, 42), (66, 22)):
        pen.rect(-22, y, -22 + wide, y + 2, CARD, 1)
    for x in (-58, 0, 58):
        table(pen.moved(x, 0, 0.42), tone)


def desk_space(pen: Pen, tone: Palette) -> None:
    _room(pen, tone)
    desk(pen.moved(-40, 0, 0.62), tone)
    desk(pen.moved(42, 0, 0.62), tone)
    pen.rect(-3, 0, 3, 56, mixed(tone.main, PAPER, 0.5), 1)


def kitchen(pen: Pen, tone: Palette) -> None:
    _room(pen, tone)
    pen.rect(-76, 0, 76, 44, tone.main, 1)
    pen.rect(-80, 42, 80, 49, WOOD, 1.5)
    for x in (-72, -35, 38):
        pen.rect(x, 4, x + 33, 38, tone.light, 1.5)
        pen.rect(x + 12, 32, x + 21, 34, tone.dark, 1)
    pen.rect(2, 3, 35, 39, INK, 2)
    pen.rect(6, 8, 31, 28, mixed(AMBER, INK, 0.5), 1)
    pen.rect(-52, 49, -22, 66, STEEL, 3)
    pen.rect(-56, 63, -18, 68, STEEL_DARK, 2)
    pen.line([(50, 49), (50, 64), (60, 64), (60, 58)], 3, STEEL)


def workshop(pen: Pen, tone: Palette) -> None:
    _room(pen, tone)
    pen.rect(-28, 58, 28, 104, WOOD_LIGHT, 1.5)
    for x, y in ((-18, 66), (-4, 66), (10, 66)):
        pen.line([(x, y), (x, y + 22)], 3, WOOD_DARK)
        pen.rect(x - 6, y + 20, x + 6, y + 28, STEEL_DARK, 1.5)
    pen.legs((-60, 60), 40, 7, STEEL_DARK)
    pen.rect(-72, 38, 72, 46, WOOD, 1.5)
    pen.rect(-58, 46, -26, 60, tone.main, 3)
    pen.rect(20, 46, 56, 52, WOOD_DARK, 1)


def storage(pen: Pen, tone: Palette) -> None:
    pen.rect(-84, 0, 84, 112, mixed(STEEL_LIGHT, PAPER, 0.5), 3)
    pen.poly([(-88, 110), (0, 128), (88, 110)], STEEL_DARK)
    pen.rect(-40, 0, 74, 84, INK, 2)
    pen.rect(-36, 0, 70, 80, mixed(tone.dark, INK, 0.35))
    for y in range(66, 84, 5):
        pen.rect(-40, y, 74, y + 3, STEEL_LIGHT)
    shelving(pen.moved(14, 0, 0.58), tone)
    boxes(pen.moved(-62, 0, 0.36), tone)


def yard(pen: Pen, tone: Palette) -> None:
    pen.rect(-84, 34, 84, 74, mixed(STEEL_LIGHT, PAPER, 0.4), 2)
    for x in range(-78, 84, 14):
        pen.rect(x, 34, x + 1.6, 74, STEEL)
    pen.rect(-84, 0, 84, 34, mixed(STEEL_LIGHT, INK, 0.05))
    pen.rect(-66, 6, 6, 66, tone.main, 3)
    pen.poly([(6, 6), (44, 6), (44, 34), (30, 54), (6, 54)], tone.dark)
    pen.poly([(12, 34), (38, 34), (28, 49), (12, 49)], GLASS)
    for x in (-48, 24):
        pen.disc(x, 6, 10, INK)
        pen.disc(x, 6, 4, STEEL_LIGHT)
    pen.rect(56, 0, 80, 34, WOOD, 1)


def parking(pen: Pen, tone: Palette) -> None:
    pen.poly([(-84, 0), (84, 0), (58, 34), (-58, 34)], STEEL)
    for x in (-50, 0, 50):
        pen.poly([(x * 1.3 - 1.4, 0), (x * 1.3 + 1.4, 0), (x * 0.95 + 1, 34), (x * 0.95 - 1, 34)], CARD)
    pen.rect(-6, 28, 46, 46, tone.main, 6)
    pen.poly([(4, 44), (36, 44), (29, 60), (11, 60)], tone.main)
    pen.poly([(8, 46), (32, 46), (27, 57), (13, 57)], GLASS)
    for x in (4, 36):
        pen.disc(x, 28, 6.4, INK)
    pen.rect(-48, 30, -44, 86, STEEL_DARK)
    pen.rect(-64, 76, -28, 112, tone.dark, 4)
    pen.rect(-54, 82, -48, 106, CARD)
    pen.ring(-46, 98, 8, 4.4, CARD)


def garden(pen: Pen, tone: Palette) -> None:
    pen.rect(-84, 0, 84, 22, mixed(LEAF, PAPER, 0.25), 3)
    for x, high in ((-62, 96), (58, 82)):
        pen.rect(x - 3, 10, x + 3, high - 26, WOOD_DARK)
        pen.disc(x, high - 20, 24, LEAF)
        pen.disc(x + 10, high - 8, 14, mixed(LEAF, PAPER, 0.2))
    for left in (-38, 6):
        pen.rect(left, 6, left + 36, 22, WOOD, 1.5)
        pen.rect(left + 2, 20, left + 34, 25, WOOD_DARK)
        for index in range(4):
            x = left + 6 + index * 8
            pen.line([(x, 24), (x, 34)], 1.8, mixed(LEAF, INK, 0.2))
            pen.disc(x, 38, 5, (LEAF, SIGNAL, AMBER, tone.main)[index])


def sports(pen: Pen, tone: Palette) -> None:
    pen.rect(-84, 0, 84, 42, WOOD_LIGHT, 2)
    pen.oval(0, 20, 34, 12, WOOD)
    pen.oval(0, 20, 31, 10, WOOD_LIGHT)
    pen.line([(-82, 4), (82, 4)], 1.6, CARD)
    pen.rect(-84, 42, 84, 106, tone.pale, 2)
    pen.rect(-26, 66, 26, 102, CARD, 2)
    pen.rect(-11, 72, 11, 88, tone.main, 1)
    pen.rect(-9, 74, 9, 86, CARD, 1)
    pen.rect(-13, 66, 13, 69, SIGNAL, 1.5)
    for x in (-9, -3, 3, 9):
        pen.line([(x, 66), (x * 0.6, 52)], 1, LINE)
    pen.disc(50, 12, 12, SIGNAL)
    pen.line([(38, 12), (62, 12)], 1, INK)
    pen.line([(50, 0.6), (50, 23.4)], 1, INK)


def chair_stack(pen: Pen, tone: Palette) -> None:
    for index in range(4):
        chair(pen.moved((index - 1.5) * 7, index * 7, 0.82), tone)
    pen.rect(-40, 0, 40, 3, STEEL)
