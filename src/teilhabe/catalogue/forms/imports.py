"""What an editor says of a feed, and files that are uploaded for one: judged by their content, not by their name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teilhabe.core.text import without_controls

from ..ingest.formats import FORMATS, guess
from ..ingest.formats.documents import NO_TABLE_BUT_A_PAGE, is_page
from ..ingest.formats.tables.headings import LEFT_OUT, TARGETS
from ..models import Feed

if TYPE_CHECKING:
    from ..ingest.formats.tables import Column

MOST_BYTES = 25 * 1024 * 1024
TABLES = {"csv", "excel"}
"""Formats of tables: a feed that reads one reads the other as well."""
_HEAD = 64 * 1024
_ONLY_WEB = URLValidator(schemes=["http", "https"])


class UploadForm(forms.Form):
    """``expected`` is the format of the feed, empty for one that is only made."""

    file = forms.FileField(
        label=_("Datei"),
        required=False,
        help_text=_("CSV, Excel, iCal, HSDS, Integreat, AMB oder OAI-PMH, höchstens 25 MB."),
    )

    def __init__(self, *args: Any, expected: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected
        self.found = ""
        if expected:
            self.fields["file"].required = True
        self.fields["file"].widget.attrs["accept"] = ",".join(
            suffix for one in FORMATS.values() for suffix in one.suffixes
        )

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data.get("file")
        if file is None:
            return None
        if file.size is None or file.size > MOST_BYTES:
            raise ValidationError(gettext("Die Datei ist größer als 25 MB. Teilen Sie sie bitte in mehrere."))
        name = file.name or ""
        head = file.read(_HEAD)
        self.found = guess(name, head)
        file.seek(0)
        if not self.found and is_page(head):
            raise ValidationError(NO_TABLE_BUT_A_PAGE)
        if not self.found:
            raise ValidationError(
                gettext("Den Inhalt dieser Datei kennt das Portal nicht. Lesbar sind: %(formats)s.")
                % {"formats": ", ".join(one.name for one in FORMATS.values())}
            )
        suffixes = FORMATS[self.found].suffixes
        if not name.lower().endswith(tuple(suffixes)):
            raise ValidationError(
                gettext("Der Inhalt ist „%(format)s“, der Name endet aber nicht auf %(endings)s.")
                % {"format": FORMATS[self.found].name, "endings": ", ".join(suffixes)}
            )
        if self.expected and self.found != self.expected and {self.found, self.expected} != TABLES:
            raise ValidationError(
                gettext("Diese Übernahme liest „%(expected)s“, die Datei ist aber „%(found)s“.")
                % {"expected": FORMATS[self.expected].name, "found": FORMATS[self.found].name}
            )
        return file

    @property
    def file_name(self) -> str:
        """As it was called, to be shown: without anything that could turn words around."""
        name = str(getattr(self.cleaned_data.get("file"), "name", "") or "").replace("\\", "/").rpartition("/")[2]
        return "".join(sign for sign in without_controls(name) if sign.isprintable())[:160]


class FeedForm(forms.ModelForm):
    """The settings of a feed. ``operator``: whoever may let it publish sees the switch for it."""

    url = forms.URLField(
        label=_("Adresse"), required=False, max_length=500, assume_scheme="https", validators=[_ONLY_WEB]
    )

    class Meta:
        model = Feed
        fields = ("name", "organisation", "unknown", "kind", "licence", "url", "every_hours", "publishes")

    def __init__(self, *args: Any, operator: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].help_text = gettext("Für Einträge, die keinen Anbieter nennen.")
        self.fields["every_hours"].required = False
        self.fields["every_hours"].validators.append(_whole_hours)
        if operator:
            self.fields["publishes"].help_text = gettext(
                "Niemand liest die Einträge, bevor sie öffentlich sind. Nur für Quellen, die selbst sorgfältig prüfen."
            )
        else:
            del self.fields["publishes"]
        if self.instance.pk and not self.instance.url:
            del self.fields["url"], self.fields["every_hours"]
            self.fields.pop("publishes", None)

    def clean_every_hours(self) -> int:
        return self.cleaned_data.get("every_hours") or 0

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("every_hours") and "url" in self.fields and not said.get("url"):
            self.add_error("every_hours", gettext("Von selbst abrufen lässt sich nur eine Adresse, keine Datei."))
        if self.instance.pk and "url" in self.fields and not said.get("url"):
            self.add_error("url", gettext("Ohne Adresse lässt sich nichts abrufen."))
        return said

    @property
    def details(self) -> dict[str, Any]:
        """Fields of ``Feed`` by name."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.Meta.fields}


class NewFeedForm(UploadForm, FeedForm):
    """A feed with its first file, or with its address and what is read there."""

    format = forms.ChoiceField(
        label=_("Was dort steht"), required=False, help_text=_("Nur bei einer Adresse; bei Dateien sagt es der Inhalt.")
    )
    field_order = ("name", "file", "url", "format", "every_hours", "organisation", "unknown", "kind", "licence")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "–"), *((key, one.name) for key, one in FORMATS.items())]
        self.fields["format"].choices = choices  # type: ignore[attr-defined]  # the field above is a ChoiceField

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if "file" in self.errors or "url" in self.errors:
            return said
        if bool(said.get("file")) == bool(said.get("url")):
            self.add_error("file", gettext("Wählen Sie eine Datei oder nennen Sie eine Adresse."))
        elif said.get("url") and not said.get("format"):
            self.add_error("format", gettext("Sagen Sie, was unter der Adresse steht."))
        return said

    @property
    def format_key(self) -> str:
        return self.found or str(self.cleaned_data["format"])


class ColumnsForm(forms.Form):
    """For each heading of a table the field that it means; ``found`` as ``tables.columns`` gives them."""

    def __init__(self, data: Any = None, *, found: Sequence[Column], chosen: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.headings = [column.heading for column in found]
        choices = [(LEFT_OUT, gettext("nicht übernehmen")), *TARGETS.items()]
        for number, column in enumerate(found):
            samples = " · ".join(column.samples) or gettext("Die ersten Zeilen sind hier leer.")
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=column.heading[:160],
                choices=choices,
                initial=chosen.get(column.heading) or column.field or LEFT_OUT,
                # Isolated, so that cells in Arabic or Hebrew do not turn the line around.
                help_text=format_html("<bdi>{}</bdi>", samples),
                # Without the asterisk: most columns may be left out.
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said |= {name: LEFT_OUT for name, field in said.items() if not field}
        fields = [field for field in said.values() if field != LEFT_OUT]
        twice = sorted({TARGETS[field] for field in fields if fields.count(field) > 1})
        if twice:
            raise ValidationError(gettext("Doppelt zugeordnet: %(names)s.") % {"names": ", ".join(twice)})
        if "title" not in fields and not self.errors:
            raise ValidationError(gettext("Eine Spalte muss der Titel sein."))
        return said

    @property
    def columns(self) -> dict[str, str]:
        return {heading: self.cleaned_data[f"column-{number}"] for number, heading in enumerate(self.headings)}


def _whole_hours(value: int) -> None:
    if 0 < value < 6 or value > 24 * 30:
        raise ValidationError(gettext("Mindestens 6 Stunden, höchstens 30 Tage (720 Stunden)."))
