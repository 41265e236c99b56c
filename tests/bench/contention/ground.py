"""What the processes of a round meet: organisations with a site each, listings, and halls whose parts have parts."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import connection, transaction

from marketplace.organisations.models import User
from tests import make
from tests.make.organisations import serial

#: How much of each listing there is.
STOCK: Final = 30
#: Claims are of one each, so that their sum is a count.
ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class ClaimGround:
    """Keys of what is claimed, of who claims, and of the person who acts for all of them."""

    listings: tuple[int, ...]
    askers: tuple[int, ...]
    by: int


def empty_database() -> None:
    """All tables, without rows."""
    call_command("migrate", verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    make.category()


def in_a_hurry() -> None:
    """For runs of laws rather than of speed: passwords are hashed quickly, and nothing waits for the disk."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    off = "PRAGMA synchronous=OFF" if connection.vendor == "sqlite" else "SET synchronous_commit TO off"
    with connection.cursor() as cursor:
        cursor.execute(off)


def one_person() -> User:
    """Somebody without a password: hashing one takes longer than everything else here."""
    return User.objects.create(email=f"round{next(serial)}@example.org", name="Round", password=make_password(None))


def askers(count: int, by: User) -> tuple[int, ...]:
    """Organisations with a site each."""
    with transaction.atomic():
        made = [make.organisation(by=by) for _ in range(count)]
        for one in made:
            make.site(one)
    return tuple(one.pk for one in made)


def claim_ground(attempts: int, *, each: int = 1000) -> ClaimGround:
    """As many listings as it takes for each asker to try each of them once."""
    by = one_person()
    who = askers(min(each, attempts), by)
    owner = make.organisation(by=by)
    place = make.site(owner)
    with transaction.atomic():
        listings = [make.listing(owner, site=place, quantity=Decimal(STOCK)) for _ in range(-(-attempts // len(who)))]
    return ClaimGround(tuple(one.pk for one in listings), who, by.pk)
