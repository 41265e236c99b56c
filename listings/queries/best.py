"""The search sorted by best match: the nearest candidates, scored by what was said, each with its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from listings.matching.scoring import Seeker, rated
from listings.models import Listing
from listings.models.listings import ListingQuerySet
from listings.queries.searching import Question, answering, nearest_found
from listings.queries.sides import offers_of
from listings.queries.whys import Why, in_a_sentence, why

#: So many of the nearest that answer the question are scored.
CANDIDATES: Final = 200


@dataclass(frozen=True, slots=True)
class Scored:
    """A listing that was found: how far (the squared chord in km², 0 without a place), how well it suits and why."""

    pk: int
    squared_chord: float
    score: int
    reasons: list[Why]
    sentence: str


def best_found(rows: Sequence[ListingQuerySet], question: Question, seeker: Seeker) -> list[Scored]:
    """The nearest `CANDIDATES` that answer the question (without a place: the newest), best first, ties by distance
    and id. Reproducible: the same rows and the same question give the same order."""
    found = _candidates(rows, question)
    loaded = Listing.objects.select_related("category", "site").in_bulk([pk for pk, _chord in found])
    offers = offers_of(list(loaded.values()), today=seeker.today)
    origin = question.origin.point if question.origin else None
    scored = [
        (pk, chord, rated(seeker, offers[pk], words=question.words, origin=origin, radius_km=question.radius_km))
        for pk, chord in found
        if pk in offers
    ]
    scored.sort(key=lambda one: (-one[2].score, one[1], one[0]))
    return [Scored(pk, chord, how.score, why(how, "want"), in_a_sentence(how, "want")) for pk, chord, how in scored]


def _candidates(rows: Sequence[ListingQuerySet], question: Question) -> list[tuple[int, float]]:
    """Id and squared chord of the nearest, or of the newest where nobody said from where."""
    if question.origin is not None:
        return nearest_found(rows, question, question.origin.point, count=CANDIDATES)
    newest = [
        (moment.timestamp() if moment else 0.0, pk)
        for one in rows
        for pk, moment in answering(one, question).newest_first(None).values_list("pk", "published_at")[:CANDIDATES]
    ]
    return [(pk, 0.0) for _moment, pk in sorted(newest, reverse=True)[:CANDIDATES]]
