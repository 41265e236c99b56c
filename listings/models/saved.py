"""Saved searches: a question that somebody asks again and again, asked for them."""

from datetime import datetime
from typing import Final, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from listings.telling import HowOften
from marketplace.organisations.models import Organisation, User

#: how often what it finds is told, beside the person's own way
OFTEN: Final = [
    ("", _("As my other alerts")),
    (HowOften.AT_ONCE.value, _("At once")),
    (HowOften.DAILY.value, _("Once a day, in the morning")),
    (HowOften.WEEKLY.value, _("Once a week, on Monday morning")),
]


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def of(self, person: User, organisation: Organisation) -> Self:
        return self.filter(person=person, organisation=organisation)

    def due_at(self, now: datetime) -> Self:
        """Not paused and not asked lately, the longest ago first."""
        return self.filter(paused_at=None, next_run_at__lte=now).order_by("next_run_at", "pk")

    def for_list(self) -> Self:
        return self.order_by("name", "pk")


class SavedSearch(models.Model):
    """A person's search for an organisation: the query string of the results page, asked with that organisation's
    eyes whenever it is asked. Deliberately absent: what it found (that is its alerts)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_searches")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=2000, editable=False)
    how_often = models.CharField(_("how often"), max_length=8, choices=OFTEN, blank=True)
    created_at = models.DateTimeField(editable=False)
    #: everything that was published until then has been looked at
    looked_until = models.DateTimeField(editable=False)
    next_run_at = models.DateTimeField(editable=False)
    paused_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: why it cannot be asked any more, such as a site that was closed; empty while it can
    problem = models.CharField(max_length=200, blank=True, editable=False)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        indexes = (models.Index(fields=["next_run_at"], name="saved_search_due", condition=models.Q(paused_at=None)),)
        constraints = (
            models.UniqueConstraint(
                fields=["person", "organisation", "name"],
                name="saved_search_name_is_used_once_by_a_person",
                violation_error_message=_("You already have a saved search of this name."),
            ),
            models.CheckConstraint(
                condition=models.Q(how_often__in=[value for value, _label in OFTEN]),
                name="saved_search_is_told_as_often_as_can_be",
                violation_error_message=_("Choose how often."),
            ),
        )

    def __str__(self) -> str:
        return self.name
