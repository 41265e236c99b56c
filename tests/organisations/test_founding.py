"""Founding an organisation and changing its details."""

import pytest

from marketplace.organisations.actions import founding
from marketplace.organisations.models import Membership, Organisation
from tests import make

pytestmark = pytest.mark.django_db


def _roles(organisation: Organisation) -> list[tuple[str, str]]:
    rows = Membership.objects.in_organisation(organisation).order_by("pk")
    return list(rows.values_list("user__email", "role"))


def test_found_organisation_makes_its_founder_administrator() -> None:
    ada = make.user("ada@example.org")
    organisation = founding.found_organisation(name="Aire Desks", kind="charity", by=ada, now=make.NOW)
    assert (organisation.slug, organisation.kind, organisation.created_at) == ("aire-desks", "charity", make.NOW)
    assert _roles(organisation) == [("ada@example.org", "administrator")]


def test_found_organisation_of_a_taken_name_gets_another_address() -> None:
    first = make.organisation(name="St Mary’s")
    second = make.organisation(name="St Mary's")
    assert first.slug == "st-marys"
    assert second.slug.startswith("st-marys-")
    assert first.slug != second.slug


def test_found_organisation_whose_name_has_no_latin_letters_has_an_address() -> None:
    assert make.organisation(name="Ελπίδα").slug == "organisation"


def test_found_organisation_refuses_an_unknown_kind() -> None:
    with pytest.raises(founding.UnknownKind):
        founding.found_organisation(name="X", kind="empire", by=make.user(), now=make.NOW)
    assert Organisation.objects.count() == 0


def test_change_details_keeps_the_address() -> None:
    organisation = make.organisation(name="Old name")
    changed = founding.change_details(
        organisation=organisation,
        name="New name",
        kind="school",
        registration_number="123456",
        about="We teach.",
        carries_for_others=True,
        by=make.administrator(organisation),
        now=make.NOW,
    )
    changed.refresh_from_db()
    assert (changed.slug, changed.name, changed.kind, changed.registration_number, changed.about) == (
        "old-name",
        "New name",
        "school",
        "123456",
        "We teach.",
    )
    assert changed.carries_for_others is True


def test_change_details_is_for_administrators() -> None:
    organisation = make.organisation(name="Ours")
    for person in (make.member(organisation, "lister"), make.administrator(make.organisation())):
        with pytest.raises(founding.NotAnAdministrator):
            founding.change_details(
                organisation=organisation,
                name="Theirs",
                kind="school",
                registration_number="",
                about="",
                carries_for_others=False,
                by=person,
                now=make.NOW,
            )
    organisation.refresh_from_db()
    assert organisation.name == "Ours"
