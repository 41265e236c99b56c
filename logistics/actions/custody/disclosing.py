"""Disclosing: each owner chooses what the public page of a lot says of it."""

from datetime import datetime

from django.db import IntegrityError, transaction

from logistics.models import Passport
from logistics.models.lots import Disclosure
from marketplace.organisations.models import Organisation, User


def disclose(
    *,
    organisation: Organisation,
    passport: Passport | None,
    tells_name: bool,
    tells_town: bool,
    shows_photos: bool,
    by: User,
    now: datetime,
) -> Disclosure:
    """Choose, for one lot or (None) for all for which nothing else is chosen. It holds at once, for what was as well as
    for what comes; the book itself stays as it is."""
    chosen = {"tells_name": tells_name, "tells_town": tells_town, "shows_photos": shows_photos, "by": by, "at": now}
    own = Disclosure.objects.filter(organisation=organisation, passport=passport)
    if not own.update(**chosen):
        try:
            with transaction.atomic():
                Disclosure.objects.create(organisation=organisation, passport=passport, **chosen)
        except IntegrityError:  # chosen by a colleague at the same moment: the later choice stands
            own.update(**chosen)
    return own.get()
