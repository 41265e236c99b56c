"""A page of results by best match: the candidates are scored anew for each page, which gives the same order."""

from dataclasses import replace

from listings.matching.scoring import Seeker
from listings.models import Listing
from listings.queries.best import Scored, best_found
from listings.queries.cards import results_of
from listings.queries.drawing import geojson
from listings.queries.hints import hint_for_search
from listings.queries.searching import AT_ONCE, FoundListings, Question, Rows, card_of
from listings.search.keyset import After, written


def best_page(rows: Rows, question: Question, seeker: Seeker) -> FoundListings:
    """The page of results that is asked for; it ends with the candidates, however many more there are."""
    scored = best_found(rows, replace(question, after=None), seeker)
    left = _after(scored, question.after) if question.after else scored
    shown = left[:AT_ONCE]
    loaded = {one.pk: one for one in results_of(Listing.objects.filter(pk__in=[one.pk for one in shown]))}
    results = [loaded[one.pk] for one in shown]
    cards = [
        replace(
            card_of(result, question.origin),
            score=one.score,
            sentence=one.sentence,
            reasons=tuple(one.reasons),
        )
        for one, result in zip(shown, results, strict=True)
    ]
    following = After(float(shown[-1].score), shown[-1].pk) if len(left) > AT_ONCE else None
    return FoundListings(
        cards,
        geojson(results, cards),
        written(following) if following else "",
        hint="" if question.after else hint_for_search(scored, question, seeker),
    )


def _after(scored: list[Scored], after: After) -> list[Scored]:
    """Those behind that row; if it went meanwhile, those that suit less than it did."""
    for place, one in enumerate(scored):
        if one.pk == after.pk:
            return scored[place + 1 :]
    return [one for one in scored if isinstance(after.value, float) and one.score < after.value]
