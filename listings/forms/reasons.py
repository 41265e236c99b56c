"""Why: the form of everybody who says no or gives something up, in the words of the occasion."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.models.steps import LONGEST_REASON
from marketplace.web.forms import Form

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class ReasonField(forms.CharField):
    """A reason that the other side reads."""

    def __init__(self, label: "str | _StrPromise", help_text: "str | _StrPromise" = "") -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        super().__init__(label=label, help_text=help_text, max_length=LONGEST_REASON, widget=widget)


class ReasonForm(Form):
    """Why not, or why no longer."""

    reason = ReasonField(_("Why?"), _("The other side reads this."))


class DeclineForm(ReasonForm):
    """Why not."""

    reason = ReasonField(_("Why not?"), _("They read this. A reason helps them to plan."))


class CancelForm(ReasonForm):
    """Why a claim ends."""

    reason = ReasonField(_("Why do you cancel?"), _("The other side reads this."))


class EndForm(ReasonForm):
    """Why something recurring, or a standing claim on it, ends."""

    reason = ReasonField(_("Why does it end?"), _("Those with a standing claim read it."))


class ExcuseForm(ReasonForm):
    """Why it is not held against them."""

    reason = ReasonField(_("Why it is all right"))


class NoShowForm(ReasonForm):
    """What happened when the other side was not there."""

    reason = ReasonField(_("What happened?"), _("They read this, and can say how it was."))

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:  # Any: what Django's forms take
        super().__init__(data, auto_id="id_no_show_%s")  # beside the form that cancels
