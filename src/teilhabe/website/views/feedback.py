"""Tell the operator something."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import register_converter
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ..actions.feedback import NewFeedback, TooManyMessages, receive_feedback
from ..forms.feedback import FeedbackForm, own_page
from ..jobs import mail_feedback
from ..models import Feedback
from ..senders import sender_of


class FeedbackNumber:
    regex = r"R-[2-9A-HJ-NP-Z]{6}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FeedbackNumber, "feedback_number")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        form = FeedbackForm(request.POST)
        if form.is_valid():
            try:
                number = _receive(request, form)
            except TooManyMessages:
                form.add_error(
                    None,
                    _(
                        "Von Ihrem Anschluss kamen in der letzten Stunde schon mehrere Nachrichten. "
                        "Bitte versuchen Sie es später noch einmal."
                    ),
                )
            else:
                return redirect("feedback_thanks", number=number)
        form.open_again()
        return _page(request, form, status=422)
    reason = request.GET.get("grund", "")
    page = own_page(request.GET.get("seite", ""))
    if reason not in Feedback.Reason.values:
        reason = Feedback.Reason.ERROR if page else ""
    return _page(request, FeedbackForm(initial={"reason": reason, "page": page, "opened": FeedbackForm.opened_now()}))


@never_cache
@require_safe
def thanks(request: HttpRequest, number: str) -> HttpResponse:
    """Shows the number from the address and asks the database nothing: the page tells nobody whether it exists."""
    return render(request, "website/feedback_thanks.html", {"number": number, "days": settings.FEEDBACK_DAYS})


def _receive(request: HttpRequest, form: FeedbackForm) -> str:
    data = form.cleaned_data
    with transaction.atomic():
        received = receive_feedback(
            NewFeedback(
                reason=data["reason"],
                page=data["page"],
                message=data["message"],
                email=data["email"],
                language=get_language() or settings.LANGUAGE_CODE,
                sender=sender_of(request, timezone.localdate()),
            )
        )
        mail_feedback.enqueue(received.pk)
    return received.number


def _page(request: HttpRequest, form: FeedbackForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "days": settings.FEEDBACK_DAYS}
    return render(request, "website/feedback.html", context, status=status)
