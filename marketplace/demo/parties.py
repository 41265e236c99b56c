"""What an organisation of the demonstration is told by: its sites and members."""

from typing import NamedTuple


class Place(NamedTuple):
    """One site: what it is called, its street, town and postcode (sectors are real, the last two letters are not)."""

    name: str
    street: str
    town: str
    postcode: str
    access: str = ""


class Member(NamedTuple):
    """Somebody of an organisation, with the roles that they hold there."""

    name: str
    email: str
    roles: tuple[str, ...]


class Party(NamedTuple):
    """One organisation: what it deals in (`stock` names groups of `marketplace.demo.things`)."""

    name: str
    kind: str
    about: str
    places: tuple[Place, ...]
    stock: tuple[str, ...] = ()
    carries: bool = False


def one_site(street: str, town: str, postcode: str, access: str = "", name: str = "Main site") -> tuple[Place, ...]:
    return (Place(name, street, town, postcode, access),)
