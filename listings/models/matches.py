"""Matches: a listing and a want that fit, noted at the moment either appeared."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, Self

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from listings.models.listings import Listing, ListingState
from listings.models.wants import Want, WantState
from marketplace.organisations.models import Organisation

#: Pairs that one statement notes.
AT_ONCE: Final = 500


class MatchQuerySet(models.QuerySet["Match"]):
    def standing(self) -> Self:
        """Both ends are still there: the want is open, and something is left of a published listing."""
        return self.filter(want__state=WantState.OPEN, listing__state=ListingState.PUBLISHED, listing__available__gt=0)

    def note(self, listing: Listing, scores: Sequence[tuple[int, int]], now: datetime) -> int:
        """Note wants (their ids) and scores of one listing, in this order, those that are known already left out.
        Returns how many are new: the one statement says it of each pair, whoever else notes pairs meanwhile."""
        return sum(
            self._insert_new(listing.pk, scores[first : first + AT_ONCE], now)
            for first in range(0, len(scores), AT_ONCE)
        )

    def _insert_new(self, listing: int, scores: Sequence[tuple[int, int]], now: datetime) -> int:
        rows = ",".join(f"({want:d}, {score:d})" for want, score in scores)
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH fresh (want, score) AS (VALUES {rows}) "  # noqa: S608 -- numbers only
                "INSERT INTO listings_match (want_id, listing_id, score, found_at) "
                "SELECT want, %s, score, %s FROM fresh WHERE true ON CONFLICT DO NOTHING RETURNING id",
                [listing, connection.ops.adapt_datetimefield_value(now)],
            )
            return len(cursor.fetchall())

    def unseen(self) -> Self:
        return self.filter(seen_at=None)

    def for_wants_of(self, organisation: Organisation, today: date) -> Self:
        """Of its wants, with listings that it may find today."""
        found = Listing.objects.found_by(organisation, today)
        return self.filter(want__organisation=organisation, listing__in=found)

    def for_listings_of(self, organisation: Organisation) -> Self:
        return self.filter(listing__organisation=organisation)

    def untold_of(self, listing: Listing) -> Self:
        """Of one listing, for open wants whose people neither saw it nor were told nor left out; the best first."""
        waiting = self.filter(listing=listing, told_at=None, want__state=WantState.OPEN).unseen()
        return waiting.exclude(want__alerts__listing=listing).order_by("-score", "pk")


class Match(models.Model):
    """A listing and a want that fitted when either appeared, with the score (0 to 100) that they had then.

    It remembers what was told and seen; pages work the fit and its reasons out anew. Deliberately absent: the reasons.
    """

    want = models.ForeignKey(Want, on_delete=models.CASCADE, related_name="matches")
    listing = models.ForeignKey(Listing, on_delete=models.CASCADE, related_name="matches")
    score = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()
    #: when its ring came: the requester's people get their mails then, or when they want them.
    told_at = models.DateTimeField(null=True, blank=True)
    #: when somebody of the requester's looked at the want after it was found.
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = (
            models.UniqueConstraint(
                fields=["want", "listing"],
                name="listing_matches_a_want_once",
                violation_error_message=_("This match is known already."),
            ),
            models.CheckConstraint(
                condition=models.Q(score__range=(0, 100)),
                name="match_score_is_from_0_to_100",
                violation_error_message=_("A score lies between 0 and 100."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.listing} · {self.want}"
