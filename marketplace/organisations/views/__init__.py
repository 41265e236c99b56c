"""Pages of this room."""

from marketplace.organisations.views.circles import (
    circle,
    circle_answer,
    circle_edit,
    circle_invite,
    circle_leave,
    circle_new,
    circle_remove,
    circles,
)
from marketplace.organisations.views.organisations import manage, organisation, organisation_edit, organisation_new
from marketplace.organisations.views.people import (
    invitation,
    invitation_accept,
    invitation_new,
    invitation_revoke,
    membership_change,
    membership_end,
)
from marketplace.organisations.views.places import place_suggest
from marketplace.organisations.views.sites import site_close, site_edit, site_new
from marketplace.organisations.views.yard import switch, yard

__all__ = [
    "circle",
    "circle_answer",
    "circle_edit",
    "circle_invite",
    "circle_leave",
    "circle_new",
    "circle_remove",
    "circles",
    "invitation",
    "invitation_accept",
    "invitation_new",
    "invitation_revoke",
    "manage",
    "membership_change",
    "membership_end",
    "organisation",
    "organisation_edit",
    "organisation_new",
    "place_suggest",
    "site_close",
    "site_edit",
    "site_new",
    "switch",
    "yard",
]
