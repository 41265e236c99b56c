"""Road engines on the network: OSRM and Valhalla, asked through routingpy. Whatever they send is looked at twice.

Both answer for free flow. A large question is cut into blocks of rows and columns that each keep to the server's limit:
OSRM's public default is 100 places a request, Valhalla's 2,500 pairs.
"""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from requests.exceptions import RequestException
from routingpy.exceptions import JSONParseError, RouterError, Timeout
from routingpy.routers import OSRM, Valhalla

from logistics.roads.table import BIKE, LORRY, VAN, RoadsUnavailable, Told, sound_legs
from marketplace.kernel.geo import Point

USER_AGENT: Final = "goodsyard"
#: The longest wait for one answer, and for all blocks of one question together.
ANSWER_S: Final = 10.0
QUESTION_S: Final = 45.0

#: Any: a table as the engine sent it, which `sound_legs` looks at.
Tables = tuple[Any, Any]


class WrongAnswer(Exception):
    """What came is not what routingpy reads: the text says how."""


@dataclass(frozen=True, slots=True)
class Question:
    """One request: which of these places are left, which are reached. ``most_s``: how long it may take."""

    url: str
    points: Sequence[Point]
    rows: Sequence[int]
    columns: Sequence[int]
    profile: str
    most_s: float


@dataclass(frozen=True)
class HttpEngine:
    """A server that speaks one of the two. ``most_pairs``, ``most_places``: what it takes in one request."""

    name: str
    url: str
    most_pairs: int
    most_places: int
    profiles: dict[str, str]
    send: Callable[[Question], Tables]
    answer_s: float = ANSWER_S
    question_s: float = QUESTION_S

    def ask(self, points: Sequence[Point], rows: Sequence[int], columns: Sequence[int], profile: str) -> Told:
        """Block by block. One that fails is a fault; a server that is silent or refuses is not asked again.

        :raises RoadsUnavailable: no block was answered
        """
        legs: dict[tuple[int, int], tuple[int, int]] = {}
        faults: list[str] = []
        nonsense, ends_at = 0, time.monotonic() + self.question_s
        for some_rows, some_columns in self._blocks(rows, columns):
            try:
                found, wrong = self._block(points, some_rows, some_columns, self.profiles[profile], ends_at)
            except RoadsUnavailable as reason:
                faults.append(str(reason))
                break
            legs |= found
            nonsense += wrong
        if faults and not legs:
            raise RoadsUnavailable(faults[0])
        if nonsense:
            faults.append(f"{self.name} sent {nonsense} numbers that make no sense")
        return Told(legs, tuple(faults))

    def _blocks(self, rows: Sequence[int], columns: Sequence[int]) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
        side = min(math.isqrt(self.most_pairs), self.most_places // 2)
        if len(rows) * len(columns) <= self.most_pairs and len({*rows, *columns}) <= self.most_places:
            yield rows, columns
            return
        for a in range(0, len(rows), side):
            for b in range(0, len(columns), side):
                yield rows[a : a + side], columns[b : b + side]

    def _block(
        self, points: Sequence[Point], rows: Sequence[int], columns: Sequence[int], profile: str, ends_at: float
    ) -> tuple[dict[tuple[int, int], tuple[int, int]], int]:
        left_s = min(self.answer_s, ends_at - time.monotonic())
        if left_s <= 0:
            raise RoadsUnavailable(f"{self.name} took longer than {self.question_s:.0f} seconds")
        places = sorted({*rows, *columns})
        index = {place: at for at, place in enumerate(places)}
        question = Question(
            url=self.url,
            points=[points[place] for place in places],
            rows=[index[a] for a in rows],
            columns=[index[b] for b in columns],
            profile=profile,
            most_s=left_s,
        )
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # routingpy warns before it tries again
                seconds, metres = self.send(question)
        except (JSONParseError, RouterError, Timeout, RequestException, WrongAnswer) as error:
            raise RoadsUnavailable(f"{self.name} did not answer well: {_in_words(error)}") from error
        try:
            return sound_legs(rows, columns, seconds, metres)
        except RoadsUnavailable as reason:
            raise RoadsUnavailable(f"{self.name} did not answer well: {reason}") from reason


def _in_words(error: Exception) -> str:
    """What went wrong, without what was asked: places are people's."""
    status = getattr(error, "status", None)
    kind = type(error).__name__
    return f"{kind} ({status})" if isinstance(status, int) else str(error) if isinstance(error, WrongAnswer) else kind


def _send_osrm(question: Question) -> Tables:
    answer = _read(OSRM, question)
    if answer.raw.get("code", "Ok") != "Ok":
        raise WrongAnswer("it says that it could not")
    return answer.durations, answer.distances


def _send_valhalla(question: Question) -> Tables:
    answer = _read(Valhalla, question)
    return answer.durations, answer.distances


def _read(engine: type[OSRM] | type[Valhalla], question: Question) -> Any:  # Any: routingpy's matrix, without types
    """The answer, where routingpy can read it: it takes what comes for what it expects."""
    most_s = question.most_s
    asker = engine(base_url=question.url, user_agent=USER_AGENT, timeout=most_s, retry_timeout=max(1, int(most_s)))
    places = [[point.longitude, point.latitude] for point in question.points]
    try:
        answer = asker.matrix(places, profile=question.profile, sources=question.rows, destinations=question.columns)
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
        raise WrongAnswer("what it sent is not a matrix") from error
    if not isinstance(answer.raw, dict):
        raise WrongAnswer("what it sent is not a matrix")
    return answer


def osrm(url: str, **limits: Any) -> HttpEngine:  # Any: fields of an engine, of several types
    """An OSRM server; which vehicle it knows was decided when its map was prepared."""
    drives = {VAN: "driving", LORRY: "driving", BIKE: "cycling"}
    usual: dict[str, Any] = {"most_pairs": 10_000, "most_places": 100, "profiles": drives}
    return HttpEngine(name="osrm-http", url=url.rstrip("/"), send=_send_osrm, **(usual | limits))


def valhalla(url: str, **limits: Any) -> HttpEngine:  # Any: fields of an engine, of several types
    """A Valhalla server."""
    drives = {VAN: "auto", LORRY: "truck", BIKE: "bicycle"}
    usual: dict[str, Any] = {"most_pairs": 2_500, "most_places": 100, "profiles": drives}
    return HttpEngine(name="valhalla-http", url=url.rstrip("/"), send=_send_valhalla, **(usual | limits))
