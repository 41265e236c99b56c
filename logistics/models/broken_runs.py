"""Runs that were broken off: why, and what became of what was aboard."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from logistics.models.plans import Route
from logistics.models.storage import Storage
from marketplace.organisations.models import User


class BreakCode(models.TextChoices):
    VAN = "van", _("The van cannot go on")
    ILL = "ill", _("Somebody of the crew is ill or hurt")
    ACCIDENT = "accident", _("An accident")
    ROAD = "road", _("The roads or the weather")
    TIME = "time", _("No time left")
    OTHER = "other", _("Something else")


class GoodsGo(models.TextChoices):
    """Where what is aboard goes, all of it."""

    STAY = "stay", _("It stays in the van")
    STORAGE = "storage", _("It is put down in a storage")
    VAN = "van", _("Another van takes it")


class BrokenRun(models.Model):
    """A run that ended before its last stop. Never edited; its stops say themselves what became of each.

    `client_id` is made with the form, so that a form that is sent twice counts once.
    """

    route = models.OneToOneField(Route, on_delete=models.PROTECT, related_name="broken")
    client_id = models.UUIDField(unique=True)
    code = models.CharField(max_length=8, choices=BreakCode.choices)
    words = models.CharField(max_length=240, blank=True)
    goods = models.CharField(max_length=8, choices=GoodsGo.choices)
    storage = models.ForeignKey(Storage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: the run of the van that takes what was aboard.
    onto = models.ForeignKey(Route, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: how many loads were aboard, and how many wait to be planned again.
    aboard = models.PositiveSmallIntegerField()
    to_plan = models.PositiveSmallIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("run that was broken off")
        verbose_name_plural = _("runs that were broken off")
        constraints = (
            models.CheckConstraint(
                condition=~Q(code=BreakCode.OTHER) | ~Q(words=""),
                name="run_broken_off_for_something_else_says_for_what",
                violation_error_message=_("Say what happened."),
            ),
            models.CheckConstraint(
                condition=Q(goods=GoodsGo.STAY, storage=None, onto=None)
                | Q(goods=GoodsGo.STORAGE, storage__isnull=False, onto=None)
                | Q(goods=GoodsGo.VAN, storage=None, onto__isnull=False),
                name="broken_run_says_where_its_goods_go",
                violation_error_message=_("Say where what is aboard goes."),
            ),
            models.CheckConstraint(
                condition=~Q(onto=models.F("route")),
                name="goods_of_a_broken_run_go_onto_another",
                violation_error_message=_("Choose another van."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.route}: {self.get_code_display()}"

    def sentence(self) -> str:
        """Why, as the parties read it."""
        label = str(self.get_code_display())
        if self.code == BreakCode.OTHER:
            return self.words
        return f"{label}: {self.words}" if self.words else label
