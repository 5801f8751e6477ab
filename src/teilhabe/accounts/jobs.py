"""Mail that need not make anybody wait."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from .models import User


@task()
def send_invitation(user_id: int) -> None:
    """The link with which someone who was invited sets a password; it holds as long as PASSWORD_RESET_TIMEOUT."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return  # invited and taken back before the mail went out
    with translation.override(settings.LANGUAGE_CODE):
        key = default_token_generator.make_token(user)
        path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
        context = {
            "user": user,
            "portal_name": settings.PORTAL_NAME,
            "link": f"{settings.PORTAL_URL}{path}",
            "forgotten": f"{settings.PORTAL_URL}{reverse('account_reset_password')}",
            "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        }
        EmailMessage(
            subject=render_to_string("account/email/invitation_subject.txt", context).strip(),
            body=render_to_string("account/email/invitation_message.txt", context),
            to=[user.email],
        ).send()
