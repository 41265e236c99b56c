"""What an import does to listings that are there, to claims on them, and when workers die or meet."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings

from listings.actions import checking, importing, running
from listings.actions import listing as listing_actions
from listings.actions.claiming import cancel
from listings.actions.publishing import withdraw
from listings.importing.answers import Answers
from listings.importing.fields import Field
from listings.models import ImportJob, ImportRow, Listing, ListingState, Match, StockEntry
from listings.models.imports import STUCK_AFTER, ImportState
from listings.queries.imports import look_at
from listings.tasks import check_import, expire_listings, run_import
from marketplace.organisations.models import Organisation, Site
from tests import make

pytestmark = pytest.mark.django_db

HEADERS = "Ref,Item,Qty,Weight (kg),Price,Gone by\n"
LATER = make.NOW + STUCK_AFTER + timedelta(seconds=1)


@pytest.fixture
def yard() -> Organisation:
    organisation = make.organisation()
    make.category()
    make.site(organisation)
    return organisation


def _upload(yard: Organisation, text: str) -> ImportJob:
    by = make.administrator(yard)
    return importing.upload(organisation=yard, data=text.encode(), filename="list.csv", by=by, now=make.NOW)


def _answered(job: ImportJob, **said: Any) -> int:  # Any: answers of several types
    answers = Answers(
        **{
            "columns": look_at(job).layout.mapping,
            "site": job.organisation.sites.earliest("pk").pk,
            "category": "",
            "condition": "",
            "dates": None,
            "terms": "by_price",
            "typical": True,
            **said,
        }
    )
    return importing.answer(job=job, answers=answers, worksheet="", by=job.uploaded_by, now=make.NOW)


def _silent(done: int, total: int) -> None:
    """Nobody waits."""


def _check(job: ImportJob, attempt: int, told: Callable[[int, int], None] = _silent) -> None:
    checking.check(job=job, attempt=attempt, told=told, by=job.uploaded_by, now=make.NOW)
    job.refresh_from_db()


def _checked(yard: Organisation, text: str, **said: Any) -> ImportJob:  # Any: as above
    job = _upload(yard, HEADERS + text)
    _check(job, _answered(job, **said))
    return job


def _begin(job: ImportJob, *, publishes: bool = True, leave_out: bool = False) -> int:
    return importing.begin(job=job, leave_out=leave_out, publishes=publishes, by=job.uploaded_by, now=make.NOW)


def _import(yard: Organisation, text: str, **said: Any) -> ImportJob:  # Any: as above
    job = _checked(yard, text, **said)
    assert running.run(job=job, attempt=_begin(job), by=job.uploaded_by, now=make.NOW)
    job.refresh_from_db()
    return job


def _only_row(job: ImportJob) -> ImportRow:
    return ImportRow.objects.get(job=job)


def _said(row: ImportRow) -> list[str]:
    return [problem["message"] for problem in row.errors + row.warnings]


def test_an_update_changes_what_the_row_says_and_leaves_the_rest(yard: Organisation) -> None:
    job = _import(yard, "A1,Oak desk,10,24,,\n")
    listing = Listing.objects.get()
    told = {field: getattr(listing, field) for field in ("unit", "mode", "reference", "unit_mass_kg", "mass_basis")}
    listing_actions.change(
        listing=listing,
        site=listing.site,
        category=make.category("meeting-tables"),
        values=listing_actions.ListingValues(
            **told, title="Oak desk", quantity=Decimal(10), condition="fair", description="By hand.", make="Ours"
        ),
        by=job.uploaded_by,
        now=make.NOW,
    )
    checked = _checked(yard, "a1,Oak desk,12,,£5,31/12/2026\n", condition="new", category="toys")
    changes = _only_row(checked).values["changes"]
    assert [(c["label"], c["before"], c["after"]) for c in changes] == [
        ("Quantity", "10", "12"),
        ("Mode", "Give", "Sell"),
        ("Must be gone by", "nothing", "31 December 2026"),
        ("Price of one unit", "nothing", "£5"),
    ]
    running.run(job=checked, attempt=_begin(checked), by=job.uploaded_by, now=make.NOW)
    listing.refresh_from_db()
    assert (listing.category.slug, listing.condition, listing.description) == ("meeting-tables", "fair", "By hand.")
    assert (listing.make, listing.unit_mass_kg, listing.reference) == ("Ours", Decimal(24), "A1")
    assert (listing.quantity, listing.available) == (Decimal(12), Decimal(12))
    assert (listing.mode, listing.price_pence) == ("sell", 500)
    entries = StockEntry.objects.order_by("pk").values_list("kind", "change")
    assert list(entries) == [("listed", Decimal(10)), ("adjusted", Decimal(2))]
    assert Listing.objects.count() == 1


def test_a_quantity_below_what_is_held_is_an_error_of_the_row(yard: Organisation) -> None:
    _import(yard, "A1,Oak desk,10,,,\nA2,Office chair,5,,,\n")
    desks = Listing.objects.get(reference="A1")
    make.claim(desks, quantity=4)
    job = _checked(yard, "A1,Oak desk,3,,,\nA2,Office chair,6,,,\n")
    bad, good = ImportRow.objects.for_job(job)
    assert (bad.outcome, good.outcome) == ("error", "update")
    assert bad.errors == [
        {
            "column": "Qty",
            "message": "4 items are claimed or already collected, so the quantity cannot be less than that.",
        }
    ]
    with pytest.raises(importing.RowsNeedCorrection):
        _begin(job)
    running.run(job=job, attempt=_begin(job, leave_out=True), by=job.uploaded_by, now=make.NOW)
    told = Listing.objects.order_by("reference").values_list("quantity", "available")
    assert list(told) == [(Decimal(10), Decimal(6)), (Decimal(6), Decimal(6))]


def test_a_claim_between_dry_run_and_import_fails_all_of_it_in_words(yard: Organisation) -> None:
    _import(yard, "A1,Oak desk,10,,,\n")
    job = _checked(yard, "A0,Office chair,2,,,\nA1,Oak desk,3,,,\n")
    attempt = _begin(job)
    claim = make.claim(Listing.objects.get(reference="A1"), quantity=4)
    assert not running.run(job=job, attempt=attempt, by=job.uploaded_by, now=make.NOW)
    job.refresh_from_db()
    assert job.state == ImportState.FAILED
    assert job.failure == (
        "Nothing was imported, because row 3 cannot be any more: "
        "4 items are claimed or already collected, so the quantity cannot be less than that."
    )
    assert list(Listing.objects.values_list("reference", "quantity")) == [("A1", Decimal(10))]
    cancel(claim=claim, reason="No", by=claim.asked_by, now=make.NOW)
    _check(job, importing.begin_again(job=job, by=job.uploaded_by, now=make.NOW))
    assert running.run(job=job, attempt=_begin(job), by=job.uploaded_by, now=make.NOW)
    assert set(Listing.objects.values_list("reference", "quantity")) == {("A0", Decimal(2)), ("A1", Decimal(3))}


def test_a_weighed_mass_and_a_withdrawn_listing_stay(yard: Organisation) -> None:
    job = _import(yard, "A1,Oak desk,10,24,,\nA2,Office chair,5,9,,\n")
    desk, chair = Listing.objects.order_by("reference")
    Listing.objects.filter(pk=desk.pk).update(unit_mass_kg=Decimal("23.4"), mass_basis="weighed")
    withdraw(listing=chair, by=job.uploaded_by, now=make.NOW)
    first, second = ImportRow.objects.for_job(_checked(yard, "A1,Oak desk,10,24,,\nA2,Office chair,6,9,,\n"))
    assert (first.outcome, _said(first)) == ("unchanged", ["The weight on the listing was weighed, so it was kept."])
    assert (second.outcome, _said(second)) == ("update", ["The listing is withdrawn and stays so."])


def test_terms_follow_the_answer_the_kind_and_the_price(yard: Organisation) -> None:
    text = "1,Oak desk,1,,£5,\n2,Office chair,1,,free,\n3,Bricks,10,,,\n4,Meeting room,1,,£20,\n"
    _import(yard, text)
    told = Listing.objects.order_by("reference").values_list("mode", "price_pence", "kind", "unit")
    assert list(told) == [
        ("sell", 500, "equipment", "item"),
        ("give", None, "equipment", "item"),
        ("give", None, "material", "item"),
        ("hire", 2000, "space", "hour"),
    ]
    lent = ImportRow.objects.for_job(_checked(yard, text.replace(",O", "x,O").replace(",B", "x,B"), terms="lend"))
    assert [row.outcome for row in lent] == ["create", "create", "error", "unchanged"]
    assert _said(lent[2]) == ["“Bricks” is a material: it is given or sold, not lent or hired out."]


def test_rows_that_mean_the_same_listing_are_refused(yard: Organisation) -> None:
    job = _checked(yard, "A1,Oak desk,1,,,\nA1,Oak table,1,,,\n")
    assert [row.outcome for row in ImportRow.objects.for_job(job)] == ["create", "error"]


def test_another_organisations_reference_is_not_ours(yard: Organisation) -> None:
    theirs = make.listing(reference="A1", quantity=Decimal(7))
    _import(yard, "A1,Oak desk,1,,,\n")
    theirs.refresh_from_db()
    assert theirs.quantity == 7
    assert Listing.objects.owned_by(yard).get().reference == "A1"


def test_a_site_that_closed_meanwhile_is_said(yard: Organisation) -> None:
    closed = make.site(yard)
    Site.objects.filter(pk=closed.pk).update(closed_at=make.NOW)
    job = _upload(yard, HEADERS + "A1,Oak desk,1,,,\n")
    _check(job, _answered(job, site=closed.pk))
    assert _said(_only_row(job)) == ["The site chosen for this list is not in use any more. Choose another."]


def test_a_list_of_headings_alone_fails_in_words(yard: Organisation) -> None:
    job = _checked(yard, "FURNITURE,,,,,\nTotal,,,,,\n")
    assert (job.state, job.rows_total) == (ImportState.FAILED, 0)
    assert job.failure == "We found no item in “list.csv”: all its rows are headings, totals, remarks or blank."


def test_progress_is_told_row_by_row_and_kept(yard: Organisation) -> None:
    job = _upload(yard, HEADERS + "".join(f"R{i},Oak desk,1,,,\n" for i in range(20)))
    attempt, heard = _answered(job), []

    def told(done: int, total: int) -> None:
        heard.append((done, total))
        importing.note_progress(
            job=job, attempt=attempt, done=done, total=total, by=job.uploaded_by, now=make.NOW + timedelta(seconds=done)
        )
        seen = ImportJob.objects.get(pk=job.pk)
        assert (seen.rows_done, seen.rows_total) == (done, total)

    _check(job, attempt, told)
    assert heard == [(done, 20) for done in range(20)]
    assert (job.rows_done, job.rows_total) == (20, 20)


def test_of_two_workers_one_takes_a_job_up(yard: Organisation) -> None:
    job = _upload(yard, HEADERS + "A1,Oak desk,1,,,\n")
    attempt = _answered(job)
    taken = ImportJob.objects.filter(pk=job.pk)
    assert [taken.take_up(attempt=attempt, now=make.NOW) for _ in range(3)] == [True, False, False]
    _check(job, attempt)
    assert job.state == ImportState.CHECKING
    assert not ImportRow.objects.exists()


def test_a_worker_of_an_earlier_attempt_has_lost_its_say(yard: Organisation) -> None:
    """One is presumed dead, another takes over, and then the first comes back in the middle of it."""
    job = _upload(yard, HEADERS + "A1,Oak desk,1,,,\n")
    first = _answered(job)

    def overtaken(done: int, total: int) -> None:
        again = ImportJob.objects.get(pk=job.pk)
        second = importing.begin_again(job=again, by=job.uploaded_by, now=LATER)
        checking.check(job=again, attempt=second, told=_silent, by=job.uploaded_by, now=LATER)
        ImportRow.objects.update(cells=["by the second"])

    _check(job, first, overtaken)
    assert job.state == ImportState.CHECKED
    assert _only_row(job).cells == ["by the second"]


def test_an_import_runs_once_however_often_it_is_taken_up(yard: Organisation) -> None:
    job = _checked(yard, "A1,Oak desk,3,,,\n")
    first = _begin(job)
    stale = ImportJob.objects.get(pk=job.pk)
    second = importing.begin_again(job=job, by=job.uploaded_by, now=LATER)
    assert not running.run(job=stale, attempt=first, by=job.uploaded_by, now=LATER)
    assert running.run(job=job, attempt=second, by=job.uploaded_by, now=LATER)
    assert not running.run(job=job, attempt=second, by=job.uploaded_by, now=LATER)
    assert Listing.objects.count() == 1


class Killed(BaseException):
    """What a signal does to a worker."""


def test_a_worker_killed_in_the_middle_leaves_nothing(yard: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    job = _checked(yard, "A1,Oak desk,3,,,\nA2,Office chair,1,,,\n")
    attempt, drafted = _begin(job), listing_actions.draft

    def killed(**said: Any) -> Listing:  # Any: the action's own arguments
        if said["values"].reference == "A2":
            raise Killed
        return drafted(**said)

    with monkeypatch.context() as patch:
        patch.setattr(listing_actions, "draft", killed)
        with pytest.raises(Killed):
            running.run(job=job, attempt=attempt, by=job.uploaded_by, now=make.NOW)
    job.refresh_from_db()
    assert (job.state, Listing.objects.count()) == (ImportState.RUNNING, 0)
    with pytest.raises(importing.StillWorking):
        importing.begin_again(job=job, by=job.uploaded_by, now=make.NOW)
    again = importing.begin_again(job=job, by=job.uploaded_by, now=LATER)
    assert running.run(job=job, attempt=again, by=job.uploaded_by, now=LATER)
    assert Listing.objects.filter(state=ListingState.PUBLISHED).count() == 2


def test_decisions_at_the_wrong_moment_are_refused(yard: Organisation) -> None:
    job = _upload(yard, HEADERS + "A1,Oak desk,3,,,\n")
    by = job.uploaded_by
    with pytest.raises(importing.ImportIsElsewhere):
        _begin(job)
    stale = ImportJob.objects.get(pk=job.pk)
    attempt = _answered(job)
    with pytest.raises(importing.StillWorking):
        _answered(job)
    with pytest.raises(importing.ImportIsElsewhere):
        _answered(stale)
    _check(job, attempt)
    with pytest.raises(importing.ImportIsElsewhere):
        importing.publish_drafts(job=job, by=by, now=make.NOW)
    running.run(job=job, attempt=_begin(job), by=by, now=make.NOW)
    job.refresh_from_db()
    with pytest.raises(importing.NothingToPublish):
        importing.publish_drafts(job=job, by=by, now=make.NOW)
    with pytest.raises(importing.ImportIsElsewhere):
        _answered(job)


def test_those_who_look_for_it_are_told_even_if_the_worker_died_before(yard: Organisation) -> None:
    want = make.want()
    _import(yard, "A1,Oak desk,30,,,\n")
    assert not Match.objects.exists()
    expire_listings.enqueue()
    assert [match.want for match in Match.objects.all()] == [want]
    assert not ImportJob.objects.filter(is_fitted=False).exists()


def test_what_an_import_changes_is_fitted_again(yard: Organisation) -> None:
    _import(yard, "A1,Oak desk,10,,,\n")
    want = make.want(quantity=Decimal(200))
    job = _checked(yard, "A1,Oak desk,30,,,\n")
    assert not Match.objects.exists()
    run_import.call(job.pk, _begin(job, publishes=False), job.uploaded_by_id)
    assert Match.objects.get().want == want


def test_tasks_of_imports_that_are_gone_do_nothing(yard: Organisation) -> None:
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}):
        assert check_import.enqueue(10**6, 1).status == "SUCCESSFUL"
        assert run_import.enqueue(10**6, 1, 1).status == "SUCCESSFUL"


def test_a_column_left_out_says_nothing(yard: Organisation) -> None:
    job = _upload(yard, HEADERS + "A1,Oak desk,3,24,£5,\n")
    columns = {**look_at(job).layout.mapping, 3: Field.IGNORE, 4: Field.IGNORE}
    _check(job, _answered(job, columns=columns, typical=False))
    running.run(job=job, attempt=_begin(job), by=job.uploaded_by, now=make.NOW)
    listing = Listing.objects.get()
    assert (listing.unit_mass_kg, listing.price_pence, listing.mode) == (None, None, "give")
