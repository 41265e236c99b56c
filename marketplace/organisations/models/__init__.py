"""The rows of this room."""

from marketplace.organisations.models.circles import Circle, CircleMembership
from marketplace.organisations.models.geocoding import GeocodeAnswer, GeocoderTurn
from marketplace.organisations.models.invitations import Invitation
from marketplace.organisations.models.organisations import Membership, Organisation, OrganisationKind, Role
from marketplace.organisations.models.people import User
from marketplace.organisations.models.sites import Site

__all__ = [
    "Circle",
    "CircleMembership",
    "GeocodeAnswer",
    "GeocoderTurn",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "Role",
    "Site",
    "User",
]
