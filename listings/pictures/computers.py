"""Computers, office machines, sound and pictures, drawn flat from the front."""

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
    Palette,
    Pen,
    mixed,
)


def laptop(pen: Pen, tone: Palette) -> None:
    pen.rect(-44, 10, 44, 74, STEEL_DARK, 4)
    pen.rect(-40, 14, 40, 70, tone.main, 1.5)
    pen.poly([(-40, 14), (6, 14), (-22, 70), (-40, 70)], tone.light)
    for y, wide in ((56, 26), (48, 38), (40, 18)):
        pen.rect(-30, y, -30 + wide, y + 3, CARD, 1)
    pen.rect(-60, 3, 60, 10, STEEL, 3)
    pen.rect(-60, 1, 60, 5, STEEL_DARK, 2)
    pen.rect(-10, 7, 10, 10, STEEL_DARK, 1)


def monitor(pen: Pen, tone: Palette) -> None:
    pen.rect(-24, 0, 24, 4, STEEL_DARK, 2)
    pen.rect(-5, 3, 5, 24, STEEL, 1)
    pen.rect(-58, 22, 58, 92, INK, 3)
    pen.rect(-54, 28, 54, 88, tone.main, 1)
    pen.poly([(-54, 28), (0, 28), (-26, 88), (-54, 88)], tone.light)
    pen.rect(14, 62, 44, 80, CARD, 1.5)
    for index, high in enumerate((5, 11, 8)):
        pen.rect(18 + index * 8, 64, 23 + index * 8, 64 + high, tone.second)
    pen.disc(0, 25, 1, STEEL_LIGHT)


def desktop(pen: Pen, tone: Palette) -> None:
    monitor(pen.moved(-20, 0, 0.8), tone)
    pen.rect(36, 0, 62, 66, STEEL_DARK, 2)
    pen.rect(40, 54, 58, 58, STEEL_LIGHT, 1)
    pen.rect(40, 47, 58, 50, STEEL, 1)
    pen.disc(49, 18, 4, tone.second)
    pen.rect(-52, -6, 16, -1, STEEL_LIGHT, 1.5)


def phone(pen: Pen, tone: Palette) -> None:
    pen.rect(-46, 0, 12, 84, INK, 5)
    pen.rect(-42, 6, 8, 79, tone.main, 2)
    pen.poly([(-42, 6), (-10, 6), (-30, 79), (-42, 79)], tone.light)
    pen.rect(20, 0, 54, 64, STEEL_DARK, 5)
    pen.rect(23, 8, 51, 58, tone.second, 2)
    for row in range(3):
        for column in range(2):
            pen.rect(27 + column * 12, 18 + row * 13, 35 + column * 12, 26 + row * 13, CARD, 2)
    pen.disc(37, 4, 1.7, STEEL_LIGHT)


def server(pen: Pen, tone: Palette) -> None:
    pen.rect(-38, 0, 38, 104, INK, 3)
    for index in range(7):
        y = 6 + index * 13.6
        pen.rect(-33, y, 33, y + 11, STEEL_DARK if index % 3 else tone.dark, 1)
        for slot in range(4):
            pen.rect(-29 + slot * 9, y + 3, -22 + slot * 9, y + 8, STEEL, 0.6)
        pen.disc(18, y + 5.5, 1.8, (LEAF, AMBER)[index % 2])
        pen.disc(25, y + 5.5, 1.8, tone.light)


def keyboard(pen: Pen, tone: Palette) -> None:
    pen.rect(-60, 6, 34, 44, STEEL_DARK, 4)
    for row in range(3):
        for column in range(9):
            fill = tone.second if (row, column) == (0, 8) else STEEL_LIGHT
            pen.rect(-56 + column * 10, 22 + row * 7.2 - 4, -48 + column * 10, 28 + row * 7.2 - 4, fill, 1)
    pen.rect(-36, 10, 12, 15, STEEL_LIGHT, 1)
    pen.rect(42, 6, 64, 44, tone.main, 11)
    pen.rect(52, 28, 54, 40, CARD, 1)
    pen.line([(53, 44), (53, 60), (30, 66)], 1.6, STEEL_DARK)


def printer(pen: Pen, tone: Palette) -> None:
    pen.rect(-30, 50, 30, 90, CARD, 1)
    for y in (64, 71, 78):
        pen.rect(-22, y, 16, y + 2, LINE)
    pen.rect(-54, 14, 54, 60, tone.main, 5)
    pen.rect(-54, 40, 54, 60, tone.dark, 5)
    pen.rect(28, 47, 46, 54, tone.light, 1.5)
    pen.rect(-36, 18, 36, 24, INK, 1)
    pen.poly([(-30, 20), (30, 20), (38, 4), (-38, 4)], CARD)
    pen.disc(-42, 50, 2.4, AMBER)


def copier(pen: Pen, tone: Palette) -> None:
    pen.rect(-40, 4, 34, 66, STEEL_LIGHT, 2)
    for y in (8, 24, 40):
        pen.rect(-36, y, 30, y + 13, LINE, 1.5)
        pen.rect(-12, y + 8, 6, y + 10.5, STEEL, 1)
    pen.rect(-44, 64, 38, 76, tone.main, 2)
    pen.rect(-42, 78, 30, 92, tone.dark, 3)
    pen.poly([(34, 78), (56, 84), (54, 92), (34, 88)], STEEL_DARK)
    pen.rect(38, 36, 58, 40, STEEL, 1)
    pen.rect(40, 40, 58, 42, CARD)


def shredder(pen: Pen, tone: Palette) -> None:
    pen.rect(-22, 60, 22, 100, CARD, 1)
    pen.rect(-34, 50, 34, 70, INK, 4)
    pen.rect(-26, 62, 26, 65, STEEL)
    pen.rect(-30, 2, 30, 52, tone.main, 3)
    pen.rect(-20, 12, 20, 42, tone.pale, 3)
    for x in range(-16, 18, 5):
        pen.rect(x, 14, x + 2.4, 20 + (x * 7) % 14, CARD)


def projector(pen: Pen, tone: Palette) -> None:
    pen.poly([(36, 50), (78, 84), (78, 18), (36, 36)], mixed(AMBER, PAPER, 0.72))
    pen.rect(-50, 22, 36, 58, tone.main, 6)
    pen.rect(-44, 12, -36, 22, INK, 1)
    pen.rect(18, 12, 26, 22, INK, 1)
    pen.disc(24, 42, 13, STEEL_DARK)
    pen.disc(24, 42, 8, GLASS)
    for x in range(-42, -8, 6):
        pen.rect(x, 32, x + 3, 48, tone.dark, 1)


def television(pen: Pen, tone: Palette) -> None:
    pen.line([(-30, 1), (-22, 18)], 3.4, STEEL_DARK)
    pen.line([(30, 1), (22, 18)], 3.4, STEEL_DARK)
    pen.rect(-66, 16, 66, 94, INK, 3)
    pen.rect(-62, 20, 62, 90, tone.main, 1)
    pen.poly([(-62, 20), (-62, 44), (-30, 60), (0, 38), (32, 66), (62, 46), (62, 20)], tone.dark)
    pen.disc(34, 74, 8, mixed(AMBER, PAPER, 0.3))


def speaker(pen: Pen, tone: Palette) -> None:
    for x, high in ((-46, 92), (8, 76)):
        pen.rect(x, 0, x + 40, high, tone.dark, 3)
        pen.disc(x + 20, high * 0.34, 14, INK)
        pen.disc(x + 20, high * 0.34, 9, tone.light)
        pen.disc(x + 20, high * 0.34, 3, INK)
        pen.disc(x + 20, high * 0.76, 8, INK)
        pen.disc(x + 20, high * 0.76, 4.4, tone.second)


def camera(pen: Pen, tone: Palette) -> None:
    for x in (-26, 0, 26):
        pen.line([(0, 44), (x, 1)], 2.8, STEEL_DARK)
    pen.rect(-36, 44, 36, 88, INK, 5)
    pen.rect(-14, 86, 14, 96, INK, 3)
    pen.rect(-36, 56, 36, 76, tone.main)
    pen.disc(0, 66, 19, STEEL_DARK)
    pen.disc(0, 66, 13, GLASS)
    pen.disc(-4, 70, 4, CARD)
    pen.disc(28, 82, 2.6, SIGNAL)
