"""Kit lists: what counts as covered, who would fill the rest, the forms, and whose they are."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from listings.actions.claiming import decline, mark_collected, mark_received
from listings.actions.kitting import KitIsClosed, NoLines, TooManyLines, change_kit, close_kit, start_kit
from listings.actions.stocking import take_back
from listings.actions.wanting import WantValues
from listings.kits import TEMPLATES
from listings.models import KitList, Listing, Want
from listings.queries.kits import kit_page, own_kits
from tests import make

pytestmark = pytest.mark.django_db

TODAY = make.NOW.date()


def _client(kit: KitList) -> Client:
    return make.client(make.administrator(kit.organisation), kit.organisation)


def _html(response: Any) -> str:  # Any: the test client's response has no public type
    return str(response.content.decode())


def test_what_was_claimed_counts_for_its_line_and_the_rest_is_looked_for() -> None:
    kit = make.kit()
    chairs = make.listing(title="Classroom chairs", slug="classroom-chairs", quantity=Decimal(24))
    school = make.organisation(name="The School")
    make.listing(school, title="Classroom chairs, blue", slug="classroom-chairs", quantity=Decimal(40))
    make.listing(school, title="Classroom tables", slug="classroom-tables", quantity=Decimal(10))
    make.accepted_claim(chairs, organisation=kit.organisation, site=kit.site, quantity=12, accept=9)
    page = kit_page(kit, today=TODAY)
    assert [(line.needed, line.coming, line.asked, line.percent) for line in page.lines] == [
        ("30", "9", "0", 30),
        ("15", "0", "0", 0),
    ]
    assert (page.percent_there, page.percent_promised, page.percent, page.percent_possible) == (0, 15, 15, 83)
    assert [(donor.name, donor.gives) for donor in page.donors] == [
        ("The School", ["21 of 30 for “Classroom chairs and stools”", "10 of 15 for “Classroom tables and exam desks”"])
    ]
    assert [row.percent for row in own_kits(kit.organisation)] == [15]


def test_what_is_there_promised_and_asked_for_is_told_apart() -> None:
    kit = make.kit()
    for index, slug in enumerate(("classroom-chairs", "classroom-tables")):
        make.listing(title=f"Classroom {slug[10:]}", slug=slug, quantity=Decimal(40 + index))
    chairs, tables = Listing.objects.order_by("quantity")
    mine: dict[str, Any] = {"organisation": kit.organisation, "site": kit.site}  # Any: arguments of a claim
    came = make.accepted_claim(chairs, quantity=12, **mine)
    mark_collected(claim=came, quantity=Decimal(9), by=came.asked_by, now=make.NOW)
    mark_received(claim=came, by=came.asked_by, now=make.NOW)
    take_back(claim=came, quantity=Decimal(3), by=came.asked_by, now=make.NOW)
    make.claim(tables, quantity=3, **mine)
    page = kit_page(kit, today=TODAY)
    assert [(line.received, line.coming, line.asked) for line in page.lines] == [("6", "0", "0"), ("0", "0", "3")]
    assert (page.percent_there, page.percent_promised, page.percent) == (10, 10, 20)
    assert "There now" in _html(_client(kit).get(reverse("listings:kit", args=[kit.pk])))


def test_claims_that_came_to_nothing_or_came_before_do_not_count() -> None:
    chairs = make.listing(title="Classroom chairs", slug="classroom-chairs")
    group = make.organisation("charity")
    site = make.site(group, at=make.BRADFORD)
    make.kit(group, site=site, whiteboards=1)  # an older list: claims are read from its beginning on
    make.claim(chairs, organisation=group, site=site, quantity=5)
    kit = make.kit(group, site=site)
    KitList.objects.filter(pk=kit.pk).update(created_at=make.NOW + timedelta(hours=1))
    again = make.listing(title="Classroom chairs, red", slug="classroom-chairs")
    refused = make.claim(again, organisation=group, site=site, quantity=5)
    decline(claim=refused, reason="They are promised.", by=make.administrator(again.organisation), now=make.NOW)
    assert kit_page(KitList.objects.get(pk=kit.pk), today=TODAY).percent == 0


def test_two_lists_never_count_the_same_claim() -> None:
    first = make.kit(classroom_chairs=10)
    make.kit(first.organisation, site=first.site, classroom_chairs=10)
    chairs = make.listing(title="Classroom chairs", slug="classroom-chairs", quantity=Decimal(24))
    make.claim(chairs, organisation=first.organisation, site=first.site, quantity=15)
    assert sorted(row.percent for row in own_kits(first.organisation)) == [50, 100]


def test_list_is_closed_with_its_open_lines() -> None:
    kit = make.kit()
    by = make.administrator(kit.organisation)
    assert close_kit(kit=kit, outcome="met", by=by, now=make.NOW) == 2
    assert set(Want.objects.values_list("state", flat=True)) == {"met"}
    line = WantValues(title="Desks", kind="equipment")
    with pytest.raises(KitIsClosed):
        close_kit(kit=kit, outcome="met", by=by, now=make.NOW)
    with pytest.raises(KitIsClosed):
        change_kit(kit=kit, title="Room 5", note="", lines=[line], by=by, now=make.NOW)
    assert Want.objects.count() == 2
    assert KitList.objects.get().title == "Room 4"


def test_list_of_nothing_or_of_too_much_is_none() -> None:
    site = make.site(make.organisation("charity"))
    line = WantValues(title="Desks", kind="equipment")
    for lines, refusal in (([], NoLines), ([line] * 21, TooManyLines)):
        with pytest.raises(refusal):
            start_kit(
                organisation=site.organisation, site=site, title="Room", note="", lines=lines,
                by=make.administrator(site.organisation), now=make.NOW,
            )  # fmt: skip
    assert not KitList.objects.exists()
    assert not Want.objects.exists()


@pytest.mark.parametrize("template", TEMPLATES)
def test_ready_made_list_is_posted_as_it_is_offered(template: str) -> None:
    site = make.site(make.organisation("charity"))
    requester = make.client(make.administrator(site.organisation), site.organisation)
    form = requester.get(reverse("listings:kit-new"), {"template": template}).context["form"]
    sent = {box.html_name: box.value() or "" for row in form.rows() for box in row}
    said = {"title": form["title"].value(), "site": site.pk, "radius_km": "25", "can_collect": "on"}
    assert requester.post(reverse("listings:kit-new"), {**said, **sent}).status_code == 302
    lines = Want.objects.filter(kit=KitList.objects.get()).order_by("pk")
    assert [line.category and line.category.slug for line in lines] == [
        line.category for line in TEMPLATES[template].lines
    ]
    assert [bool(line.substitutes) for line in lines] == [bool(line.also) for line in TEMPLATES[template].lines]


def test_more_rows_keep_what_was_typed() -> None:
    site = make.site(make.organisation("charity"))
    requester = make.client(make.administrator(site.organisation), site.organisation)
    typed = {"title": "Room 4", "line_0_words": "Desks", "line_0_quantity": "many", "more": "yes", "site": site.pk}
    page = requester.post(reverse("listings:kit-new"), typed)
    assert page.status_code == 200
    assert len(page.context["form"].rows()) == 4
    assert 'value="many"' in _html(page)
    assert not KitList.objects.exists()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ({}, "Fill in at least one line."),
        ({"line_0_words": "Desks"}, "Say how many."),
        ({"line_0_words": "whatsits", "line_0_quantity": "2"}, "choose where it is listed"),
        ({"line_0_words": "Desks", "line_0_quantity": "2.5"}, "whole number"),
        ({"line_0_words": "Desks", "line_0_quantity": "2", "line_0_also": "bricks"}, "of the same kind"),
    ],
)
def test_lines_that_cannot_be_are_refused_and_nothing_is_posted(line: dict[str, str], sentence: str) -> None:
    site = make.site(make.organisation("charity"))
    requester = make.client(make.administrator(site.organisation), site.organisation)
    said = {"title": "Room 4", "site": site.pk, "radius_km": "25", "line_0_words": "", **line}
    page = requester.post(reverse("listings:kit-new"), said)
    assert page.status_code == 422
    assert sentence in _html(page)
    assert not KitList.objects.exists()
    assert not Want.objects.exists()


def test_lines_are_added_to_a_list() -> None:
    kit = make.kit()
    requester = _client(kit)
    url = reverse("listings:kit-edit", args=[kit.pk])
    assert 'value="Room 4"' in _html(requester.get(url))
    said = {"title": "Room 5", "radius_km": "25", "line_0_words": "Whiteboard", "line_0_quantity": "1"}
    assert requester.post(url, said).status_code == 302
    assert [line.want.title for line in kit_page(KitList.objects.get(), today=TODAY).lines][2:] == ["Whiteboard"]
    page = _html(requester.get(reverse("listings:kit", args=[kit.pk])))
    assert "Room 5" in page
    assert "0 % covered" in page


def test_pages_of_kits_cost_the_same_queries_for_one_and_three() -> None:
    kit = make.kit(classroom_chairs=10)
    requester = _client(kit)
    paths = [reverse("listings:kits"), reverse("listings:kit", args=[kit.pk])]
    counts = []
    for number in range(3):
        chairs = make.listing(title="Classroom chairs", slug="classroom-chairs", quantity=Decimal(24))
        make.listing(title="Classroom tables", slug="classroom-tables")
        if number:
            make.kit(kit.organisation, site=kit.site)
            added = [WantValues(title="Tables", kind="equipment", category=make.category("classroom-tables"))]
            by = make.administrator(kit.organisation)
            change_kit(kit=kit, title=kit.title, note="", lines=added, by=by, now=make.NOW)
        make.claim(chairs, organisation=kit.organisation, site=kit.site, quantity=1)
        with CaptureQueriesContext(connection) as queries:
            for path in paths:
                assert requester.get(path).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
