"""Admitting: an official file of factors becomes a set. First it is read and compared; then it is kept, unchanged."""

from datetime import datetime

from django.db import IntegrityError

from marketplace.impact.actions.loading import keep_factor_set
from marketplace.impact.factors.kinds import FactorSetData
from marketplace.impact.factors.official import OfficialFile, read_official
from marketplace.impact.models import FactorSet
from marketplace.kernel.errors import DomainError, gettext_noop
from marketplace.organisations.models import User


class LoadedAlready(DomainError):
    code = "factor_set_loaded_already"
    message = gettext_noop("{name} is loaded already. A set is never changed: a new version has a name of its own.")
    field = "version"


def look(*, content: bytes, what: OfficialFile, sha256: str, by: User | None, now: datetime) -> FactorSetData:
    """What the file holds; nothing is kept.

    :raises NotTheFlatFile | FactorFileChanged | FactorFileRefused: as it is read
    :raises LoadedAlready: a set of this year and version is there
    """
    read = read_official(content, what, expected_sha256=sha256)
    if _is_loaded(read):
        raise LoadedAlready(name=f"{read.year} {read.version}")
    return read


def _is_loaded(read: FactorSetData) -> bool:
    return FactorSet.objects.filter(scheme=read.scheme, year=read.year, version=read.version).exists()


def admit(*, content: bytes, what: OfficialFile, sha256: str, by: User | None, now: datetime) -> FactorSet:
    """Keep the file's factors as a set.

    :param sha256: of the file as it was looked at, or as the publisher states it
    :raises DomainError: as :func:`look`
    """
    read = look(content=content, what=what, sha256=sha256, by=by, now=now)
    try:
        return keep_factor_set(read=read, by=by, now=now)
    except IntegrityError as error:
        if not _is_loaded(read):
            raise
        raise LoadedAlready(name=f"{read.year} {read.version}") from error
