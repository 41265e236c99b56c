"""The words of public listings, counted: what misspelt words are held against and beginnings are completed from."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from listings.search.words import LONGEST_TERM


class TermQuerySet(models.QuerySet["Term"]):
    def beginning(self, start: str) -> Self:
        """Words that begin so, the commonest first."""
        return self.filter(word__startswith=start).order_by("-listings", "word")

    def like(self, word: str, *, edits: int) -> Self:
        """Words that might be this one with at most so many slips: of like length, and the first or the last letter
        is the same (a slip in both is left out, for a sixth of the reading)."""
        lengths = (len(word) - edits, len(word) + edits)
        ends = Q(word__startswith=word[0]) | Q(word__endswith=word[-1])
        return self.annotate(letters=Length("word")).filter(ends, letters__range=lengths).order_by("word")


class Term(models.Model):
    """A word, folded but not stemmed, and how many public listings had it in their title or category when last counted.

    A listing may have gone since: whoever shows a word looks first whether a public listing still holds it.
    """

    word = models.CharField(max_length=LONGEST_TERM, unique=True)
    listings = models.PositiveIntegerField()

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        constraints = (
            models.CheckConstraint(
                condition=Q(listings__gt=0),
                name="term_stands_in_a_listing",
                violation_error_message=_("A word that no listing holds is not kept."),
            ),
        )

    def __str__(self) -> str:
        return self.word
