"""Sites: found without a network, public only to a square kilometre, with dock hours that make sense."""

from datetime import timedelta

import pytest

from marketplace.kernel.geo import distance_km, public_point
from marketplace.organisations.actions import placing
from marketplace.organisations.models import Organisation, Site, User
from tests import make

pytestmark = pytest.mark.django_db


def _add(organisation: Organisation, *, by: User | None = None, **changed: object) -> Site:
    asked: dict[str, object] = {
        "name": "Warehouse",
        "street": "1 Wharf Street",
        "town": "Leeds",
        "postcode": "LS2 7EQ",
        **changed,
    }
    person = by or make.administrator(organisation)
    return placing.add_site(organisation=organisation, by=person, now=make.NOW, **asked)  # type: ignore[arg-type]  # a mixed bag of arguments


@pytest.mark.parametrize(
    ("town", "postcode", "source", "kept", "area"),
    [
        ("Leeds", "ls27eq", "postcode_sector", "LS2 7EQ", "Leeds LS2"),
        ("Leeds", " LS2  7EQ ", "postcode_sector", "LS2 7EQ", "Leeds LS2"),
        ("Belfast", "BT1 5GS", "outcode", "BT1 5GS", "Belfast BT1"),
        ("Leeds", "", "town", "", "Leeds"),
        ("Lyon", "69002", "town", "69002", "Lyon"),
    ],
)
def test_add_site_finds_the_place_offline(town: str, postcode: str, source: str, kept: str, area: str) -> None:
    site = _add(make.organisation(), town=town, postcode=postcode)
    assert (site.place_source, site.postcode, site.public_area) == (source, kept, area)
    assert site.public_point == public_point(site.point)


def test_add_site_takes_a_pin_over_the_address() -> None:
    site = _add(make.organisation(), pin=make.YORK)
    assert (site.point, site.place_source) == (make.YORK, "pin")
    assert 0 < distance_km(site.public_point, make.YORK) < 1


def test_sites_in_one_cell_have_one_public_point() -> None:
    ours = make.organisation()
    exact = _add(ours, pin=make.LEEDS)
    moved = _add(ours, name="Next door", pin=public_point(make.LEEDS))
    assert exact.public_point == moved.public_point


@pytest.mark.parametrize(("town", "postcode"), [("Leeds", "ZZ99 9ZZ"), ("Qwertyville", ""), ("Qwertyville", "99999")])
def test_add_site_refuses_an_unknown_place(town: str, postcode: str) -> None:
    with pytest.raises(placing.UnknownPlace) as refusal:
        _add(make.organisation(), town=town, postcode=postcode)
    assert refusal.value.field == "postcode"
    assert Site.objects.count() == 0


def test_add_site_refuses_a_name_that_is_taken() -> None:
    ours, theirs = make.organisation(), make.organisation()
    _add(theirs)
    _add(ours)
    with pytest.raises(placing.SiteNameTaken):
        _add(ours)
    assert Site.objects.count() == 2


def test_sites_are_for_administrators_listers_and_requesters() -> None:
    ours, theirs = make.organisation(), make.organisation()
    for role in ("lister", "requester"):
        assert _add(ours, name=role, by=make.member(ours, role)).name == role
    strangers = [make.member(ours, "driver", "coordinator", "reporter"), make.administrator(theirs)]
    for person in strangers:
        with pytest.raises(placing.SitesNotYours):
            _add(ours, name="Not ours", by=person)
        with pytest.raises(placing.SitesNotYours):
            placing.close_site(site=Site.objects.get(name="lister"), by=person, now=make.NOW)
    assert list(Site.objects.filter(closed_at=None).order_by("name").values_list("name", flat=True)) == [
        "lister",
        "requester",
    ]


def test_dock_hours_are_kept_in_order_without_closed_days() -> None:
    hours = {"tue": [["07:30", "12:00"], ["13:00", "16:00"]], "mon": [["07:30", "16:00"]], "wed": []}
    site = _add(make.organisation(), dock_hours=hours)
    assert list(site.dock_hours.items()) == [
        ("mon", [["07:30", "16:00"]]),
        ("tue", [["07:30", "12:00"], ["13:00", "16:00"]]),
    ]
    assert site.hours_in_words == ["Mon 07:30–16:00", "Tue 07:30–12:00, 13:00–16:00"]


def test_dock_hours_are_nine_to_five_unless_said() -> None:
    assert _add(make.organisation()).hours_in_words == ["Mon–Fri 09:00–17:00"]


def test_dock_may_be_closed_every_day() -> None:
    site = _add(make.organisation(), dock_hours={})
    assert (site.dock_hours, site.hours_in_words) == ({}, [])


@pytest.mark.parametrize(
    "hours",
    [
        {"someday": [["09:00", "17:00"]]},
        {"mon": [["17:00", "09:00"]]},
        {"mon": [["09:00", "09:00"]]},
        {"mon": [["9", "17"]]},
        {"mon": [["09:00", "25:00"]]},
        {"mon": [["09:00"]]},
        {"mon": [["09:00", "13:00"], ["12:00", "17:00"]]},
    ],
)
def test_dock_hours_that_make_no_sense_are_refused(hours: dict[str, list[list[str]]]) -> None:
    with pytest.raises(placing.BadDockHours):
        _add(make.organisation(), dock_hours=hours)
    assert Site.objects.count() == 0


def _change(site: Site, *, name: str, by: User | None = None) -> Site:
    return placing.change_site(
        site=site,
        name=name,
        dock_hours={"sat": [["10:00", "12:00"]]},
        access_notes="Ring twice.",
        contact_name="Sam",
        contact_phone="0113",
        has_loading_dock=True,
        has_step_free_access=False,
        by=by or make.administrator(site.organisation),
        now=make.NOW,
    )


def test_change_site_changes_all_but_the_place() -> None:
    ours = make.organisation()
    before = _add(ours)
    after = _change(Site.objects.get(pk=before.pk), name="Shop")
    assert (after.name, after.hours_in_words, after.access_notes) == ("Shop", ["Sat 10:00–12:00"], "Ring twice.")
    assert (after.has_loading_dock, after.has_step_free_access) == (True, False)
    assert (after.point, after.address, after.public_point) == (before.point, before.address, before.public_point)


def test_change_site_refuses_a_taken_name_and_strangers() -> None:
    ours = make.organisation()
    _add(ours, name="Shop")
    site = _add(ours)
    with pytest.raises(placing.SiteNameTaken):
        _change(site, name="Shop")
    with pytest.raises(placing.SitesNotYours):
        _change(site, name="Theirs", by=make.administrator(make.organisation()))
    site.refresh_from_db()
    assert (site.name, site.access_notes) == ("Warehouse", "")


def test_close_site_closes_once_and_keeps_it_as_it_was() -> None:
    ours = make.organisation()
    ada = make.administrator(ours)
    site = _add(ours)
    placing.close_site(site=site, by=ada, now=make.NOW)
    with pytest.raises(placing.SiteClosed):
        placing.close_site(site=site, by=ada, now=make.NOW + timedelta(days=1))
    with pytest.raises(placing.SiteClosed):
        _change(site, name="Shop")
    site.refresh_from_db()
    assert (site.closed_at, site.name) == (make.NOW, "Warehouse")
    assert list(Site.objects.owned_by(ours).in_use()) == []
