"""Appliances, tools, vehicles and instruments, drawn flat from the front."""

from __future__ import annotations

import math

from listings.pictures.canvas import (
    AMBER,
    CARD,
    GLASS,
    INK,
    LEAF,
    LINE,
    PAPER,
    SIGNAL,
    SKY,
    STEEL,
    STEEL_DARK,
    STEEL_LIGHT,
    WOOD,
    WOOD_DARK,
    Palette,
    Pen,
    mixed,
)


def fridge(pen: Pen, tone: Palette) -> None:
    pen.rect(-30, 0, -22, 4, INK)
    pen.rect(22, 0, 30, 4, INK)
    pen.rect(-34, 3, 34, 108, tone.pale, 4)
    pen.rect(-34, 68, 34, 70.5, tone.main)
    pen.rect(-27, 44, -23, 64, STEEL_DARK, 1.5)
    pen.rect(-27, 75, -23, 92, STEEL_DARK, 1.5)
    pen.rect(2, 84, 18, 96, CARD, 1)
    pen.disc(10, 98, 2, tone.second)
    pen.disc(18, 52, 3, tone.main)


def washing_machine(pen: Pen, tone: Palette) -> None:
    pen.rect(-40, 0, 40, 88, CARD, 3)
    pen.rect(-40, 70, 40, 88, tone.light, 3)
    pen.rect(-34, 75, -12, 83, CARD, 1.5)
    pen.disc(26, 79, 5, STEEL_DARK)
    pen.disc(0, 36, 27, STEEL)
    pen.disc(0, 36, 21, tone.dark)
    pen.poly([(-21, 36), (-10, 41), (0, 34), (10, 39), (21, 35), (16, 22), (0, 15), (-16, 22)], tone.light)
    pen.rect(-40, 0, 40, 3, STEEL_LIGHT)


def cooker(pen: Pen, tone: Palette) -> None:
    pen.rect(-42, 0, 42, 84, STEEL_LIGHT, 3)
    pen.rect(-34, 10, 34, 54, INK, 3)
    pen.rect(-28, 16, 28, 44, mixed(AMBER, INK, 0.55), 2)
    pen.rect(-30, 48, 30, 51, STEEL_LIGHT, 1)
    for x in (-30, -15, 0, 15, 30):
        pen.disc(x, 69, 4.6, tone.main)
        pen.rect(x - 0.8, 69, x + 0.8, 73, CARD)
    pen.rect(-46, 82, 46, 88, STEEL_DARK, 1.5)
    for x in (-24, 24):
        pen.rect(x - 13, 88, x + 13, 90.5, INK, 1)


def kettle(pen: Pen, tone: Palette) -> None:
    pen.rect(-30, 0, 26, 5, INK, 2)
    pen.poly([(-28, 5), (24, 5), (16, 62), (-20, 62)], tone.main)
    pen.poly([(-28, 5), (-14, 5), (-12, 62), (-20, 62)], tone.light)
    pen.poly([(-22, 50), (-40, 62), (-36, 66), (-19, 58)], tone.dark)
    pen.oval(-2, 64, 18, 5, tone.dark)
    pen.disc(-2, 71, 4, INK)
    pen.line([(16, 60), (36, 54), (36, 18), (23, 12)], 5, INK)
    pen.rect(44, 0, 66, 24, CARD, 3)
    pen.ring(68, 13, 6, 2.2, CARD)


def vacuum(pen: Pen, tone: Palette) -> None:
    pen.oval(-18, 24, 34, 24, tone.main)
    pen.rect(-52, 6, 16, 24, tone.main, 8)
    pen.disc(-34, 10, 10, INK)
    pen.disc(4, 8, 7, INK)
    pen.oval(-18, 46, 13, 6, INK)
    pen.disc(-26, 30, 4, CARD)
    pen.disc(-6, 30, 4, CARD)
    pen.line([(-8, 44), (14, 66), (38, 62), (54, 92), (46, 98)], 4.6, STEEL_DARK)
    pen.line([(44, 74), (60, 8)], 4, STEEL)
    pen.rect(44, 0, 76, 8, tone.dark, 3)


def fan(pen: Pen, tone: Palette) -> None:
    pen.rect(-22, 0, 22, 5, STEEL_DARK, 2.5)
    pen.rect(-2.5, 4, 2.5, 40, STEEL, 1)
    pen.disc(0, 66, 34, tone.pale)
    for points in (((0, 66), (-8, 94), (10, 96)), ((0, 66), (30, 56), (24, 42)), ((0, 66), (-30, 58), (-28, 42))):
        pen.poly(list(points), tone.main)
    pen.ring(0, 66, 34, 2.4, STEEL_DARK)
    pen.ring(0, 66, 22, 1.2, STEEL_LIGHT)
    pen.disc(0, 66, 6, tone.second)


def drill(pen: Pen, tone: Palette) -> None:
    pen.rect(-36, 54, 34, 84, tone.main, 8)
    pen.rect(-36, 60, -22, 78, tone.dark, 3)
    pen.poly([(-26, 56), (0, 56), (-6, 18), (-30, 18)], tone.main)
    pen.rect(-42, 4, 4, 20, INK, 3)
    pen.poly([(0, 56), (8, 56), (4, 44), (-2, 46)], INK)
    pen.rect(34, 60, 48, 78, STEEL_DARK, 2)
    pen.rect(48, 66.6, 76, 71.4, STEEL, 1)
    pen.rect(-14, 66, 16, 72, tone.light, 2)


def toolbox(pen: Pen, tone: Palette) -> None:
    pen.line([(-24, 40), (-30, 88)], 4.4, WOOD_DARK)
    pen.rect(-48, 82, -14, 96, STEEL_DARK, 3)
    pen.line([(20, 40), (26, 78)], 4, STEEL)
    pen.ring(28, 86, 8, 4, STEEL)
    pen.rect(-56, 0, 56, 46, tone.main, 4)
    pen.rect(-56, 30, 56, 46, tone.dark, 4)
    pen.rect(-10, 22, 10, 34, mixed(AMBER, PAPER, 0.35), 2)
    pen.rect(-60, 0, 60, 4, INK, 2)


def ladder(pen: Pen, tone: Palette) -> None:
    pen.line([(14, 102), (44, 1)], 4, STEEL)
    pen.line([(-6, 102), (18, 1)], 3, STEEL)
    for side in (-40, -8):
        pen.line([(side, 1), (side + 26, 102)], 4.4, tone.main)
    for step in range(5):
        y = 14 + step * 19
        pen.rect(-36 + step * 4.9, y, -4 + step * 4.9, y + 4.4, tone.light, 1)
    pen.rect(-18, 98, 24, 106, INK, 2)


def workbench(pen: Pen, tone: Palette) -> None:
    pen.legs((-50, 50), 48, 7, STEEL_DARK)
    pen.rect(-50, 14, 50, 20, STEEL, 1)
    pen.rect(-62, 47, 62, 56, WOOD, 1.5)
    pen.rect(-36, 20, -8, 36, tone.light, 1.5)
    pen.rect(18, 56, 50, 64, STEEL_DARK, 1.5)
    pen.rect(20, 64, 32, 76, tone.main, 2)
    pen.rect(38, 64, 48, 76, tone.main, 2)
    pen.line([(50, 70), (62, 70)], 2.4, STEEL)
    pen.rect(-48, 56, -12, 62, tone.second, 2)


def lamp(pen: Pen, tone: Palette) -> None:
    pen.poly([(-4, 60), (-60, 8), (34, 8)], mixed(AMBER, PAPER, 0.78))
    pen.rect(12, 0, 52, 6, STEEL_DARK, 3)
    pen.line([(32, 5), (42, 46), (8, 82)], 4, STEEL_DARK)
    pen.disc(42, 46, 4.4, tone.second)
    pen.poly([(14, 90), (2, 96), (-32, 70), (2, 50)], tone.main)
    pen.oval(-13, 59, 13, 8, mixed(AMBER, PAPER, 0.4))


def wheelchair(pen: Pen, tone: Palette) -> None:
    pen.line([(-30, 86), (-20, 86), (-14, 40), (24, 40), (32, 10), (44, 10)], 4, STEEL_DARK)
    pen.rect(-19, 44, -10, 84, tone.main, 3)
    pen.rect(-14, 38, 24, 46, tone.main, 3)
    pen.ring(-6, 27, 27, 3.6, INK)
    pen.ring(-6, 27, 20, 1.4, STEEL)
    pen.disc(-6, 27, 4, tone.second)
    pen.ring(30, 8, 8, 3, INK)


def crutches(pen: Pen, tone: Palette) -> None:
    for x in (-34, 34):
        pen.line([(x, 1), (x * 0.7, 84)], 4, STEEL)
        pen.disc(x, 2, 3.4, INK)
    pen.line([(-24, 84), (24, 84)], 5, tone.main)
    pen.line([(-29, 46), (29, 46)], 3.4, STEEL)
    for x in (-16, 16):
        pen.line([(x, 1), (x * 1.3, 84)], 3, STEEL_DARK)
        pen.rect(x * 1.3 - 7, 80, x * 1.3 + 7, 88, tone.second, 3)


def microscope(pen: Pen, tone: Palette) -> None:
    pen.rect(-36, 0, 32, 8, INK, 3)
    pen.line([(16, 8), (34, 34), (22, 72)], 8, tone.main)
    pen.rect(-26, 28, 20, 33, STEEL_DARK, 1)
    pen.poly([(-16, 92), (2, 100), (18, 58), (0, 52)], tone.main)
    pen.poly([(-22, 104), (-6, 111), (2, 99), (-15, 92)], STEEL_DARK)
    pen.poly([(3, 53), (14, 57), (8, 40), (2, 40)], STEEL)
    pen.disc(30, 40, 7, tone.second)
    pen.disc(-14, 36, 3, GLASS)


def hard_hat(pen: Pen, tone: Palette) -> None:
    pen.rect(-28, 0, 32, 34, tone.main, 6)
    pen.rect(-28, 26, 32, 30, tone.dark)
    pen.rect(-3, 4, 7, 24, CARD)
    pen.rect(-8, 9, 12, 19, CARD)
    dome = [(-4 + 40 * math.cos(step * math.pi / 24), 44 + 38 * math.sin(step * math.pi / 24)) for step in range(25)]
    pen.poly(dome, AMBER)
    pen.rect(-48, 39, 58, 47, mixed(AMBER, INK, 0.18), 4)
    pen.rect(-9, 47, 1, 84, mixed(AMBER, PAPER, 0.4), 4)


def bicycle(pen: Pen, tone: Palette) -> None:
    for x in (-38, 38):
        pen.ring(x, 27, 27, 3.4, INK)
        pen.ring(x, 27, 23, 1, STEEL)
    pen.line([(-38, 27), (-18, 64), (28, 64), (0, 26), (-38, 27)], 4, tone.main)
    pen.line([(0, 26), (-22, 74)], 4, tone.main)
    pen.line([(38, 27), (26, 80), (36, 86), (44, 80)], 4, tone.dark)
    pen.rect(-34, 73, -10, 79, INK, 3)
    pen.disc(0, 26, 6, tone.second)


def trolley(pen: Pen, tone: Palette) -> None:
    for x in (-36, 36):
        pen.disc(x, 7, 7, INK)
        pen.disc(x, 7, 2.6, STEEL_LIGHT)
    pen.rect(-50, 13, 50, 20, tone.main, 2)
    pen.line([(-48, 18), (-56, 90), (-40, 90)], 4, STEEL_DARK)
    for x, y, wide, high, fill in (
        (-34, 20, 38, 28, WOOD),
        (6, 20, 36, 34, tone.light),
        (-22, 48, 30, 22, tone.second),
    ):
        pen.rect(x, y, x + wide, y + high, fill, 1.5)
        pen.rect(x + wide / 2 - 3, y + high - 8, x + wide / 2 + 3, y + high, mixed(fill, INK, 0.2))


def till(pen: Pen, tone: Palette) -> None:
    pen.rect(-46, 0, 46, 20, STEEL_DARK, 2)
    pen.rect(-12, 8, 12, 12, STEEL_LIGHT, 1)
    pen.poly([(-40, 20), (40, 20), (30, 48), (-30, 48)], tone.main)
    for row in range(3):
        for column in range(4):
            pen.rect(
                -24 + column * 12, 24 + row * 7, -16 + column * 12, 29 + row * 7, CARD if column < 3 else tone.second, 1
            )
    pen.rect(-30, 54, 20, 88, INK, 3)
    pen.rect(-26, 58, 16, 84, GLASS, 1)
    pen.rect(-8, 46, -2, 56, STEEL_DARK)
    pen.rect(26, 46, 42, 74, CARD, 1)


def mower(pen: Pen, tone: Palette) -> None:
    pen.line([(-2, 26), (-54, 88), (-62, 86)], 4, STEEL_DARK)
    pen.poly([(-30, 14), (46, 14), (38, 38), (-20, 38)], tone.main)
    pen.rect(-8, 36, 26, 50, INK, 4)
    pen.disc(-22, 11, 11, INK)
    pen.disc(-22, 11, 4, STEEL_LIGHT)
    pen.disc(40, 9, 9, INK)
    pen.disc(40, 9, 3.4, STEEL_LIGHT)
    for x in range(-58, 66, 12):
        pen.poly([(x, 0), (x + 3, 0), (x + 4, 10)], LEAF)
        pen.poly([(x + 3, 0), (x + 6, 0), (x + 1, 8)], mixed(LEAF, INK, 0.15))


def ball(pen: Pen, tone: Palette) -> None:
    pen.line([(-54, 1), (-54, 78), (40, 78), (40, 1)], 4.4, CARD)
    for x in range(-42, 40, 13):
        pen.line([(x, 2), (x, 76)], 0.9, LINE)
    for y in range(14, 74, 13):
        pen.line([(-52, y), (38, y)], 0.9, LINE)
    pen.disc(42, 20, 20, tone.main)
    pen.poly([(42, 30), (51, 23), (48, 13), (36, 13), (33, 23)], CARD)
    pen.ring(42, 20, 20, 1.6, tone.dark)


def slide(pen: Pen, tone: Palette) -> None:
    for x in (-46, -22):
        pen.line([(x, 1), (x, 84)], 4, tone.second)
    for y in (14, 30, 46):
        pen.line([(-46, y), (-22, y)], 3.4, tone.second)
    pen.rect(-52, 58, -8, 64, WOOD, 2)
    pen.poly([(-56, 84), (-34, 102), (-12, 84)], SIGNAL if tone.main == SKY else tone.dark)
    pen.poly([(-12, 64), (-4, 64), (38, 16), (64, 10), (64, 3), (34, 6), (-12, 54)], tone.main)


def blocks_toy(pen: Pen, tone: Palette) -> None:
    for x, y, fill in ((-48, 0, tone.main), (-10, 0, tone.second), (-30, 36, mixed(AMBER, PAPER, 0.2))):
        pen.rect(x, y, x + 35, y + 35, fill, 4)
        pen.disc(x + 17.5, y + 17.5, 9, mixed(fill, CARD, 0.65))
    pen.rect(32, 12, 66, 34, tone.light, 5)
    pen.rect(38, 34, 56, 50, tone.light, 5)
    for x in (40, 58):
        pen.disc(x, 9, 9, INK)
        pen.disc(x, 9, 3.4, CARD)


def guitar(pen: Pen, tone: Palette) -> None:
    pen.line([(10, 52), (36, 108)], 6, WOOD_DARK)
    pen.rect(30, 102, 44, 116, INK, 3)
    pen.oval(-8, 22, 27, 23, tone.main)
    pen.oval(2, 50, 20, 17, tone.main)
    pen.disc(-1, 36, 8.6, INK)
    pen.line([(-14, 12), (36, 106)], 1.2, CARD)
    pen.rect(-22, 9, -6, 14, WOOD_DARK, 1)


def palette_art(pen: Pen, tone: Palette) -> None:
    pen.oval(-8, 40, 46, 36, WOOD)
    pen.oval(14, 28, 9, 7, PAPER)
    for x, y, fill in ((-36, 44, tone.main), (-20, 60, SIGNAL), (4, 62, AMBER), (22, 50, LEAF), (-28, 26, tone.second)):
        pen.disc(x, y, 7.4, fill)
    pen.line([(60, 4), (40, 78)], 3.4, WOOD_DARK)
    pen.poly([(36, 76), (44, 78), (38, 98)], tone.main)
