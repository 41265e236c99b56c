"""Building materials and packaging, drawn flat from the front."""

from __future__ import annotations

from listings.pictures.canvas import (
    BRICK,
    CARD,
    GLASS,
    INK,
    LINE,
    PAPER,
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


def pallet(pen: Pen, tone: Palette) -> None:
    for x in (-50, -6, 38):
        pen.rect(x, 3, x + 12, 11, WOOD_DARK)
    pen.rect(-54, 0, 54, 4, WOOD, 0.6)
    pen.rect(-54, 10, 54, 14, WOOD, 0.6)
    pen.rect(-54, 10, -40, 14, tone.second)


def pallets(pen: Pen, tone: Palette) -> None:
    for level in range(5):
        pallet(pen.moved((level * 5) % 3 - 1, level * 15), tone)


def timber(pen: Pen, tone: Palette) -> None:
    for x in (-40, 34):
        pen.rect(x, 0, x + 8, 8, WOOD_DARK)
    for row in range(4):
        for column in range(5):
            x, y = -56 + column * 22 + (row % 2) * 3, 8 + row * 14
            fill = (WOOD, WOOD_LIGHT, mixed(WOOD, INK, 0.1))[(row * 2 + column) % 3]
            pen.rect(x, y, x + 20, y + 12, fill, 1)
            pen.ring(x + 10, y + 6, 3.4, 0.8, mixed(fill, INK, 0.22))
            pen.disc(x + 10, y + 6, 1, mixed(fill, INK, 0.3))
    pen.rect(-58, 30, 58, 33, tone.main, 1)


def sheets(pen: Pen, tone: Palette) -> None:
    for index in range(7):
        shift, y, fill = (index * 5) % 4 - 2, index * 6, (tone.light, tone.pale, tone.main)[index % 3]
        pen.poly([(-58 + shift, 8 + y), (38 + shift, 8 + y), (60 + shift, 22 + y), (-36 + shift, 22 + y)], fill)
        pen.rect(-58 + shift, 4 + y, 38 + shift, 8.4 + y, mixed(fill, INK, 0.18))
    for x in (-44, 14):
        pen.rect(x, 0, x + 12, 4, WOOD_DARK)


def plywood(pen: Pen, _: Palette) -> None:
    sheets(pen, Palette(WOOD, WOOD_DARK))


def door(pen: Pen, tone: Palette) -> None:
    pen.rect(-28, 0, 28, 104, WOOD_DARK, 1)
    pen.rect(-24, 0, 24, 100, tone.main, 1)
    for x in (-18, 3):
        pen.rect(x, 56, x + 15, 92, tone.dark, 1)
        pen.rect(x + 1.5, 57.5, x + 15, 92, tone.light, 1)
        pen.rect(x, 10, x + 15, 46, tone.dark, 1)
        pen.rect(x + 1.5, 11.5, x + 15, 46, tone.light, 1)
    pen.disc(19, 51, 2.6, WOOD_LIGHT)


def bricks(pen: Pen, _: Palette) -> None:
    for row in range(6):
        for column in range(5):
            x = -56 + column * 23 + (11 if row % 2 else 0) - 6
            if row >= 4 and column > 3 - (row - 4):
                continue
            fill = (BRICK, mixed(BRICK, INK, 0.12), mixed(BRICK, PAPER, 0.15))[(row + column * 2) % 3]
            pen.rect(x, row * 12, x + 21.5, row * 12 + 10.6, fill, 1)


def blocks(pen: Pen, _: Palette) -> None:
    for row in range(4):
        for column in range(3):
            if row == 3 and column == 2:
                continue
            x = -56 + column * 38 + (4 if row % 2 else 0)
            fill = (STEEL_LIGHT, mixed(STEEL_LIGHT, INK, 0.1))[(row + column) % 2]
            pen.rect(x, row * 20, x + 36, row * 20 + 18.5, fill, 1)
            for hole in (7, 21):
                pen.rect(x + hole, row * 20 + 5, x + hole + 8, row * 20 + 13, mixed(fill, INK, 0.25), 1)


def paving(pen: Pen, tone: Palette) -> None:
    for index in range(6):
        pen.rect(
            -50 + (index % 2) * 3, index * 8, 42 + (index % 2) * 3, index * 8 + 6.8, (STEEL_LIGHT, LINE)[index % 2], 1
        )
    pen.poly([(50, 0), (58, 0), (34, 84), (26, 84)], tone.light)
    pen.poly([(58, 0), (62, 0), (38, 84), (34, 84)], tone.main)


def roof_tiles(pen: Pen, _: Palette) -> None:
    for row in range(6):
        for column in range(-3, 4):
            x, y = column * 17 + (8 if row % 2 else 0), 72 - row * 13
            fill = (BRICK, mixed(BRICK, INK, 0.14), mixed(BRICK, PAPER, 0.18))[(row + column) % 3]
            pen.rect(x - 8, y - 6, x + 8, y + 12, fill, 7)


def sand(pen: Pen, tone: Palette) -> None:
    pen.poly([(-60, 0), (-34, 22), (-12, 46), (6, 52), (24, 40), (44, 16), (62, 0)], WOOD_LIGHT)
    pen.poly([(6, 52), (24, 40), (44, 16), (62, 0), (10, 0)], WOOD)
    for x, y in ((-34, 8), (-10, 20), (14, 10), (-20, 30), (32, 14), (2, 36)):
        pen.disc(x, y, 1.5, WOOD_DARK)
    pen.line([(34, 20), (52, 86)], 3.4, WOOD_DARK)
    pen.rect(46, 84, 60, 88, tone.main, 2)


def steel(pen: Pen, tone: Palette) -> None:
    for x, y in ((-46, 0), (-2, 0), (-24, 34)):
        pen.rect(x, y, x + 40, y + 6, tone.main, 1)
        pen.rect(x, y + 26, x + 40, y + 32, tone.main, 1)
        pen.rect(x + 16, y + 6, x + 24, y + 26, tone.dark)
    pen.line([(52, 0), (52, 90)], 6, STEEL)
    pen.line([(60, 0), (60, 80)], 4, STEEL_DARK)


def tubes(pen: Pen, tone: Palette) -> None:
    for row, (count, start) in enumerate(((5, -48), (4, -36), (3, -24))):
        for index in range(count):
            x, y = start + index * 24, 12 + row * 20
            pen.disc(x, y, 11.5, (STEEL, tone.light, tone.main)[(row + index) % 3])
            pen.disc(x, y, 7, INK if row == 9 else STEEL_DARK)


def insulation(pen: Pen, tone: Palette) -> None:
    for x, y in ((-30, 24), (26, 24), (-2, 68)):
        pen.disc(x, y, 25, tone.light)
        for radius in (20, 14, 8):
            pen.ring(x, y, radius, 1.8, tone.main)
        pen.rect(x - 4, y - 25, x + 4, y - 19, tone.second)


def paint(pen: Pen, tone: Palette) -> None:
    for x, fill in ((-40, tone.main), (14, tone.second)):
        pen.rect(x, 0, x + 42, 50, STEEL_LIGHT, 2)
        pen.rect(x, 10, x + 42, 38, fill)
        pen.rect(x + 8, 18, x + 34, 30, CARD, 1.5)
        pen.oval(x + 21, 50, 21, 5, STEEL)
        pen.oval(x + 21, 50, 17, 3.6, fill)
    pen.rect(-26, 48, -21, 62, tone.main)
    pen.rect(-8, 66, 30, 82, tone.main, 6)
    pen.line([(30, 74), (42, 74), (42, 60), (36, 54)], 2.6, STEEL_DARK)
    pen.rect(33, 34, 39, 56, WOOD_DARK, 2)


def tiles(pen: Pen, tone: Palette) -> None:
    fills = (tone.main, CARD, tone.light, tone.pale, tone.second)
    for row in range(4):
        for column in range(5):
            x, y = -55 + column * 22, row * 22
            pen.rect(x, y, x + 20.5, y + 20.5, fills[(row * 3 + column * 2) % 5], 1.5)
            if (row + column) % 2:
                pen.poly([(x + 10, y + 4), (x + 16, y + 10), (x + 10, y + 16), (x + 4, y + 10)], CARD)


def carpet(pen: Pen, tone: Palette) -> None:
    pen.poly([(-60, 4), (34, 4), (58, 26), (-36, 26)], tone.light)
    pen.poly([(-44, 8), (32, 8), (46, 21), (-28, 21)], tone.pale)
    pen.rect(-48, 26, 50, 56, tone.main, 15)
    pen.disc(35, 41, 15, tone.dark)
    for radius in (10.5, 6.5, 2.5):
        pen.ring(35, 41, radius, 1.6, tone.pale)


def flooring(pen: Pen, tone: Palette) -> None:
    for row in range(7):
        for column in range(3):
            x = -62 + column * 44 - (22 if row % 2 else 0)
            left, right = max(x, -60), min(x + 42, 60)
            if right > left:
                fill = (WOOD, WOOD_LIGHT, mixed(WOOD, INK, 0.1), WOOD)[(row + column * 2) % 4]
                pen.rect(left, row * 9, right, row * 9 + 8, fill, 0.8)
    pen.rect(-40, 66, 46, 74, tone.main, 3)
    pen.rect(-40, 75, 46, 83, tone.light, 3)


def window(pen: Pen, tone: Palette) -> None:
    pen.rect(-42, 4, 42, 100, tone.dark, 2)
    for x in (-37, 2.5):
        for y in (9, 54):
            pen.rect(x, y, x + 34.5, y + 41, GLASS, 1)
            pen.poly([(x + 6, y + 6), (x + 12, y + 6), (x + 28, y + 34), (x + 22, y + 34)], mixed(GLASS, CARD, 0.6))
    pen.rect(-48, 0, 48, 6, tone.main, 1.5)


def sink(pen: Pen, tone: Palette) -> None:
    pen.rect(-12, 0, 12, 40, LINE, 3)
    pen.poly([(-42, 62), (42, 62), (26, 34), (-26, 34)], CARD)
    pen.rect(-46, 58, 46, 66, CARD, 4)
    pen.rect(-46, 58, 46, 60.5, LINE, 2)
    pen.line([(0, 66), (0, 84), (16, 84), (16, 78)], 4.4, STEEL)
    for x in (-20, 30):
        pen.rect(x - 5, 66, x + 5, 71, tone.main, 2)


def radiator(pen: Pen, tone: Palette) -> None:
    pen.line([(-58, 14), (-48, 14)], 3, STEEL)
    pen.line([(48, 14), (58, 14), (58, 0)], 3, STEEL)
    for index in range(8):
        x = -48 + index * 12
        pen.rect(x, 4, x + 10.4, 66, tone.light if index % 2 else tone.main, 5)
    pen.rect(-50, 58, 50, 62, tone.dark, 1)
    pen.disc(54, 18, 4, tone.second)


def cable(pen: Pen, tone: Palette) -> None:
    pen.disc(0, 44, 44, WOOD_DARK)
    pen.disc(0, 44, 40, WOOD)
    pen.disc(0, 44, 29, tone.dark)
    for radius in (28, 24, 20, 16):
        pen.ring(0, 44, radius, 2.6, tone.main)
    pen.disc(0, 44, 12, WOOD_LIGHT)
    pen.disc(0, 44, 4, INK)
    pen.line([(20, 22), (46, 6), (64, 4)], 3, tone.main)


def box(pen: Pen, tone: Palette) -> None:
    pen.rect(-40, 0, 40, 58, WOOD, 1.5)
    pen.poly([(-40, 58), (-56, 72), (-18, 72), (-2, 58)], WOOD_LIGHT)
    pen.poly([(40, 58), (56, 72), (18, 72), (2, 58)], mixed(WOOD, INK, 0.12))
    pen.rect(-6, 32, 6, 58, mixed(WOOD_LIGHT, CARD, 0.4))
    pen.rect(12, 8, 32, 22, CARD, 1)
    for y in (11, 15, 19):
        pen.rect(15, y, 29 - (y % 4) * 2, y + 1.4, tone.main)


def boxes(pen: Pen, tone: Palette) -> None:
    box(pen.moved(-26, 0, 0.66), tone)
    box(pen.moved(30, 0, 0.6), tone)
    box(pen.moved(-2, 40, 0.56), tone)


def crates(pen: Pen, tone: Palette) -> None:
    for y, fill in ((0, tone.main), (32, tone.light), (64, tone.second)):
        pen.rect(-42, y, 42, y + 29, fill, 2.5)
        pen.rect(-46, y + 23, 46, y + 30, mixed(fill, INK, 0.16), 2)
        pen.rect(-12, y + 13, 12, y + 18, mixed(fill, INK, 0.4), 2.4)
        for x in (-34, -24, 24, 34):
            pen.rect(x - 2.6, y + 5, x + 2.6, y + 18, mixed(fill, INK, 0.16), 1)


def drum(pen: Pen, tone: Palette) -> None:
    for x, fill in ((-46, tone.main), (4, tone.light)):
        pen.rect(x, 2, x + 42, 74, fill, 3)
        for y in (2, 24, 48, 70):
            pen.rect(x - 2, y, x + 44, y + 4, mixed(fill, INK, 0.25), 1.5)
        pen.oval(x + 21, 74, 21, 5, mixed(fill, PAPER, 0.4))
        pen.disc(x + 30, 75, 2, INK)
        pen.poly([(x + 21, 44), (x + 29, 36), (x + 21, 28), (x + 13, 36)], CARD)


def wrap(pen: Pen, tone: Palette) -> None:
    for x, high, fill in ((-36, 70, tone.pale), (0, 86, tone.light), (36, 60, mixed(GLASS, CARD, 0.3))):
        pen.rect(x - 15, 4, x + 15, high, fill, 3)
        pen.oval(x, high, 15, 5, mixed(fill, CARD, 0.5))
        pen.oval(x, high, 6, 2, WOOD_DARK)
        pen.oval(x, 4, 15, 4, mixed(fill, INK, 0.12))
        for y in range(14, high - 8, 10):
            pen.disc(x - 7, y, 2, mixed(fill, CARD, 0.6))
            pen.disc(x + 5, y + 5, 2, mixed(fill, CARD, 0.6))


def paper(pen: Pen, tone: Palette) -> None:
    for index in range(4):
        pen.rect(-44 + (index % 2) * 3, index * 18, 40 + (index % 2) * 3, index * 18 + 16, CARD, 1)
        pen.rect(-44 + (index % 2) * 3, index * 18, -8, index * 18 + 16, (tone.main, tone.light)[index % 2], 1)
        for line in (4, 8, 12):
            pen.rect(-6, index * 18 + line, 38, index * 18 + line + 0.7, LINE)


def tyre(pen: Pen, tone: Palette) -> None:
    for x, y in ((-26, 34), (36, 24)):
        radius = y
        pen.disc(x, y, radius, INK)
        pen.ring(x, y, radius - 4, 1.2, STEEL_DARK)
        pen.disc(x, y, radius * 0.56, STEEL_LIGHT)
        pen.disc(x, y, radius * 0.46, tone.light)
        pen.disc(x, y, radius * 0.14, STEEL_DARK)


def fabric(pen: Pen, tone: Palette) -> None:
    for index, (y, fill) in enumerate(((0, tone.main), (24, tone.second), (48, tone.light))):
        pen.rect(-54 + index * 4, y, 46, y + 22, fill, 11)
        pen.disc(40, y + 11, 11, mixed(fill, PAPER, 0.35))
        pen.ring(40, y + 11, 7, 1.4, mixed(fill, INK, 0.2))
        pen.disc(40, y + 11, 3, WOOD_DARK)
    pen.poly([(-46, 72), (-20, 72), (-12, 50), (-40, 46)], tone.pale)
