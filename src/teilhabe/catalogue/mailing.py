"""Mails of the catalogue: plain German text from a template."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation


def send(mail: str, to: str, /, **context: object) -> None:
    """``mail/<mail>.txt``: the first line is the subject."""
    with translation.override(settings.LANGUAGE_CODE):
        said = render_to_string(f"catalogue/provider/mail/{mail}.txt", {"portal_name": settings.PORTAL_NAME, **context})
    subject, _, body = said.lstrip().partition("\n")
    EmailMessage(subject=subject.strip(), body=body.strip() + "\n", to=[to]).send()
