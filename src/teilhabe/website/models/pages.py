from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageViewRestriction

from teilhabe.core.pages import cache_control

from .operator import OperatorDetails

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class OperatorBlock(blocks.StructBlock):
    """Facts about the operator, taken from OperatorDetails: entered once, right on every page."""

    class Part(models.TextChoices):
        ADDRESS = "address", _("Anschrift und Kontakt")
        RESPONSIBLE = "responsible", _("Vertretung und Verantwortung für den Inhalt")
        PRIVACY = "privacy", _("Datenschutzbeauftragte Person")
        ACCESSIBILITY = "accessibility", _("Stand der Barrierefreiheit")
        OMBUDS = "ombuds", _("Durchsetzungsstelle für Barrierefreiheit")

    part = blocks.ChoiceBlock(choices=Part.choices, label=_("Welche Angaben"))

    class Meta:
        icon = "info-circle"
        label = _("Angaben zum Betreiber")
        template = "website/blocks/operator.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context=parent_context)
        request = (parent_context or {}).get("request")
        context["operator"] = OperatorDetails.load(request_or_site=request)
        return context


class NoticeBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Überschrift"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=["bold", "italic", "link", "ol", "ul"])

    class Meta:
        icon = "warning"
        label = _("Hinweis")
        template = "website/blocks/notice.html"


class FeedbackBlock(blocks.StructBlock):
    """A way to the feedback form, with the reason already chosen."""

    label = blocks.CharBlock(label=_("Beschriftung"), max_length=80)
    reason = blocks.ChoiceBlock(
        label=_("Grund"),
        choices=[("barrier", _("Barriere melden")), ("error", _("Fehler melden")), ("other", _("Anderes"))],
    )

    class Meta:
        icon = "mail"
        label = _("Weg zur Rückmeldung")
        template = "website/blocks/feedback.html"


class StartPage(Page):
    """The words at the top of the home page; everything below them comes from the index."""

    statement = models.CharField(_("Leitsatz"), max_length=80, help_text=_("Erste Zeile der großen Überschrift."))
    statement_second = models.CharField(_("Leitsatz, zweite Zeile"), max_length=80, blank=True)
    lede = models.TextField(_("Einleitung"), max_length=300)

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("statement"),
        FieldPanel("statement_second"),
        FieldPanel("lede"),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["website.StandardPage"]
    max_count_per_parent = 2

    class Meta:
        verbose_name = _("Startseite")
        verbose_name_plural = _("Startseiten")

    def __str__(self) -> str:
        return str(self.title)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Below it are only pages of text: asked for as such, not as pages first."""
        if not path_components:
            return super().route(request, path_components)
        below = StandardPage.objects.child_of(self).filter(slug=path_components[0]).first()
        if below is None:
            raise Http404
        return below.route(request, path_components[1:])

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Reached through Wagtail's own links: the home page itself."""
        return self._home(request)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        """What the home page would look like with these words."""
        return self._home(request)

    def _home(self, request: HttpRequest) -> Any:
        from ..views.home import home

        return home(request, start=self)


class StandardPage(Page):
    """A page of text: about, Impressum, Datenschutz, Erklärung zur Barrierefreiheit, and what editors add."""

    intro = models.TextField(_("Einleitung"), max_length=400, blank=True)
    body = StreamField(
        [
            ("text", blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES, icon="pilcrow")),
            ("notice", NoticeBlock()),
            ("operator", OperatorBlock()),
            ("feedback", FeedbackBlock()),
        ],
        verbose_name=_("Inhalt"),
        blank=True,
    )

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("intro"), FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["website.StartPage", "website.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["website.StandardPage"]
    template = "website/standard_page.html"

    class Meta:
        verbose_name = _("Textseite")
        verbose_name_plural = _("Textseiten")

    def __str__(self) -> str:
        return str(self.title)

    def get_view_restrictions(self) -> Any:
        """Where nothing in the whole portal is restricted, no page above has to be asked for."""
        if PageViewRestriction.objects.exists():
            return super().get_view_restrictions()
        return PageViewRestriction.objects.none()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Tell the frame which text this is, so that the language switch leads only where it is translated."""
        request.text_key = self.translation_key  # type: ignore[attr-defined]  # a word to the frame of this one request
        response = super().serve(request, *args, **kwargs)
        response["Cache-Control"] = cache_control(request)
        return response
