"""A vehicle's day as a picture: an SVG made on the server, without scripts and inline styles.

Classes for the style sheet: ``timeline``; bars ``tl-drive``, ``tl-wait``, ``tl-pickup``, ``tl-delivery``, ``tl-break``,
``tl-window``; ``tl-mark`` (when work begins within its window), ``tl-load`` (a line), ``tl-full`` (the line of a full
vehicle), ``tl-hour`` (a line), ``tl-text``. Without a style sheet the shapes are black on nothing, so style them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from logistics.planning.problem import Job, Problem, Shift, Visit, clock
from logistics.planning.result import PlannedRoute, PlannedStop
from marketplace.kernel.errors import gettext_noop

WIDTH: Final = 960
MARGIN: Final = 24
BAND_TOP, BAND_HEIGHT = 22, 24
LOAD_TOP, LOAD_HEIGHT = 54, 36
WINDOWS_TOP, WINDOW_STEP, WINDOW_HEIGHT = 100, 8, 5
HOUR: Final = 3600


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the picture; a page in another language brings its own, with the same placeholders."""

    title: str = gettext_noop("{shift}: {start} to {finish}")
    description: str = gettext_noop(
        "{jobs} jobs, {km} km, driving {drive} min, at stops {work} min, waiting {wait} min."
    )
    drive: str = gettext_noop("Drive {start} to {finish}")
    wait: str = gettext_noop("Wait {start} to {finish}")
    pickup: str = gettext_noop("Pick up {job}, {start} to {finish}")
    delivery: str = gettext_noop("Deliver {job}, {start} to {finish}")
    rest: str = gettext_noop("Break {start} to {finish}")
    window: str = gettext_noop("{job}: possible {start} to {finish}")
    load: str = gettext_noop("How full the vehicle is")


ENGLISH: Final = Words()


def timeline_svg(
    problem: Problem, route: PlannedRoute, *, words: Words = ENGLISH, labels: dict[str, str] | None = None
) -> str:
    """The route as one ``<svg>`` element: hours, what is done when, how full the vehicle is, and the windows kept.

    :param labels: what to call a job (by id); the id itself where there is none
    :returns: well-formed markup, all text escaped
    :raises KeyError: the route is not one of this problem's
    """
    return _Picture(problem, route, words, labels or {}).svg()


class _Picture:
    def __init__(self, problem: Problem, route: PlannedRoute, words: Words, labels: dict[str, str]) -> None:
        self.shift: Shift = {shift.id: shift for shift in problem.shifts}[route.shift_id]
        self.jobs: dict[str, Job] = {job.id: job for job in problem.jobs}
        self.route, self.words, self.labels = route, words, labels
        self.begin = min(self.shift.window.start_s, route.departure_s) // HOUR * HOUR
        self.end = -(-max(self.shift.window.end_s, route.finish_s) // HOUR) * HOUR
        self.visits = [stop for stop in route.stops if stop.kind != "break"]

    def svg(self) -> str:
        name = "tl-" + re.sub(r"[^A-Za-z0-9]+", "-", self.route.shift_id)
        height = WINDOWS_TOP + WINDOW_STEP * len(self.visits) + 4
        title = self._said(self.words.title, self.route.departure_s, self.route.finish_s, shift=self.shift.label)
        parts = [*self._hours(height), *self._bars(), *self._load(), *self._windows()]
        return (
            f'<svg class="timeline" role="img" viewBox="0 0 {WIDTH} {height}" xmlns="http://www.w3.org/2000/svg"'
            f' aria-labelledby="{name}-title {name}-desc">'
            f'<title id="{name}-title">{title}</title><desc id="{name}-desc">{self._description()}</desc>'
            f"{''.join(parts)}</svg>"
        )

    def _description(self) -> str:
        route = self.route
        text = self.words.description.format(
            jobs=len(route.job_ids),
            km=round(route.total_metres / 1000),
            drive=round(route.total_drive_s / 60),
            work=round(route.total_service_s / 60),
            wait=round(route.total_wait_s / 60),
        )
        return escape(text)

    def _said(self, template: str, start: int, finish: int, **more: str) -> str:
        return escape(template.format(start=clock(start), finish=clock(finish), **more))

    def _x(self, moment: int) -> float:
        share = (moment - self.begin) / max(1, self.end - self.begin)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 1)

    def _hours(self, height: int) -> Iterator[str]:
        step = HOUR if self.end - self.begin <= 16 * HOUR else 2 * HOUR
        for moment in range(self.begin, self.end + 1, step):
            x = self._x(moment)
            yield f'<line class="tl-hour" x1="{x}" x2="{x}" y1="{BAND_TOP - 4}" y2="{height}"/>'
            yield f'<text class="tl-text" x="{x}" y="{BAND_TOP - 8}" text-anchor="middle">{clock(moment)}</text>'

    def _bars(self) -> Iterator[str]:
        left = self.route.departure_s
        for stop in self.route.stops:
            begin = stop.arrival_s + stop.wait_s
            yield self._bar("tl-drive", left, stop.arrival_s, self.words.drive)
            yield self._bar("tl-wait", stop.arrival_s, begin, self.words.wait)
            yield self._bar(f"tl-{stop.kind}", begin, stop.departure_s, self._kind(stop), self._label(stop))
            left = stop.departure_s
        yield self._bar("tl-drive", left, self.route.finish_s, self.words.drive)

    def _kind(self, stop: PlannedStop) -> str:
        return {"pickup": self.words.pickup, "delivery": self.words.delivery, "break": self.words.rest}[stop.kind]

    def _label(self, stop: PlannedStop) -> str:
        return self.labels.get(stop.job_id, stop.job_id)

    def _bar(self, css: str, start: int, finish: int, template: str, job: str = "") -> str:
        if start == finish:
            return ""
        x, width = self._x(start), max(1.0, round(self._x(finish) - self._x(start), 1))
        text = self._said(template, start, finish, job=job)
        shape = f'x="{x}" y="{BAND_TOP}" width="{width}" height="{BAND_HEIGHT}"'
        return f'<rect class="{css}" {shape}><title>{text}</title></rect>'

    def _load(self) -> Iterator[str]:
        """A stair: 0 at the bottom, full at the top; the dimension that is fullest counts."""
        points = [(self._x(self.route.departure_s), self._level(self.route.load_before.parts))]
        for stop in self.route.stops:
            x = self._x(stop.departure_s)
            points += [(x, points[-1][1]), (x, self._level(stop.load_after.parts))]
        points.append((self._x(self.route.finish_s), points[-1][1]))
        line = " ".join(f"{x},{y}" for x, y in points)
        yield f'<line class="tl-full" x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{LOAD_TOP}" y2="{LOAD_TOP}"/>'
        name = escape(self.words.load)
        yield f'<polyline class="tl-load" fill="none" points="{line}"><title>{name}</title></polyline>'

    def _level(self, load: tuple[int, int, int]) -> float:
        shares = [part / room for part, room in zip(load, self.shift.capacity.parts, strict=True) if room]
        return round(LOAD_TOP + LOAD_HEIGHT * (1 - min(1.0, max(shares, default=0.0))), 1)

    def _windows(self) -> Iterator[str]:
        for row, stop in enumerate(self.visits):
            y = WINDOWS_TOP + WINDOW_STEP * row
            job = self.jobs[stop.job_id]
            visit = job.pickup if stop.kind == "pickup" else job.delivery
            yield from self._window_bars(visit, y, self._label(stop))
            x = self._x(stop.arrival_s + stop.wait_s)
            yield f'<line class="tl-mark" x1="{x}" x2="{x}" y1="{y - 1}" y2="{y + WINDOW_HEIGHT + 1}"/>'

    def _window_bars(self, visit: Visit, y: int, label: str) -> Iterator[str]:
        for window in visit.windows:
            start, finish = max(window.start_s, self.begin), min(window.end_s, self.end)
            if start <= finish:
                x, width = self._x(start), max(1.0, round(self._x(finish) - self._x(start), 1))
                text = self._said(self.words.window, window.start_s, window.end_s, job=label)
                shape = f'x="{x}" y="{y}" width="{width}" height="{WINDOW_HEIGHT}"'
                yield f'<rect class="tl-window" {shape}><title>{text}</title></rect>'
