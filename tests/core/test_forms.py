"""Forms: what belongs together is linked, whatever the kind of field."""

import re

from django import forms
from django.forms.renderers import get_default_renderer

from teilhabe.core.forms import KernRenderer


class Registration(forms.Form):
    name = forms.CharField(label="Name der Gruppe", help_text="So steht es im Aushang")
    note = forms.CharField(label="Bemerkung", required=False, widget=forms.Textarea)
    place = forms.ChoiceField(label="Ort", choices=[("", "Bitte wählen"), ("a", "Alsdorf")])
    days = forms.MultipleChoiceField(
        label="Tage", choices=[("mo", "Montag"), ("di", "Dienstag")], widget=forms.CheckboxSelectMultiple
    )
    price = forms.ChoiceField(label="Kosten", choices=[("0", "kostenlos")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Einverstanden")
    token = forms.CharField(widget=forms.HiddenInput, initial="abc")

    def clean(self) -> None:
        raise forms.ValidationError("Die Gruppe ist schon eingetragen.")


def test_the_portal_draws_its_forms_with_kern() -> None:
    assert isinstance(get_default_renderer(), KernRenderer)


def test_every_field_has_a_label_and_its_hint() -> None:
    html = str(Registration())
    for name in ("name", "note", "place", "agreed"):
        assert f'for="id_{name}"' in html
        assert f'id="id_{name}"' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext"' in html
    assert html.count("<legend") == 2
    assert html.count("freiwillig") == 1
    assert 'type="hidden" name="token"' in html
    assert "t-errors" not in html


def test_boxes_that_exclude_each_other_are_round_and_others_are_not() -> None:
    html = str(Registration())
    assert re.findall(r'type="(\w+)" name="(?:days|price|agreed)"[^>]*class="kern-form-check__(\w+)', html) == [
        ("checkbox", "checkbox"), ("checkbox", "checkbox"), ("radio", "radio"), ("checkbox", "checkbox"),
    ]  # fmt: skip


def test_errors_stand_on_top_with_a_way_to_each_field_and_at_the_field() -> None:
    html = str(Registration(data={"token": "abc"}))
    assert html.index("t-errors") < html.index("kern-form-input")
    assert "Die Gruppe ist schon eingetragen." in html
    ids = set(re.findall(r'id="([^"]+)"', html))
    targets = re.findall(r'href="#([^"]+)"', html)
    assert len(targets) == 5
    assert set(targets) <= ids
    described = {one for attribute in re.findall(r'aria-describedby="([^"]+)"', html) for one in attribute.split()}
    assert {"id_name_error", "id_days_error"} <= described <= ids
    assert html.count('aria-invalid="true"') >= 4
