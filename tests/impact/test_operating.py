"""The operator's pages of factors and parameters, and lists of what items weigh, by a person with a browser."""

from decimal import Decimal
from typing import Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from marketplace.impact.actions.counting import count_receipts
from marketplace.impact.models import Diversion, FactorSet, ItemReference, ParameterSet, ReferenceSet
from marketplace.impact.queries.calculating import parameters_in_use, parameters_of
from tests import make
from tests.impact.test_official import _file, _rows

pytestmark = pytest.mark.django_db

FACTORS: Final = reverse("impact:factors")
PARAMETERS: Final = reverse("impact:parameters")


def _operator() -> Client:
    person = make.user()
    person.is_staff = True
    person.save(update_fields=["is_staff"])
    browser = Client()
    browser.force_login(person)
    return browser


def _sent(content: bytes, **said: str) -> dict[str, object]:
    file = SimpleUploadedFile("flat.xlsx", content)
    return {"file": file, "year": "2027", "version": "v1", "published_on": "2027-06-10", "sha256": "", **said}


def test_operator_looks_at_a_file_and_loads_what_was_looked_at() -> None:
    bench = _operator()
    rows = _rows()
    rows[0][9] = float(rows[0][9]) * 2
    count_receipts(now=make.NOW)
    before = FactorSet.objects.count()
    looked = bench.post(FACTORS, _sent(_file(rows)))
    assert looked.status_code == 200
    page = looked.content.decode()
    assert "desnz" not in page.split("<main")[0]
    assert ("19_500_5000_15_1" in page, "100 %" in page, FactorSet.objects.count()) == (True, True, before)
    digest = looked.context["read"].sha256
    said = {"year": "2027", "version": "v1", "published_on": "2027-06-10", "sha256": digest}
    loaded = bench.post(reverse("impact:factors-load"), said)
    made = FactorSet.objects.get(year=2027)
    assert loaded.headers["Location"] == reverse("impact:factor-set", args=[made.pk])
    assert (made.data_sha256, made.is_complete, len(made.rows_sha256)) == (digest, True, 64)
    assert bench.get(loaded.headers["Location"]).status_code == 200
    again = bench.post(FACTORS, _sent(_file(rows)))
    assert (again.status_code, "is loaded already" in again.content.decode()) == (422, True)
    broken = bench.post(FACTORS, _sent(b"not a workbook", version="v2"))
    assert (broken.status_code, "no XLSX workbook" in broken.content.decode()) == (422, True)
    assert 'value="v2"' in broken.content.decode()


def test_own_rates_are_proposed_and_do_nothing_until_they_are_taken_into_use() -> None:
    bench = _operator()
    giver, taker = make.organisation(), make.organisation("charity")
    here, there = make.site(giver), make.site(taker)
    listing = make.listing(giver, site=here, quantity=Decimal(60))
    for number in range(30):
        said = "bought_new" if number < 12 else "gone_without"
        make.receipt(listing, organisation=taker, site=there, kept=1, kept_kg="24", displaced=said)
    count_receipts(now=make.NOW)
    assert bench.post(PARAMETERS).status_code == 302
    proposed = ParameterSet.objects.get(state="proposed")
    rate = proposed.values.get(name="displacement_central", key="furniture")
    assert (rate.value, rate.sample_size, rate.interval_low, rate.interval_high) == (
        Decimal("0.4"), 30, Decimal("0.2459"), Decimal("0.5768"),
    )  # fmt: skip
    assert bench.post(PARAMETERS).status_code == 422
    before = parameters_in_use().version
    assert before != proposed.version
    make.receipt(listing, organisation=taker, site=there, kept=1, kept_kg="24")
    count_receipts(now=make.NOW)
    assert set(Diversion.objects.values_list("parameters_version", flat=True)) == {before}
    page = reverse("impact:parameter-set", args=[proposed.pk])
    assert bench.post(page, {"verdict": "adopt", "note": " "}).status_code == 422
    assert bench.post(page, {"verdict": "adopt", "note": "A year of answers"}).status_code == 302
    assert parameters_of(parameters_in_use()).displacement_for("furniture").central == Decimal("0.4")
    make.receipt(listing, organisation=taker, site=there, kept=1, kept_kg="24")
    count_receipts(now=make.NOW)
    newest = Diversion.objects.latest("pk")
    assert newest.parameters_version == proposed.version
    assert Diversion.objects.filter(parameters_version=before).count() == 31
    assert bench.get(PARAMETERS).status_code == 200


def test_organisation_loads_its_own_list_and_switches_it() -> None:
    ours = make.organisation()
    browser = make.client(make.administrator(ours), ours)
    sheet = "Our weighings\n\nProduct,Kind,Weight,CO2\nOak desk,Desks,34.5,150\nStool,no such thing,4,\n"
    file = SimpleUploadedFile("list.csv", sheet.encode())
    said = {"name": "Ours", "source": "Own scales", "year": "2026", "licence": "Our own"}
    looked = browser.post(reverse("impact:reference-look"), {**said, "file": file})
    assert looked.status_code == 200
    asked = looked.context["form"].initial
    assert (asked["item"], asked["mass_kg"], asked["footprint_kgco2e"]) == ("0", "2", "3")
    told = {**said, "digest": asked["digest"], "filename": "list.csv", "item": "0", "category": "1", "mass_kg": "2"}
    refused = browser.post(reverse("impact:reference-keep"), {**told, "mass_kg": "1"})
    assert (refused.status_code, "is not a number" in refused.content.decode()) == (422, True)
    assert not ReferenceSet.objects.filter(organisation=ours).exists()
    kept = browser.post(reverse("impact:reference-keep"), {**told, "footprint_kgco2e": "3"})
    made = ReferenceSet.objects.get(organisation=ours)
    assert kept.headers["Location"] == reverse("impact:reference-list", args=[made.pk])
    items = ItemReference.objects.filter(reference_set=made).order_by("number")
    assert [(one.item, one.category and one.category.slug, one.mass_kg) for one in items] == [
        ("Oak desk", "desks", Decimal("34.5")), ("Stool", None, Decimal(4)),
    ]  # fmt: skip
    receipt = make.receipt(make.listing(ours), kept=4, kept_kg="96")
    browser.post(reverse("impact:reference-switch", args=[made.pk]), {"is_on": "on", "uses_footprints": "on"})
    count_receipts(now=make.NOW)
    line = Diversion.objects.get(receipt=receipt)
    assert (line.evidence["method"], line.evidence["facts"]["default_item_kg"]) == ("I", "34.5000")
    assert line.new_production == 600
    stranger = make.organisation("charity")
    other = make.client(make.administrator(stranger), stranger)
    assert other.get(reverse("impact:reference-list", args=[made.pk])).status_code == 404
    assert other.post(reverse("impact:reference-switch", args=[made.pk]), {}).status_code == 404
    made.refresh_from_db()
    assert made.is_on


def test_reporter_states_a_mass_with_its_ticket_on_the_lines_page() -> None:
    receipt = make.receipt(kept=4, kept_kg="96")
    count_receipts(now=make.NOW)
    line = Diversion.objects.get(receipt=receipt)
    taker = receipt.collection.claim.organisation
    browser = make.client(make.administrator(taker), taker)
    page = reverse("impact:line-facts", args=[line.pk])
    assert page in browser.get(reverse("impact:line", args=[line.pk])).content.decode()
    said = {
        "what": "mass",
        "mass-mass_kg": "900",
        "mass-basis": "weighed",
        "mass-evidence": "Ticket 7",
        "mass-reason": "Scale",
    }
    doubted = browser.post(page, said)
    words = doubted.content.decode()
    assert (doubted.status_code, "usually weighs" in words, 'value="900"' in words) == (422, True, True)
    photo = {"mass-file": make.photo_file(), "mass-mass_kg": "101.5"}
    assert browser.post(page, {**said, **photo}).status_code == 302
    newest = Diversion.objects.filter(receipt=receipt).latest("pk")
    assert (newest.mass_kg, newest.mass_basis, newest.cause) == (Decimal("101.5"), "weighed", "mass")
    statement = receipt.mass_statements.get()
    shown = browser.get(reverse("impact:mass-file", args=[statement.pk]))
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/webp")
    assert browser.post(page, {"what": "return", "return-quantity": "1", "return-reason": "Broken"}).status_code == 302
    assert Diversion.objects.filter(receipt=receipt, entry="returned").get().mass_kg == Decimal("-25.375")
    assert browser.post(page, {"what": "theft"}).status_code == 404
