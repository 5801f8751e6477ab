"""The gazetteer in the back office: flagged points first, names and points corrected by hand, nothing deleted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import CreateView as SnippetCreateView
from wagtail.snippets.views.snippets import EditView as SnippetEditView
from wagtail.snippets.views.snippets import SnippetViewSet

from teilhabe.accounts.rules import may_decide_on_places
from teilhabe.directory.actions import (
    PlaceDetails,
    PlaceExistsError,
    PointFarOutsideError,
    add_place,
    correct_place,
)
from teilhabe.directory.models import UNTRUSTED, District, Place, PlaceName, PointFlag
from teilhabe.directory.points import why_flagged
from teilhabe.directory.queries import towns

_LINES = forms.Textarea(attrs={"rows": 3})


class AddAndCorrect(ModelPermissionPolicy):
    """Whoever may decide on places adds and corrects them. Nobody deletes: what is not used is hidden, or an import
    would bring it back."""

    allowed = frozenset({"view", "add", "change"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in self.allowed and bool(may_decide_on_places.test(user))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class Correct(AddAndCorrect):
    """Districts come from lists; single ones are corrected."""

    allowed = frozenset({"view", "change"})


class _DetailsForm(WagtailAdminModelForm):
    """Fields of a place or district as PlaceDetails; what the actions would refuse is an error of the form."""

    variants = forms.CharField(
        label=_("Auch genannt"),
        required=False,
        widget=_LINES,
        help_text=_("Ein Name je Zeile. Str. und Straße, Bindestriche und ß sind ohnehin gleich."),
    )
    former = forms.CharField(label=_("Frühere Namen"), required=False, widget=_LINES, help_text=_("Ein Name je Zeile."))
    point_is_right = forms.BooleanField(
        label=_("Der Punkt ist geprüft und stimmt"),
        required=False,
        help_text=_("Dann kommt er auf die Karte, auch wenn er nicht im Umriss liegt, und kein Einlesen ändert ihn."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            names = list(self.instance.names.all())
            for field, kind in (("variants", PlaceName.Kind.VARIANT), ("former", PlaceName.Kind.FORMER)):
                self.fields[field].initial = "\n".join(one.name for one in names if one.kind == kind)
            self.fields["point_is_right"].initial = "point" in self.instance.kept and not self.instance.flag
        for axis, limit in (("latitude", 90), ("longitude", 180)):
            self.fields[axis].help_text = _("Grad, etwa 50,776 oder 6,084.")
            self.fields[axis].localize = True
            self.fields[axis].min_value, self.fields[axis].max_value = -limit, limit

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None) and not self.errors:
            self.add_error("latitude", gettext("Ein Punkt braucht Breite und Länge."))
        for axis, limit in (("latitude", 90), ("longitude", 180)):
            if abs(cleaned.get(axis) or 0) > limit:
                self.add_error(axis, gettext("Das sind keine Grade."))
        return cleaned

    def details(self) -> PlaceDetails:
        data = self.cleaned_data
        return PlaceDetails(
            name=data["name"],
            kind=data["kind"],
            district=data.get("district"),
            postcodes=data.get("postcodes", ""),
            latitude=data["latitude"],
            longitude=data["longitude"],
            point_is_right=data["point_is_right"],
            variants=tuple(data["variants"].splitlines()),
            former=tuple(data["former"].splitlines()),
            hidden=data.get("hidden", False),
        )


class PlaceForm(_DetailsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = District.objects.select_related("municipality").defer(
            "outline", "municipality__outline"
        )
        if self.instance.pk:
            # An address and a ref name the town: a place of another town is another place.
            self.fields["municipality"].disabled = True
        else:
            self.fields["municipality"].queryset = towns()

    def clean_postcodes(self) -> str:
        codes = self.cleaned_data["postcodes"].split()
        if not all(len(code) == 5 and code.isascii() and code.isdigit() for code in codes):
            raise ValidationError(gettext("Postleitzahlen haben fünf Ziffern."))
        return " ".join(codes)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        district, town = cleaned.get("district"), cleaned.get("municipality")
        if district is not None and town is not None and district.municipality_id != town.pk:
            self.add_error("district", gettext("Der Ortsteil liegt in einer anderen Kommune."))
        return cleaned


class DistrictForm(_DetailsForm):
    pass


class _ThroughActions:
    """Saving runs through an action, which writes the audit and the gazetteer's version."""

    request: Any
    object: Any

    def act(self, form: Any) -> Place | District:
        raise NotImplementedError

    def is_valid(self, form: Any) -> bool:
        """Whether it could be done; done here, because what the action refuses belongs beside a field."""
        if not super().is_valid(form):  # type: ignore[misc]  # a mixin before a view
            return False
        try:
            self.saved = self.act(form)
        except PlaceExistsError as error:
            form.add_error("name", str(error))
        except PointFarOutsideError as error:
            form.add_error("point_is_right", str(error))
        else:
            return True
        # Says in the view's words that something is wrong with the form.
        return bool(super().is_valid(form))  # type: ignore[misc]  # a mixin before a view

    def save_instance(self) -> Place | District:
        return self.saved


class PlaceCreateView(_ThroughActions, SnippetCreateView):
    def act(self, form: Any) -> Place:
        return add_place(form.cleaned_data["municipality"], form.details(), by=self.request.user)


class PlaceEditView(_ThroughActions, SnippetEditView):
    def act(self, form: Any) -> Place | District:
        return correct_place(self.object, form.details(), by=self.request.user)


class WhyPanel(HelpPanel):
    """Why somebody should look at the point, and where it comes from."""

    class BoundPanel(HelpPanel.BoundPanel):
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            return {**context, "place": self.instance, "why": why_flagged(self.instance)}


def _flagged_first(things: QuerySet[Any]) -> QuerySet[Any]:
    """Points that are on no map, then those to look at, then those without, then the rest."""
    rank = Case(
        When(hidden=True, then=Value(4)),
        When(flag__in=sorted(UNTRUSTED), then=Value(0)),
        When(flag=PointFlag.MISSING, then=Value(2)),
        When(flag="", then=Value(3)),
        default=Value(1),
        output_field=IntegerField(),
    )
    light = things.select_related("municipality").defer("outline", "municipality__outline")
    return light.annotate(rank=rank)


def _use_in_words(thing: Place | District) -> str:
    return gettext("nicht verwendet") if thing.hidden else ""


_POINT = MultiFieldPanel(
    [
        WhyPanel(template="website/backoffice/place_point.html"),
        FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
        FieldPanel("point_is_right"),
    ],
    heading=_("Punkt"),
)
_NAMES = MultiFieldPanel([FieldPanel("variants"), FieldPanel("former")], heading=_("Weitere Namen"))


class PlaceViewSet(SnippetViewSet):
    model = Place
    icon = "site"
    menu_label = _("Orte: Verzeichnis")
    menu_name = "places"
    menu_order = 156
    add_to_admin_menu = True
    add_view_class = PlaceCreateView
    edit_view_class = PlaceEditView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = (
        "name",
        Column("municipality", accessor="municipality.name", label=_("Kommune"), sort_key="municipality__name"),
        Column("kind", accessor="get_kind_display", label=_("Art"), sort_key="kind"),
        Column("flag", accessor="get_flag_display", label=_("Hinweis zum Punkt"), sort_key="flag"),
        Column("hidden", accessor=_use_in_words, label=_("Verwendung"), sort_key="hidden"),
    )
    list_filter = ("flag", "municipality", "kind", "hidden")
    search_fields = ("name", "names__name")
    ordering = ("rank", "municipality__name", "name")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("municipality"),
                    FieldPanel("kind"),
                    FieldPanel("name"),
                    FieldPanel("district"),
                    FieldPanel("postcodes"),
                    FieldPanel("hidden"),
                ],
                heading=_("Ort"),
            ),
            _NAMES,
            _POINT,
        ],
        base_form_class=PlaceForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        return _flagged_first(Place.objects.all())


class DistrictViewSet(SnippetViewSet):
    model = District
    icon = "site"
    menu_label = _("Orte: Ortsteile")
    menu_name = "districts"
    menu_order = 156
    add_to_admin_menu = True
    edit_view_class = PlaceEditView
    copy_view_enabled = False
    inspect_view_enabled = False
    list_display = (
        "name",
        Column("municipality", accessor="municipality.name", label=_("Kommune"), sort_key="municipality__name"),
        Column("kind", accessor="get_kind_display", label=_("Art"), sort_key="kind"),
        Column("flag", accessor="get_flag_display", label=_("Hinweis zum Punkt"), sort_key="flag"),
        Column("hidden", accessor=_use_in_words, label=_("Verwendung"), sort_key="hidden"),
    )
    list_filter = ("flag", "municipality", "kind", "hidden")
    search_fields = ("name", "names__name")
    ordering = ("rank", "municipality__name", "name")
    edit_handler = ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("municipality", read_only=True),
                    FieldPanel("name"),
                    FieldPanel("kind"),
                    FieldPanel("hidden"),
                ],
                heading=_("Ortsteil"),
            ),
            _NAMES,
            _POINT,
        ],
        base_form_class=DistrictForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[District]:
        return _flagged_first(District.objects.all())
