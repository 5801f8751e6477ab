"""The languages of an offer on one page: what is missing, who works on it, what waits for a second person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info, gettext, ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail_localize.models import Translation, TranslationSource
from wagtail_localize.views.edit_translation import stop_translation
from wagtail_localize.views.submit_translations import SubmitSnippetTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsView

from teilhabe.directory.concepts import label

from ..actions import (
    NotWaiting,
    OfferIncomplete,
    UnderReview,
    publish_offer,
    return_offer,
    take_back_offer,
    withdraw_offer,
)
from ..actions.life import NewVersion
from ..actions.translations import (
    NotReadable,
    TranslationIncomplete,
    begin_translation,
    bring_new_words,
    hand_in_translation,
)
from ..ingest.machine_translation import TranslationUnavailable, machine
from ..ingest.translating import translate_by_machine
from ..models import NotReviewed, Offer
from ..queries.translations import TARGETS, Standing, languages_with_newer_texts, standing_of, translations_of
from ..rules import may_edit_catalogue, may_review_offers
from ..rules.translating import may_translate_offers
from .offers import edit_url, new_version, not_reviewed


@dataclass(frozen=True, slots=True)
class Language:
    """One line: ``total`` and ``done`` count texts, ``steps`` are (name, words) of what can be done now; ``newer``
    says that somebody has worked on texts since the version that is public."""

    code: str
    name: str
    own_name: str
    standing: Standing
    total: int
    done: int
    edit_url: str
    note: str
    steps: tuple[tuple[str, str], ...]
    newer: bool
    version: str
    """What of the row is looked at."""


def translations_url(offer: Offer) -> str:
    """The page of the languages of the German row ``offer``."""
    return reverse("catalogue_translations", args=[offer.pk])


@require_http_methods(["GET", "POST"])
def translations(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows all languages; POST ``language`` and ``step`` does one of ``Language.steps``."""
    user: Any = request.user
    if not may_translate_offers.test(user):
        raise PermissionDenied
    offer = get_object_or_404(Offer.objects.source().select_related("organisation"), pk=pk)
    if request.method == "POST":
        language, step = request.POST.get("language", ""), request.POST.get("step", "")
        if language not in TARGETS or step not in {*_BEGINNING, *_STEPS}:
            raise Http404
        return _do(request, offer, language, step)
    shown = {
        "offer": offer,
        "languages": _languages(offer, user),
        "back": edit_url(offer) if may_edit_catalogue.test(user) else reverse("catalogue_tasks"),
        "machine": machine(),
    }
    return render(request, "catalogue/backoffice/translations.html", shown)


def _do(request: HttpRequest, offer: Offer, language: str, step: str) -> HttpResponse:
    user: Any = request.user
    row = Offer.objects.select_related("locale").filter(
        translation_key=offer.translation_key, locale__language_code=language
    )
    here = redirect(translations_url(offer))
    try:
        if step in _BEGINNING:
            begun = begin_translation(offer, language, by=user)
            if step == "begin":
                return redirect(edit_url(begun))
            _by_machine(request, begun, user)
            return here
        found = row.first()
        if found is None:
            raise Http404
        if step in {"publish", "return", "withdraw"} and not may_review_offers.test(user):
            raise PermissionDenied
        done = _STEPS[step](found, request)
    except NotReadable:
        messages.error(request, gettext("Übersetzt wird erst, was auf Deutsch öffentlich ist."))
    except TranslationIncomplete as wrong:
        said = ngettext(
            "Ein Text ist noch nicht übersetzt.", "%(count)s Texte sind noch nicht übersetzt.", wrong.missing
        )
        messages.error(request, said % {"count": wrong.missing})
    except OfferIncomplete as wrong:
        messages.error(request, " ".join(gap.sentence for gap in wrong.gaps))
    except UnderReview:
        messages.error(request, gettext("Diese Übersetzung wird schon geprüft."))
    except NewVersion:
        messages.error(request, new_version())
    except NotWaiting:
        messages.error(request, gettext("Hier wartet nichts mehr auf eine Prüfung."))
    except NotReviewed:
        messages.error(request, not_reviewed())
    except TranslationUnavailable as wrong:
        messages.error(request, str(wrong))
    except Translation.DoesNotExist:
        messages.error(request, gettext("Diese Übersetzung muss zuerst mit „Übersetzen“ begonnen werden."))
    else:
        messages.success(request, done)
    return here


def _by_machine(request: HttpRequest, row: Offer, user: Any) -> None:
    kept = translate_by_machine(row, by=user)
    if not kept:
        messages.info(request, gettext("Hier fehlt kein Text mehr."))
        return
    said = ngettext(
        "Ein Text kommt jetzt von der Maschine. Bitte lesen Sie ihn.",
        "%(count)s Texte kommen jetzt von der Maschine. Bitte lesen Sie sie.",
        kept,
    )
    messages.success(request, said % {"count": kept})


def _hand_in(row: Offer, request: HttpRequest) -> str:
    hand_in_translation(row, by=request.user)  # type: ignore[arg-type]  # signed in, or nobody comes here
    return gettext("Eingereicht. Eine zweite Person liest die Übersetzung.")


def _publish(row: Offer, request: HttpRequest) -> str:
    user: Any = request.user
    publish_offer(row, by=user, seen=request.POST.get("fassung", ""))
    return gettext("Geprüft und veröffentlicht.")


def _return(row: Offer, request: HttpRequest) -> str:
    user: Any = request.user
    return_offer(row, request.POST.get("reason", "")[:600], by=user, seen=request.POST.get("fassung", ""))
    return gettext("Zurückgegeben.")


def _take_back(row: Offer, request: HttpRequest) -> str:
    take_back_offer(row, by=request.user)  # type: ignore[arg-type]  # signed in, or nobody comes here
    return gettext("Die Übersetzung ist wieder in Arbeit.")


def _withdraw(row: Offer, request: HttpRequest) -> str:
    withdraw_offer(row, by=request.user)  # type: ignore[arg-type]  # signed in, or nobody comes here
    return gettext("Die Übersetzung ist nicht mehr öffentlich.")


_BEGINNING = frozenset({"begin", "machine"})
"""Steps that need no row yet."""
_STEPS: dict[str, Callable[[Offer, HttpRequest], str]] = {
    "hand-in": _hand_in,
    "publish": _publish,
    "return": _return,
    "take-back": _take_back,
    "withdraw": _withdraw,
}


def _languages(offer: Offer, user: Any) -> list[Language]:
    rows = translations_of([offer]).get(offer.pk, {})
    texts = {
        one.target_locale.language_code: one.get_progress()
        for one in Translation.objects.filter(source__object_id=offer.translation_key, enabled=True).select_related(
            "target_locale"
        )
    }
    newer = languages_with_newer_texts(offer, rows.values())
    return [_language(offer, code, rows.get(code), texts.get(code), code in newer, user) for code in TARGETS]


def _language(
    offer: Offer, code: str, row: Offer | None, texts: tuple[int, int] | None, newer: bool, user: Any
) -> Language:
    standing = standing_of(offer, row)
    total, done = texts or (0, 0)
    steps = []
    if standing == Standing.IN_REVIEW and row is not None:
        if may_review_offers.test(user):
            if not row.is_written_by(user):
                steps.append(("publish", gettext("Freigeben und veröffentlichen")))
            steps.append(("return", gettext("Zurückgeben")))
        steps.append(("take-back", gettext("Weiter daran arbeiten")))
    elif texts is None:
        steps.append(("begin", gettext("Übersetzen")))
    elif done == total and (newer or not (row and row.live and standing == Standing.CURRENT)):
        steps.append(("hand-in", gettext("Zur Prüfung geben")))
    if machine() and standing != Standing.IN_REVIEW and done == 0 and not (row and row.live):
        steps.append(("machine", gettext("Mit %(name)s übersetzen") % {"name": machine()}))
    if row is not None and row.live and may_review_offers.test(user):
        steps.append(("withdraw", gettext("Aus dem Katalog nehmen")))
    return Language(
        code,
        label("language", code),
        get_language_info(code)["name_local"],
        standing,
        total,
        done,
        edit_url(row) if row is not None and texts is not None else "",
        row.state_note if row is not None and "returned" in (row.state, row.pending) else "",
        tuple(steps),
        newer and standing != Standing.IN_REVIEW,
        str(row.latest_revision_id) if row is not None else "",
    )


def keep_in_step(request: HttpRequest, instance: Any) -> HttpResponse | None:
    """Translations are published on the page of the languages only, and written where their texts are."""
    if not isinstance(instance, Offer) or instance.is_source:
        return None
    source = Offer.objects.source().filter(translation_key=instance.translation_key).first()
    if source is None:
        return None
    if not Translation.objects.filter(
        source__object_id=instance.translation_key, target_locale_id=instance.locale_id, enabled=True
    ).exists():
        return redirect(translations_url(source))
    if request.method == "POST" and request.POST.get("action") == "publish":
        messages.error(request, gettext("Bitte geben Sie die Übersetzung hier zur Prüfung."))
        return redirect(translations_url(source))
    return None


def submit_instead(request: HttpRequest, **named: Any) -> Any:
    """wagtail-localize would copy German words into other languages and publish them; ours asks for a translation."""
    if (named["app_label"], named["model_name"]) == ("catalogue", "offer"):
        offer = get_object_or_404(Offer, pk=named["pk"])
        source = get_object_or_404(Offer.objects.source(), translation_key=offer.translation_key)
        return redirect(translations_url(source))
    return SubmitSnippetTranslationView.as_view()(request, **named)


def update_instead(request: HttpRequest, translation_source_id: int) -> Any:
    """wagtail-localize would publish without a second person; offers follow their German words by themselves."""
    source = get_object_or_404(TranslationSource, pk=translation_source_id)
    offer = Offer.objects.source().filter(translation_key=source.object_id).first()
    if offer is not None:
        bring_new_words(offer)
        return redirect(translations_url(offer))
    return UpdateTranslationsView.as_view()(request, translation_source_id=translation_source_id)


@require_POST
def stop_instead(request: HttpRequest, translation_id: int) -> Any:
    """wagtail-localize would lock a translation that readers may have already, without saying so to anybody."""
    translation = get_object_or_404(Translation.objects.select_related("source"), pk=translation_id)
    offer = Offer.objects.source().filter(translation_key=translation.source.object_id).first()
    if offer is not None:
        messages.info(
            request,
            gettext("Eine begonnene Übersetzung bleibt stehen. Was öffentlich ist, nehmen Sie hier aus dem Katalog."),
        )
        return redirect(translations_url(offer))
    return stop_translation(request, translation_id)
