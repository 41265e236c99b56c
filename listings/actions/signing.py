"""Signing with the answer: a giver who accepts a claim may say at once that these are goods and not waste."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from listings.actions.claiming import accept
from listings.models import Claim
from marketplace.organisations.models import User


@transaction.atomic
def accept_and_sign(
    *, claim: Claim, quantity: Decimal, holds: bool = False, signer_name: str = "", by: User, now: datetime
) -> None:
    """Promise all or a part of a claim and, if all seven statements hold, sign them for the giver: both or neither.

    :raises MoreThanAsked | LessThanUseful | ClaimMovedOn: as `accept`
    :raises SignatureMissing | WordsTooLong: from the room that keeps papers
    """
    accept(claim=claim, quantity=quantity, by=by, now=now)
    if holds:
        sign: Callable[..., object] = import_string(settings.SIGNING["sign"])
        sign(claim=claim, signer_name=signer_name, by=by, now=now)
