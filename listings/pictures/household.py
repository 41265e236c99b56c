"""Books, stationery, clothing, tableware and the garden, drawn flat from the front."""

from __future__ import annotations

from listings.pictures.canvas import (
    BRICK,
    CARD,
    INK,
    LEAF,
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


def books(pen: Pen, tone: Palette) -> None:
    for index, (left, right, fill) in enumerate(
        ((-46, 44, tone.main), (-40, 48, CARD), (-44, 36, tone.second), (-36, 42, tone.light))
    ):
        y = index * 15
        pen.rect(left, y, right, y + 13.6, fill, 2)
        pen.rect(right - 8, y + 2, right + 2, y + 11.6, PAPER, 1)
        pen.rect(left + 10, y + 4.5, left + 34, y + 7, mixed(fill, INK, 0.25), 1)
    pen.poly([(-28, 60), (0, 68), (0, 92), (-28, 84)], tone.pale)
    pen.poly([(28, 60), (0, 68), (0, 92), (28, 84)], CARD)
    for y in (70, 76, 82):
        pen.line([(5, y + 2), (23, y - 3)], 1.2, LINE)


def binders(pen: Pen, tone: Palette) -> None:
    fills = (tone.main, tone.second, tone.light, tone.main, tone.dark)
    for index, fill in enumerate(fills):
        x = -54 + index * 22
        pen.rect(x, 0, x + 20, 84, fill, 1.5)
        pen.rect(x + 4, 46, x + 16, 72, CARD, 1)
        pen.rect(x + 6, 62, x + 14, 64, LINE)
        pen.rect(x + 6, 56, x + 14, 58, LINE)
        pen.ring(x + 10, 18, 5, 2, STEEL_LIGHT)


def trays(pen: Pen, tone: Palette) -> None:
    for index, y in enumerate((4, 28, 52)):
        pen.rect(-44, y + 4, 40, y + 9, CARD, 1)
        pen.rect(-48, y, 48, y + 6, (tone.main, tone.second, tone.light)[index], 2)
        pen.rect(-48, y, -44, y + 22, STEEL_DARK, 1)
        pen.rect(44, y, 48, y + 22, STEEL_DARK, 1)


def pens(pen: Pen, tone: Palette) -> None:
    for x, top, fill in ((-14, 92, tone.second), (0, 102, tone.main), (13, 88, WOOD)):
        pen.rect(x - 4, 30, x + 4, top, fill, 1)
        pen.poly([(x - 4, top), (x + 4, top), (x, top + 11)], WOOD_LIGHT)
        pen.poly([(x - 1.4, top + 7), (x + 1.4, top + 7), (x, top + 11)], INK)
    pen.rect(-24, 0, 24, 52, tone.light, 4)
    pen.rect(-24, 34, 24, 40, tone.main)
    pen.rect(34, 0, 64, 40, CARD, 1.5)
    pen.rect(34, 0, 39, 40, tone.second, 1)


def shirt(pen: Pen, tone: Palette) -> None:
    pen.ring(0, 96, 5, 1.8, STEEL_DARK)
    pen.line([(0, 91), (0, 86)], 2, STEEL_DARK)
    pen.poly(
        [(-16, 84), (16, 84), (46, 66), (36, 46), (25, 52), (25, 0), (-25, 0), (-25, 52), (-36, 46), (-46, 66)],
        tone.main,
    )
    pen.poly([(-12, 85), (12, 85), (0, 68)], tone.pale)
    pen.rect(-1, 4, 1, 68, tone.dark)
    for y in (14, 28, 42, 56):
        pen.disc(0, y, 1.8, CARD)
    pen.rect(8, 40, 20, 53, tone.light, 1)


def boots(pen: Pen, tone: Palette) -> None:
    for x, fill in ((-40, tone.dark), (4, tone.main)):
        pen.poly([(x, 70), (x + 22, 70), (x + 22, 28), (x + 40, 18), (x + 42, 6), (x, 6)], fill)
        pen.rect(x - 2, 0, x + 43, 7, INK, 2)
        for y in (36, 46, 56):
            pen.rect(x + 12, y, x + 23, y + 2.2, PAPER, 1)
        pen.rect(x - 1, 64, x + 23, 72, mixed(fill, PAPER, 0.4), 2)


def towels(pen: Pen, tone: Palette) -> None:
    for index, fill in enumerate((tone.main, CARD, tone.light, tone.second)):
        y = index * 19
        pen.rect(-42 + index * 2, y, 42 - index * 2, y + 17.5, fill, 8)
        pen.rect(-42 + index * 2, y + 6, 42 - index * 2, y + 8.4, mixed(fill, INK, 0.14))
        pen.rect(30 - index * 2, y, 42 - index * 2, y + 17.5, mixed(fill, INK, 0.1), 7)


def plates(pen: Pen, tone: Palette) -> None:
    for index in range(6):
        pen.oval(-20, 6 + index * 6, 34, 6, (CARD, tone.pale)[index % 2])
        pen.oval(-20, 5 + index * 6, 34, 5, (LINE, tone.light)[index % 2])
        pen.oval(-20, 7 + index * 6, 33, 5, (CARD, tone.pale)[index % 2])
    for x, y in ((38, 0), (38, 26)):
        pen.ring(x + 15, y + 13, 7, 2.4, tone.main)
        pen.rect(x - 15, y, x + 15, y + 24, tone.main, 4)
        pen.oval(x, y + 24, 15, 3.6, tone.dark)


def pots(pen: Pen, tone: Palette) -> None:
    pen.rect(-40, 0, 28, 40, STEEL, 4)
    pen.rect(-40, 12, 28, 17, STEEL_LIGHT)
    pen.rect(-52, 26, -38, 31, INK, 2)
    pen.rect(26, 26, 40, 31, INK, 2)
    pen.rect(-44, 38, 32, 44, STEEL_DARK, 2)
    pen.oval(-6, 46, 32, 8, STEEL_LIGHT)
    pen.disc(-6, 55, 4, INK)
    for x, fill in ((48, tone.main), (58, tone.second)):
        pen.line([(x, 0), (x, 60)], 2.6, STEEL_LIGHT)
        pen.oval(x, 66, 4.6, 9, fill)


def planter(pen: Pen, tone: Palette) -> None:
    for dx, dy in ((-30, 84), (-16, 98), (0, 106), (16, 98), (30, 84), (-8, 88), (10, 90)):
        pen.line([(0, 40), (dx, dy)], 3, mixed(LEAF, INK, 0.15))
        pen.oval(dx, dy, 8, 11, LEAF if dx % 4 else mixed(LEAF, PAPER, 0.25))
    pen.poly([(-30, 42), (30, 42), (22, 0), (-22, 0)], BRICK)
    pen.rect(-34, 40, 34, 50, mixed(BRICK, INK, 0.12), 2)
    pen.rect(-22, 20, 22, 24, tone.pale)


def sack(pen: Pen, tone: Palette) -> None:
    pen.rect(-34, 0, 30, 70, tone.main, 9)
    pen.rect(-30, 62, 26, 74, tone.dark, 4)
    pen.rect(-22, 20, 18, 50, CARD, 3)
    pen.oval(-2, 34, 8, 11, LEAF)
    pen.line([(-2, 24), (-2, 44)], 1.6, mixed(LEAF, INK, 0.4))
    pen.poly([(26, 0), (70, 0), (58, 16), (44, 20)], WOOD_DARK)


def fence(pen: Pen, tone: Palette) -> None:
    for y in (22, 62):
        pen.rect(-64, y, 64, y + 6, WOOD_DARK, 1)
    for index in range(7):
        x = -60 + index * 18
        fill = (WOOD, WOOD_LIGHT)[index % 2]
        pen.poly([(x, 0), (x + 13, 0), (x + 13, 80), (x + 6.5, 90), (x, 80)], fill)
    pen.disc(30, 46, 3, tone.dark)
