"""Papering: nothing leaves while a paper is missing; when a load has arrived its notes are issued, once."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import localtime

from logistics.models import Attestation, Collection
from logistics.models.papers import Paper, PaperKind, number_of
from logistics.models.waste import WasteAcceptance
from logistics.papers.document import write_pdf
from logistics.papers.keeping import keep_until
from logistics.queries.paper_facts import ARRIVED, Load, document_of, kinds_of, load_for_papers
from logistics.queries.papers import missing_for
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User


class PapersMissing(DomainError):
    code = "papers_missing"
    message = gettext_noop("This may not leave yet. {what}")


class NotIssuedYet(DomainError):
    code = "not_issued_yet"
    message = gettext_noop("The notes are issued once the goods have arrived and both sides have signed.")


def check_papered(*, collection: Collection, by: User, now: datetime) -> None:
    """Let a load leave only with all that its path asks for.

    :raises PapersMissing: with what is missing, and who does what about it
    """
    whole = Collection.objects.with_parties().get(pk=collection.pk)
    blocks = missing_for([whole], localtime(now).date())[whole.pk]
    if blocks:
        raise PapersMissing(what=" ".join(f"{block.sentence} {block.next_step}" for block in blocks))


def issue(*, collection: Collection, by: User | None, now: datetime) -> list[Paper]:
    """Issue the notes of a load that has arrived; those that are there stay as they are.

    :param by: nobody: the clock does it
    :raises NotIssuedYet: the goods are not there yet, or something was never signed
    """
    load = load_for_papers(collection)
    kinds = kinds_of(load)
    if not load.has_arrived or not kinds:
        raise NotIssuedYet
    for kind in kinds:
        _issue_one(load, kind, now)
    return list(Paper.objects.filter(collection=collection).order_by("pk"))


def issue_all(*, now: datetime) -> int:
    """Issue what arrived and has no note yet; how many loads. For the clock."""
    said = Attestation.objects.standing().filter(claim=OuterRef("claim"))
    declared = WasteAcceptance.objects.filter(declaration__claim=OuterRef("claim"))
    waiting = Collection.objects.filter(Exists(said) | Exists(declared), state__in=ARRIVED, papers=None)
    done = 0
    for collection in waiting.order_by("pk")[:50]:
        load = load_for_papers(collection)
        if kinds_of(load):
            issue(collection=collection, by=None, now=now)
            done += 1
    return done


def remove_old(*, now: datetime) -> int:
    """Remove the files and the data of notes whose time is over; how many. Number and hash stay."""
    old = list(Paper.objects.past_keeping(localtime(now).date()).order_by("pk")[:200])
    removed = 0
    for paper in old:
        gone = Paper.objects.kept().filter(pk=paper.pk).update(removed_at=now, file="", document={})
        if gone:
            storages["private"].delete(paper.file)
            removed += 1
    return removed


def _issue_one(load: Load, kind: PaperKind, now: datetime) -> None:
    collection = load.collection
    if Paper.objects.filter(collection=collection, kind=kind).exists():
        return
    document = document_of(load, kind, issued_at=now)
    pdf = write_pdf(document)
    try:
        with _stored(pdf) as name, transaction.atomic():
            Paper.objects.create(
                kind=kind,
                collection=collection,
                number=number_of(kind, collection.pk),
                document=asdict(document),
                file=name,
                hash=hashlib.sha256(pdf).hexdigest(),
                issued_at=now,
                keep_until=keep_until(kind, localtime(now).date(), settings.KEEP_PAPERS_YEARS[kind]),
            )
    except IntegrityError:  # somebody issued it at this very moment: theirs is the one
        return


@contextmanager
def _stored(pdf: bytes) -> Iterator[str]:
    """Keep the file in the private storage under a random name; refused: it goes again."""
    private = storages["private"]
    name = private.save(f"papers/{secrets.token_hex(16)}.pdf", ContentFile(pdf))
    try:
        yield name
    except BaseException:
        private.delete(name)
        raise
