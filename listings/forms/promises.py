"""What is said about a promise that was not kept: the appeal and its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from listings.actions.appealing import LONGEST_WORDS
from listings.models.steps import LONGEST_REASON
from marketplace.web.forms import Form


class AppealForm(Form):
    """What happened from the organisation's own side."""

    words = forms.CharField(
        label=_("What happened from your side"), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 4})
    )


class AppealAnswerForm(Form):
    """The operator's answer, with its reasons."""

    decision = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            ("uphold", _("They are right: it does not count against them")),
            ("dismiss", _("What was noted stands")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Reasons"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organisation reads them as you write them."),
    )
