"""Files of offers: handed in, removed, and given out with headers that let nothing run."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from teilhabe.accounts.middleware import lacks_second_factor
from teilhabe.core.pages import MAX_AGE

from ... import storage
from ...actions import UnderReview
from ...actions.attachments import MOST_FILES, KnownFile, TooManyFiles, TooMuchToday, attach_file, remove_file
from ...forms.provider.files import FileForm
from ...models import READABLE, OfferFile
from ...rules import may_edit_offer
from .access import own_offer
from .offers import overview_page


@login_required
@require_POST
def add(request: HttpRequest, number: int) -> HttpResponse:
    offer, by = own_offer(request, number)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        said = form.cleaned_data
        try:
            attach_file(
                offer,
                said["file"].read(),
                name=said["file"].name,
                title=said["title"],
                licence=said["licence"],
                by=by,
            )
        except TooManyFiles:
            form.add_error(None, _("Ein Eintrag hat höchstens %(most)d Dateien.") % {"most": MOST_FILES})
        except KnownFile:
            form.add_error("file", _("Diese Datei hängt schon an dem Eintrag."))
        except TooMuchToday:
            form.add_error(
                "file", _("Ihre Organisation hat heute schon sehr viele Dateien eingereicht. Morgen geht es weiter.")
            )
        except UnderReview:
            messages.warning(
                request, _("Die Redaktion prüft den Eintrag gerade. Nehmen Sie ihn zurück, um ihn zu ändern.")
            )
            return redirect("provider:offer", number=number)
        else:
            messages.success(request, _("Die Datei ist dabei. Öffentlich wird sie mit der nächsten Veröffentlichung."))
            return redirect("provider:offer", number=number)
    return overview_page(request, offer, by, file_form=form)


@login_required
@require_POST
def remove(request: HttpRequest, number: int, file: int) -> HttpResponse:
    offer, by = own_offer(request, number)
    found = get_object_or_404(OfferFile.every.select_related("offer"), offer=offer, pk=file)
    try:
        remove_file(found, by=by)
    except UnderReview:
        messages.warning(request, _("Die Redaktion prüft den Eintrag gerade. Nehmen Sie ihn zurück, um ihn zu ändern."))
    else:
        messages.success(request, _("Die Datei ist entfernt."))
    return redirect("provider:offer", number=number)


@require_safe
def give_out(request: HttpRequest, number: int, name: str) -> HttpResponse | FileResponse:
    """The content, to be saved and never shown by the browser itself. What is not public yet only to its own people."""
    file = OfferFile.every.select_related("offer", "offer__locale").filter(pk=number).first()
    if file is None:
        raise Http404
    public = file.shown and file.offer.state in READABLE
    if not public and (not may_edit_offer.test(request.user, file.offer) or lacks_second_factor(request.user)):
        raise Http404
    if name != file.name:
        return redirect("provider:file", number=number, name=file.name)
    etag = f'"{file.sha256}"'
    if public and (known := get_conditional_response(request, etag=etag)) is not None:
        return known
    try:
        content = storage.place(file.sha256).open("rb")
    except OSError:
        raise Http404 from None
    response = FileResponse(content, content_type=file.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = f"public, max-age={MAX_AGE}" if public else "private, no-store"
    if public:
        response["ETag"] = etag
    return response
