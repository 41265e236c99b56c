"""Organisations and who acts for them."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.organisations.models.people import User


class OrganisationKind(models.TextChoices):
    BUSINESS = "business", _("Business")
    CHARITY = "charity", _("Charity")
    SCHOOL = "school", _("School")
    PUBLIC_BODY = "public_body", _("Public body")
    COMMUNITY_GROUP = "community_group", _("Community group")


class Role(models.TextChoices):
    """What a membership lets a person do; an administrator may do all of it."""

    ADMINISTRATOR = "administrator", _("Administrator")
    LISTER = "lister", _("Lister")
    REQUESTER = "requester", _("Requester")
    COORDINATOR = "coordinator", _("Coordinator")
    DRIVER = "driver", _("Driver")
    REPORTER = "reporter", _("Reporter")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def of(self, user: User) -> Self:
        """The organisations that the person has a membership in."""
        return self.filter(memberships__user=user).distinct()

    def called(self, text: str) -> Self:
        """Those that are meant by a name, or by the address of a public page."""
        page = text.strip().rstrip("/").rpartition("/")[2]
        return self.filter(models.Q(name__iexact=text.strip()) | models.Q(slug=page)).order_by("pk")

    def carriers_for(self, *parties: "Organisation") -> Self:
        """Who can be asked to carry goods between these parties: themselves, and those who carry for others."""
        own = models.Q(pk__in=[party.pk for party in parties])
        return self.filter(own | models.Q(carries_for_others=True))


class Organisation(models.Model):
    """An organisation that lists, requests, carries or reports. Its name and kind are public; its people are not."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("type"), max_length=20, choices=OrganisationKind.choices)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    about = models.TextField(_("about"), max_length=2000, blank=True)
    carries_for_others = models.BooleanField(_("carries goods for other organisations"), default=False)
    verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind__in=OrganisationKind.values),
                name="organisation_kind_is_known",
                violation_error_message=_("Choose one of the five types of organisation."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def in_organisation(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)

    def with_role(self, *roles: str) -> Self:
        return self.filter(role__in=roles)

    def for_people_page(self) -> Self:
        return self.select_related("user").order_by("user__name", "user__email", "role", "pk")


class Membership(models.Model):
    """A person's role in an organisation; one row for each role, several for a person with several."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    created_at = models.DateTimeField(editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                name="person_holds_a_role_once_in_an_organisation",
                violation_error_message=_("This person already has this role here."),
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values),
                name="membership_role_is_known",
                violation_error_message=_("Choose one of the roles."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
