"""What the planner is asked: jobs, shifts, travel, wishes. In whole numbers, so that equal questions get equal answers.

Units: seconds of the local day for moments (0 is midnight, values above 86 400 are the next day), seconds for spans,
metres, grams, litres, whole pallet places, pence.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final, Literal, Self

from marketplace.kernel.geo import Point
from marketplace.kernel.travel import TravelLaw

DIMENSIONS: Final = ("grams", "litres", "pallets")
TOP_PRIORITY: Final = 100

# A pair of places between which no road leads (or none that this vehicle may take), in a matrix of seconds.
UNREACHABLE: Final = 7 * 86_400

Quality = Literal["estimated", "road", "mixed"]


class MalformedProblem(ValueError):
    """The question itself is wrong (a programming error, never a person's): the text says where."""


@dataclass(frozen=True, slots=True)
class Load:
    """How much room something takes, or how much room there is."""

    grams: int = 0
    litres: int = 0
    pallets: int = 0

    def __post_init__(self) -> None:
        if min(self.parts) < 0:
            raise MalformedProblem(f"a load cannot be negative: {self}")

    @classmethod
    def of(cls, *, kg: Decimal, litres: Decimal = Decimal(0), pallets: Decimal = Decimal(0)) -> Self:
        """Goods, rounded **up** to whole grams, litres and pallet places: what is planned always fits."""
        return cls(*(_whole(part, ROUND_CEILING) for part in (kg * 1000, litres, pallets)))

    @classmethod
    def room(cls, *, kg: Decimal, litres: Decimal, pallets: Decimal) -> Self:
        """A vehicle's capacity, rounded **down** to whole grams, litres and pallet places."""
        return cls(*(_whole(part, ROUND_FLOOR) for part in (kg * 1000, litres, pallets)))

    @property
    def parts(self) -> tuple[int, int, int]:
        """Grams, litres, pallet places."""
        return (self.grams, self.litres, self.pallets)

    def plus(self, other: Load) -> Load:
        """Both together."""
        return Load(*(mine + theirs for mine, theirs in zip(self.parts, other.parts, strict=True)))

    def minus(self, other: Load) -> Load:
        """This without the other.

        :raises MalformedProblem: the other is not contained in this
        """
        return Load(*(mine - theirs for mine, theirs in zip(self.parts, other.parts, strict=True)))


def _whole(number: Decimal, rounding: str) -> int:
    return int(number.to_integral_value(rounding=rounding))


@dataclass(frozen=True, slots=True)
class Window:
    """From one moment of the day to another, both ends included."""

    start_s: int
    end_s: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_s <= self.end_s:
            raise MalformedProblem(f"a window starts before it ends, at 0 or later: {self}")

    def overlaps(self, other: Window) -> bool:
        """Whether they share a moment."""
        return self.start_s <= other.end_s and other.start_s <= self.end_s


@dataclass(frozen=True, slots=True)
class Visit:
    """One end of a job: where, when work there may **begin** (no windows: at any time), and how long it takes.

    ``height_limit_cm``: no higher vehicle gets there, nor one of which nobody said how high it is.
    """

    point: Point
    windows: tuple[Window, ...] = ()
    service_s: int = 0
    height_limit_cm: int | None = None

    def __post_init__(self) -> None:
        if self.service_s < 0:
            raise MalformedProblem("service cannot take less than no time")
        if any(a.end_s >= b.start_s for a, b in zip(self.windows, self.windows[1:], strict=False)):
            raise MalformedProblem("windows of a visit come in order and do not touch")

    @classmethod
    def within_hours(
        cls, point: Point, hours: tuple[Window, ...], service_s: int, *, height_limit_cm: int | None = None
    ) -> Self:
        """A visit that is **over** when the dock shuts: each opening is shortened by the time the work takes.

        An opening shorter than the work leaves its first moment: work begins when the doors open, and overruns.
        """
        windows = tuple(Window(w.start_s, max(w.start_s, w.end_s - service_s)) for w in hours)
        return cls(point=point, windows=windows, service_s=service_s, height_limit_cm=height_limit_cm)


@dataclass(frozen=True, slots=True)
class Job:
    """Goods that go from one place to another on one vehicle. Splitting a load is making two jobs of it."""

    id: str
    pickup: Visit
    delivery: Visit
    load: Load
    skills: frozenset[str] = frozenset()
    priority: int = 0  # 0 to 100; higher rides first when not all can ride
    most_aboard_s: int | None = None  # from leaving the pickup to beginning the delivery (chilled food); None: no limit

    def __post_init__(self) -> None:
        if not 0 <= self.priority <= TOP_PRIORITY:
            raise MalformedProblem(f"priority runs from 0 to {TOP_PRIORITY}: {self.priority}")
        if self.most_aboard_s is not None and self.most_aboard_s < 0:
            raise MalformedProblem("goods cannot be aboard for less than no time")


@dataclass(frozen=True, slots=True)
class Break:
    """A rest that begins within the window. It may fall in the middle of a drive.

    One whose window lies wholly outside the shift is none.
    """

    window: Window
    seconds: int


@dataclass(frozen=True, slots=True)
class DrivingRule:
    """How long a crew may drive: ``most_s`` in its shift, and ``stretch_s`` before a break of at least ``rest_s``.

    None: as long as the shift lasts. Waiting and work at a stop are neither driving nor a break.
    """

    most_s: int | None = None
    stretch_s: int | None = None
    rest_s: int = 2700

    def __post_init__(self) -> None:
        if (self.most_s is not None and self.most_s < 0) or (self.stretch_s is not None and self.stretch_s < 1):
            raise MalformedProblem(f"nobody drives for less than no time: {self}")


@dataclass(frozen=True, slots=True)
class Shift:
    """A driver with a vehicle for part of a day. Leaves ``start`` and is back at ``end`` within the window.

    ``end`` None: the day is over at the last stop. What the crew and the vehicle can do is one set of ``skills``.
    A used shift takes its breaks, except those that would begin after the day's work is over. ``height_cm`` None:
    nobody said.

    :raises MalformedProblem: between two of its breaks is more time than it may be driven at a stretch, so that a plan
        could break the rule (``driving_hours.lawful_breaks`` gives breaks that keep to it)
    """

    id: str
    label: str
    start: Point
    end: Point | None
    window: Window
    capacity: Load
    skills: frozenset[str] = frozenset()
    breaks: tuple[Break, ...] = ()
    height_cm: int | None = None
    driving: DrivingRule = field(default_factory=DrivingRule)

    def __post_init__(self) -> None:
        stretch, since = self.driving.stretch_s, self.window.start_s
        if stretch is None:
            return
        rests = [rest for rest in self.breaks if rest.window.overlaps(self.window)]
        for rest in sorted(rests, key=lambda one: (one.window.start_s, one.window.end_s, one.seconds)):
            if rest.seconds >= self.driving.rest_s and rest.window.end_s - since <= stretch:
                since = max(since, rest.window.start_s + rest.seconds)
        if self.window.end_s - since > stretch:
            raise MalformedProblem(f"{self.label} could be driven for longer than {stretch} s without a break")


@dataclass(frozen=True, slots=True)
class Lock:
    """The job rides on this shift or not at all. ``aboard``: its goods are already on the vehicle, so only the
    delivery is left and the pickup is not visited again."""

    job_id: str
    shift_id: str
    aboard: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody was told that work on the job begins at that moment, by this shift: a new plan pays for changing it."""

    job_id: str
    shift_id: str
    arrival_s: int
    kind: Literal["pickup", "delivery"] = "pickup"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Driving seconds and metres between places, row = from, column = to.

    ``quality``: ``estimated`` from the straight line, ``road`` from a routing engine, or ``mixed``.
    """

    points: tuple[Point, ...]
    seconds: tuple[tuple[int, ...], ...]
    metres: tuple[tuple[int, ...], ...]
    quality: Quality = "estimated"

    def __post_init__(self) -> None:
        size = len(self.points)
        for table in (self.seconds, self.metres):
            if len(table) != size or any(len(row) != size for row in table):
                raise MalformedProblem(f"a matrix of {size} places has {size} rows of {size}")

    def places(self) -> dict[Point, int]:
        """The row of each place."""
        return {point: index for index, point in enumerate(self.points)}


@dataclass(frozen=True, slots=True)
class Weights:
    """What a plan costs when two serve the same jobs. Wages by driving time, not by hours on shift.

    ``moved_pence``: for each stop told to somebody that goes to another shift (or is left out). ``shifted_pence``: for
    each minute that it begins earlier or later than told, the first ``shifted_free_s`` seconds free.
    """

    per_vehicle_pence: int = 1500
    per_km_pence: int = 45
    per_hour_pence: int = 1500
    moved_pence: int = 300
    shifted_pence: int = 5
    shifted_free_s: int = 900


@dataclass(frozen=True, slots=True)
class Problem:
    """A day to plan. ``matrix`` None: times and lengths follow ``law``.

    ``limit_s``: seconds of wall clock for the whole plan. ``seed``: for our own search; the engine has none.
    ``rounds``: end the search after so many rounds even if there is time left; 0: after as many, and as many seconds,
    as a day of its size is worth (a day of 60 jobs takes 1.2 s even where it may take longer). Equal questions get
    equal plans when the rounds and not the clock end the search. ``told``: what a changed plan should keep to.

    :raises MalformedProblem: two jobs or two shifts with one id, a lock or a promise on an unknown one, a limit of
        nothing
    """

    jobs: tuple[Job, ...]
    shifts: tuple[Shift, ...]
    law: TravelLaw = field(default_factory=TravelLaw)
    matrix: Matrix | None = None
    locks: tuple[Lock, ...] = ()
    weights: Weights = field(default_factory=Weights)
    limit_s: int = 30
    seed: int = 1
    rounds: int = 0
    told: tuple[Told, ...] = ()

    def __post_init__(self) -> None:
        job_ids = _unique([job.id for job in self.jobs], "jobs")
        shift_ids = _unique([shift.id for shift in self.shifts], "shifts")
        _unique([lock.job_id for lock in self.locks], "locks")
        for lock in self.locks:
            if lock.job_id not in job_ids or lock.shift_id not in shift_ids:
                raise MalformedProblem(f"a lock names a job or shift that is not there: {lock}")
        _unique([f"{told.kind} {told.job_id}" for told in self.told], "promises")
        if any(told.job_id not in job_ids or told.shift_id not in shift_ids for told in self.told):
            raise MalformedProblem("somebody was told of a job or shift that is not there")
        if self.limit_s < 1:
            raise MalformedProblem("a plan needs at least a second")


def _unique(ids: list[str], what: str) -> set[str]:
    if len(set(ids)) != len(ids):
        raise MalformedProblem(f"two {what} share an id")
    return set(ids)


def clock(seconds: int) -> str:
    """A moment of the day as people write it: 14:05; 01:30+1 is half past one on the next day. Seconds are cut."""
    days, rest = divmod(seconds, 86_400)
    return f"{rest // 3600:02}:{rest % 3600 // 60:02}" + (f"+{days}" if days else "")
