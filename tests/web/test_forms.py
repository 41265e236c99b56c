"""The house's manners of forms: unsafe text, refusals at their field, the summary above."""

import pytest
from django import forms
from django.core.exceptions import ValidationError

from marketplace.kernel.errors import DomainError
from marketplace.web.forms import Form, add_domain_error, refuse_unsafe_text


class _Crate(Form):
    title = forms.CharField()
    note = forms.CharField(required=False, widget=forms.Textarea, help_text="For the driver.")
    kind = forms.ChoiceField(choices=[("material", "Material"), ("space", "Space")], widget=forms.RadioSelect)


class _TooHeavy(DomainError):
    code = "too_heavy"
    message = "The crate weighs {mass} kg."
    field = "title"


class _Elsewhere(DomainError):
    code = "elsewhere"
    message = "Not here."
    field = "weight"


@pytest.mark.parametrize("text", ["a\x00b", "bell\x07", "half \ud800", "\x9bm"])
def test_unsafe_text_is_refused_once_at_its_field(text: str) -> None:
    form = _Crate({"title": text, "kind": "material"})
    assert [error.code for error in form.errors.as_data()["title"]] == ["unsafe_text"]
    assert form.errors.keys() == {"title"}


@pytest.mark.parametrize("text", ["two\r\nlines\tand a tab", "Žluťoučký kůň 🐎", "“quoted”"])
def test_ordinary_text_passes(text: str) -> None:
    refuse_unsafe_text(text)
    assert _Crate({"title": "x", "note": text, "kind": "space"}).is_valid()


def test_unsafe_text_says_what_to_do() -> None:
    with pytest.raises(ValidationError) as caught:
        refuse_unsafe_text("\x00")
    assert caught.value.messages == [
        "This text contains characters that cannot be shown or kept. Delete what you pasted and type it again."
    ]


def test_domain_error_lands_at_its_field() -> None:
    form = _Crate({"title": "x", "kind": "space"})
    add_domain_error(form, _TooHeavy(mass=41))
    assert form.errors == {"title": ["The crate weighs 41 kg."]}
    assert form.errors.as_data()["title"][0].code == "too_heavy"


def test_domain_error_of_a_field_elsewhere_stands_above_the_form() -> None:
    form = _Crate({"title": "x", "kind": "space"})
    add_domain_error(form, _Elsewhere())
    assert form.errors == {"__all__": ["Not here."]}


def test_refused_form_links_its_summary_to_its_fields() -> None:
    html = str(_Crate({"title": "", "note": "kept"}))
    assert '<a href="#id_title">Title</a>: This field is required.' in html
    assert '<a href="#id_kind_0">Kind</a>: This field is required.' in html
    assert 'id="id_kind_0"' in html
    assert 'id="id_title_error"' in html
    assert 'aria-invalid="true" aria-describedby="id_title_error"' in html
    assert ">\nkept</textarea>" in html


def test_untouched_form_has_no_summary_and_marks_what_is_optional() -> None:
    html = str(_Crate())
    assert "error-summary" not in html
    assert html.count("(optional)") == 1
    assert 'aria-describedby="id_note_helptext"' in html
