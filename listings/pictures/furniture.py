"""Furniture, drawn flat from the front."""

from __future__ import annotations

from listings.pictures.canvas import (
    CARD,
    GLASS,
    INK,
    LEAF,
    LINE,
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


def desk(pen: Pen, tone: Palette) -> None:
    pen.legs((-50, 50), 44, 4, STEEL_DARK)
    pen.rect(18, 6, 46, 42, tone.main, 2)
    for y in (8, 20, 32):
        pen.rect(20, y, 44, y + 9, tone.light, 1)
        pen.rect(29, y + 4, 35, y + 5.5, tone.dark)
    pen.rect(-56, 43, 56, 49, WOOD, 2)
    pen.rect(-56, 43, 56, 45, WOOD_DARK, 1)
    pen.rect(-36, 49, -26, 51, STEEL_DARK)
    pen.line([(-31, 50), (-31, 68), (-20, 78)], 2, STEEL_DARK)
    pen.poly([(-26, 80), (-14, 84), (-10, 72), (-20, 70)], tone.second)


def office_chair(pen: Pen, tone: Palette) -> None:
    for x in (-24, -9, 9, 24):
        pen.line([(0, 12), (x, 5)], 3.5, STEEL_DARK)
        pen.disc(x, 3, 3.2, INK)
    pen.rect(-2.2, 10, 2.2, 34, STEEL, 1)
    pen.rect(-29.5, 35, 29.5, 38.5, STEEL_DARK, 1)
    pen.rect(-26, 33, 26, 42, tone.main, 5)
    pen.rect(-26, 33, 26, 36, tone.dark, 2)
    pen.rect(-3, 40, 3, 54, STEEL_DARK)
    pen.rect(-22, 50, 22, 96, tone.main, 9)
    pen.rect(-16, 56, 16, 90, tone.light, 6)
    for x in (-30, 26):
        pen.rect(x, 54, x + 4, 57, STEEL_DARK, 1.5)
        pen.rect(x + 0.5, 35, x + 3.5, 55, STEEL_DARK, 1)


def chair(pen: Pen, tone: Palette) -> None:
    pen.line([(-19, 42), (-24, 1)], 3, STEEL_DARK)
    pen.line([(19, 42), (24, 1)], 3, STEEL_DARK)
    pen.line([(-14, 42), (-12, 6)], 2.4, STEEL)
    pen.line([(14, 42), (12, 6)], 2.4, STEEL)
    pen.rect(-25, 40, 25, 47, tone.dark, 4)
    pen.poly([(-20, 47), (-23, 96), (23, 96), (20, 47)], tone.main)
    pen.rect(-23, 88, 23, 99, tone.main, 6)
    pen.rect(-13, 68, 13, 78, tone.light, 4)


def table(pen: Pen, tone: Palette) -> None:
    pen.line([(-44, 50), (-50, 1)], 4.5, tone.dark)
    pen.line([(44, 50), (50, 1)], 4.5, tone.dark)
    pen.line([(-26, 50), (-24, 8)], 3.5, tone.main)
    pen.line([(26, 50), (24, 8)], 3.5, tone.main)
    pen.rect(-60, 50, 60, 56, WOOD, 2.5)
    pen.rect(-60, 50, 60, 52, WOOD_DARK, 1)
    pen.rect(12, 56, 30, 59, tone.second, 1)
    pen.rect(14, 59, 28, 62, tone.pale, 1)
    pen.rect(-34, 56, -22, 70, CARD, 2)
    pen.ring(-20, 63, 4, 1.6, CARD)


def filing_cabinet(pen: Pen, tone: Palette) -> None:
    pen.rect(-24, 0, 24, 98, tone.main, 2)
    for y in (3, 27, 51, 75):
        pen.rect(-21, y, 21, y + 20, tone.light, 1.5)
        pen.rect(-8, y + 11, 8, y + 15, CARD, 1)
        pen.rect(-7, y + 5, 7, y + 7.5, tone.dark, 1)


def cupboard(pen: Pen, tone: Palette) -> None:
    pen.rect(-34, 0, 34, 100, tone.dark, 2)
    pen.rect(-31, 5, -1, 97, tone.main, 1.5)
    pen.rect(1, 5, 31, 97, tone.main, 1.5)
    pen.rect(-7, 46, -4, 60, STEEL_LIGHT, 1)
    pen.rect(4, 46, 7, 60, STEEL_LIGHT, 1)
    for y in (84, 88, 92):
        pen.rect(-24, y, -10, y + 1.4, tone.dark)
        pen.rect(10, y, 24, y + 1.4, tone.dark)


def lockers(pen: Pen, tone: Palette) -> None:
    pen.rect(-45, 0, 45, 100, STEEL_DARK, 2)
    for column, x in enumerate((-43, -14, 15)):
        for y in (4, 52):
            pen.rect(x, y, x + 28, y + 45, tone.main if (column + y) % 2 else tone.light, 1.5)
            for slit in (34, 37, 40):
                pen.rect(x + 8, y + slit, x + 20, y + slit + 1.3, STEEL_DARK)
            pen.disc(x + 23, y + 20, 1.8, INK)


def bookcase(pen: Pen, tone: Palette) -> None:
    pen.rect(-36, 0, 36, 100, WOOD_DARK, 1.5)
    spines = (tone.main, tone.second, tone.light, CARD, tone.dark, WOOD_LIGHT)
    for row, y in enumerate((4, 36, 68)):
        pen.rect(-33, y, 33, y + 28, mixed(WOOD, INK, 0.12))
        x = -31.0
        for book in range(9 - row * 2):
            wide = 5.4 + (book * 7 + row * 3) % 4
            pen.rect(x, y, x + wide - 0.8, y + 17 + (book * 5 + row) % 8, spines[(book + row) % len(spines)], 0.6)
            x += wide
    pen.rect(14, 68, 26, 76, tone.second, 2)
    for dx in (-5, 0, 5):
        pen.line([(20, 76), (20 + dx, 90)], 2, LEAF)


def shelving(pen: Pen, tone: Palette) -> None:
    for x in (-50, 50):
        pen.rect(x - 2, 0, x + 2, 100, tone.dark, 1)
    for y in (6, 38, 70):
        pen.rect(-52, y, 52, y + 4, tone.main, 1)
    for index, (x, y, wide, high) in enumerate(
        ((-44, 10, 26, 20), (-14, 10, 22, 14), (14, 10, 30, 22), (-42, 42, 34, 16), (2, 42, 20, 22), (28, 42, 16, 13),
         (-40, 74, 18, 14), (-10, 74, 30, 18))
    ):  # fmt: skip
        fill = (WOOD, WOOD_LIGHT, tone.second, STEEL_LIGHT)[index % 4]
        pen.rect(x, y, x + wide, y + high, fill, 1)
        pen.rect(x + wide / 2 - 2, y + high - 6, x + wide / 2 + 2, y + high, mixed(fill, INK, 0.2))


def sofa(pen: Pen, tone: Palette) -> None:
    pen.legs((-52, 52), 8, 5, WOOD_DARK)
    pen.rect(-54, 26, 54, 64, tone.dark, 9)
    pen.rect(-48, 30, -1, 60, tone.main, 6)
    pen.rect(1, 30, 48, 60, tone.main, 6)
    pen.rect(-52, 6, 52, 26, tone.dark, 3)
    pen.rect(-48, 20, -1, 36, tone.light, 5)
    pen.rect(1, 20, 48, 36, tone.light, 5)
    pen.rect(-64, 6, -48, 46, tone.main, 7)
    pen.rect(48, 6, 64, 46, tone.main, 7)
    pen.poly([(-44, 34), (-26, 32), (-24, 50), (-40, 53)], tone.second)


def bed(pen: Pen, tone: Palette) -> None:
    pen.rect(-64, 0, -57, 66, WOOD_DARK, 2)
    pen.rect(58, 0, 64, 40, WOOD_DARK, 2)
    pen.rect(-60, 10, 61, 24, WOOD, 2)
    pen.rect(-58, 22, 59, 36, CARD, 5)
    pen.rect(-54, 34, -26, 47, LINE, 6)
    pen.rect(-54, 35, -28, 47, CARD, 6)
    pen.rect(-22, 20, 60, 39, tone.main, 5)
    pen.rect(-22, 20, -8, 39, tone.light, 4)


def mattress(pen: Pen, tone: Palette) -> None:
    for y, fill in ((4, tone.main), (30, tone.light)):
        pen.rect(-58, y, 58, y + 22, fill, 7)
        pen.rect(-58, y + 9, 58, y + 12, CARD)
        for x in range(-44, 50, 22):
            pen.disc(x, y + 17, 1.4, CARD)


def wardrobe(pen: Pen, tone: Palette) -> None:
    pen.legs((-34, 34), 6, 6, WOOD_DARK)
    pen.rect(-40, 5, 40, 100, WOOD, 2)
    pen.rect(-43, 97, 43, 103, WOOD_DARK, 2)
    pen.rect(-36, 28, -1, 93, WOOD_LIGHT, 1.5)
    pen.rect(1, 28, 36, 93, WOOD_LIGHT, 1.5)
    pen.rect(-36, 9, 36, 25, tone.light, 1.5)
    pen.disc(-5, 60, 2, WOOD_DARK)
    pen.disc(5, 60, 2, WOOD_DARK)
    pen.rect(-6, 16, 6, 18, tone.dark, 1)


def stool(pen: Pen, tone: Palette) -> None:
    pen.line([(-16, 70), (-24, 1)], 4, WOOD_DARK)
    pen.line([(16, 70), (24, 1)], 4, WOOD_DARK)
    pen.line([(-21, 24), (21, 24)], 3, STEEL)
    pen.rect(-24, 68, 24, 78, tone.main, 5)
    pen.rect(-24, 68, 24, 71, tone.dark, 2)


def bench(pen: Pen, tone: Palette) -> None:
    for x in (-44, 44):
        pen.line([(x - 8, 1), (x, 36)], 4, STEEL_DARK)
        pen.line([(x + 8, 1), (x, 36)], 4, STEEL_DARK)
        pen.line([(x, 36), (x, 74)], 4, STEEL_DARK)
    for y in (34, 50, 60, 70):
        pen.rect(-60, y, 60, y + (6 if y == 34 else 7), WOOD if y != 34 else WOOD_DARK, 2)
    pen.oval(-74, 12, 10, 12, tone.light)
    pen.oval(-72, 22, 8, 12, LEAF)


def folding_table(pen: Pen, tone: Palette) -> None:
    for x in (-30, 30):
        pen.line([(x - 12, 1), (x + 10, 48)], 3, STEEL)
        pen.line([(x + 12, 1), (x - 10, 48)], 3, STEEL)
    pen.rect(-62, 47, 62, 53, tone.pale, 2.5)
    pen.rect(-62, 47, 62, 49, tone.main, 1)
    pen.poly([(-40, 53), (-28, 53), (-28, 34), (-34, 30), (-40, 34)], tone.second)


def whiteboard(pen: Pen, tone: Palette) -> None:
    pen.line([(-30, 30), (-38, 1)], 3, STEEL_DARK)
    pen.line([(30, 30), (38, 1)], 3, STEEL_DARK)
    pen.rect(-56, 28, 56, 100, STEEL, 2.5)
    pen.rect(-52, 32, 52, 96, CARD, 1)
    pen.line([(-42, 50), (-24, 66), (-8, 56), (16, 82)], 2.4, tone.main)
    pen.poly([(12, 84), (20, 86), (18, 77)], tone.main)
    for y in (52, 60, 68):
        pen.rect(24, y, 44, y + 2, tone.second, 1)
    pen.rect(-14, 26, 14, 30, STEEL_DARK, 1)


def screen(pen: Pen, tone: Palette) -> None:
    for x, fill in ((-54, tone.main), (-18, tone.light), (18, tone.main)):
        pen.rect(x + 6, 0, x + 10, 8, STEEL_DARK)
        pen.rect(x + 26, 0, x + 30, 8, STEEL_DARK)
        pen.rect(x, 6, x + 35, 96, fill, 3)
        pen.rect(x + 3, 58, x + 32, 92, GLASS if fill == tone.main else tone.pale, 2)


def reception(pen: Pen, tone: Palette) -> None:
    pen.legs((-22, 22), 8, 4, WOOD_DARK)
    pen.rect(-36, 8, 36, 62, tone.dark, 16)
    pen.rect(-24, 30, 24, 70, tone.main, 12)
    pen.rect(-26, 14, 26, 34, tone.light, 6)
    pen.rect(-40, 8, -24, 44, tone.main, 8)
    pen.rect(24, 8, 40, 44, tone.main, 8)


def pedestal(pen: Pen, tone: Palette) -> None:
    for x in (-18, 18):
        pen.disc(x, 3.4, 3.4, INK)
    pen.rect(-24, 6, 24, 66, tone.main, 2.5)
    for y, high in ((9, 24), (35, 13), (50, 13)):
        pen.rect(-21, y, 21, y + high, tone.light, 1.5)
        pen.rect(-8, y + high - 5, 8, y + high - 3, tone.dark, 1)
    pen.rect(-27, 65, 27, 70, WOOD, 2)


def pram(pen: Pen, tone: Palette) -> None:
    for x in (-24, 26):
        pen.ring(x, 13, 13, 3, STEEL_DARK)
    pen.line([(-24, 13), (20, 46), (48, 78)], 3, STEEL_DARK)
    pen.line([(26, 13), (-14, 44)], 3, STEEL)
    pen.poly([(-44, 66), (30, 66), (20, 36), (-28, 36)], tone.main)
    pen.poly([(-44, 66), (-46, 84), (-28, 98), (-6, 100), (-8, 66)], tone.dark)
    pen.poly([(-36, 68), (-36, 82), (-24, 92), (-14, 94), (-14, 68)], tone.light)
    pen.rect(40, 76, 56, 81, INK, 2)
