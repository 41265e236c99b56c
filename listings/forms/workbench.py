"""What the operator's workbench asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from marketplace.web.forms import Form

_LARGEST_ID = 2**63 - 1


class IntroductionForm(Form):
    """Whom to introduce, by the listing and the want that fit, and a word to both."""

    listing = forms.IntegerField(min_value=1, max_value=_LARGEST_ID, label=_("Listing"))
    want = forms.IntegerField(min_value=1, max_value=_LARGEST_ID, label=_("Want"))
    note = forms.CharField(max_length=1000, required=False, label=_("A word to both"))
