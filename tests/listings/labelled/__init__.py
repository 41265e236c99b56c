"""Pairs of a want and a listing that somebody has judged by hand, and how well the matcher agrees.

`listings.toml` and `pairs.toml` hold what surplus exchanges in Britain see every week: the same thing in other words,
things that share a word and nothing else, listings filed under the wrong leaf, too far, too late, too few, broken.
"""

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from listings import taxonomy
from listings.matching.criteria import is_in_time
from listings.matching.scoring import fit
from listings.matching.sides import Need, Offer
from listings.matching.words import all_words
from listings.search.words import STOP_WORDS, searchable
from marketplace.kernel.geo import Point, distance_km

HERE: Final = Path(__file__).parent
TODAY: Final = date(2026, 9, 15)
TOWNS: Final = {
    "Bradford": Point(53.795, -1.759),
    "Leeds": Point(53.797, -1.543),
    "York": Point(53.96, -1.085),
    "Manchester": Point(53.48, -2.2426),
    "Bristol": Point(51.4545, -2.5879),
    "London": Point(51.5074, -0.1278),
}

Judge = Callable[[Need, Offer], bool]


@dataclass(frozen=True)
class Pair:
    """A want and a listing, whether whoever posted the want should be told of the listing, and why."""

    want: str
    listing: str
    need: Need
    offer: Offer
    fits: bool
    why: str
    held_out: bool


@dataclass(frozen=True)
class Agreement:
    """How often a judge was right: told rightly, told wrongly, not told although it fits, and the wrong ones."""

    hits: int
    false_alarms: int
    missed: int
    wrong: tuple[Pair, ...]

    @property
    def precision(self) -> float:
        """Of what was told, how much fits."""
        return self.hits / max(1, self.hits + self.false_alarms)

    @property
    def recall(self) -> float:
        """Of what fits, how much was told."""
        return self.hits / max(1, self.hits + self.missed)


def pairs() -> Iterator[Pair]:
    """Every labelled pair."""
    offers = {name: _offer(said) for name, said in _read("listings.toml").items()}
    for said in _read("pairs.toml")["want"]:
        need = _need(said)
        for listing, fits, why in said["pairs"]:
            yield Pair(said["title"], listing, need, offers[listing], fits, why, said.get("held_out", False))


def agreement(judge: Judge, among: list[Pair]) -> Agreement:
    """How far a judge agrees with the labels."""
    told = [(pair, judge(pair.need, pair.offer)) for pair in among]
    return Agreement(
        hits=sum(said and pair.fits for pair, said in told),
        false_alarms=sum(said and not pair.fits for pair, said in told),
        missed=sum(pair.fits and not said for pair, said in told),
        wrong=tuple(pair for pair, said in told if said != pair.fits),
    )


def matcher(need: Need, offer: Offer) -> bool:
    """Ours."""
    return fit(need, offer, today=TODAY) is not None


def any_shared_word(need: Need, offer: Offer) -> bool:
    """The plain baseline: any word of the want (but "the" and the like) in the listing, in reach and in time."""
    words = all_words(need.title) - STOP_WORDS
    near = distance_km(need.point, offer.point) <= need.radius_km
    return near and is_in_time(need, offer, today=TODAY) and bool(words & offer.words)


def _read(name: str) -> dict[str, Any]:  # Any: whatever the file holds
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


def _day(said: dict[str, Any], name: str) -> date | None:  # Any: as above
    return TODAY + timedelta(days=said[name]) if name in said else None


def _path(slug: str) -> str:
    leaf = taxonomy.by_slug()[slug]
    return f"{leaf.group_slug}/{leaf.section_slug}/{leaf.slug}"


def _need(said: dict[str, Any]) -> Need:  # Any: as above
    leaf = taxonomy.by_slug().get(said["category"])
    return Need(
        kind=leaf.kind if leaf else said.get("kind", "equipment"),
        title=said["title"],
        category_path=_path(leaf.slug) if leaf else "",
        category_name=leaf.name if leaf else "",
        radius_km=said.get("radius_km", 40),
        needed_by=_day(said, "needed_day"),
        point=TOWNS["Bradford"],
        quantity=Decimal(said.get("quantity", 1)),
        unit=said.get("unit", "item"),
    )


def _offer(said: dict[str, Any]) -> Offer:  # Any: as above
    leaf = taxonomy.by_slug()[said["category"]]
    text = searchable(
        said["title"], said.get("description", ""), leaf.name, _path(leaf.slug), *taxonomy.search_words(leaf.slug)
    )
    handling = said.get("handling", [])
    return Offer(
        kind=leaf.kind,
        category_path=_path(leaf.slug),
        category_name=leaf.name,
        title=said["title"],
        words=all_words(text),
        available=Decimal(said.get("quantity", 1)),
        unit=said.get("unit", "item"),
        available_from=_day(said, "from_day"),
        must_be_gone_by=_day(said, "gone_day"),
        needs_two_people="two_people" in handling,
        needs_tail_lift="tail_lift" in handling,
        point=TOWNS[said.get("town", "Leeds")],
        condition=said.get("condition", "unknown"),
        mass_kg=leaf.mass_kg,
    )
