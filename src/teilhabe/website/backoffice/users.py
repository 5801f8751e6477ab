"""Users in the back office: invite someone, give and take roles, close an account. No passwords, no deleting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.users.views import users as wagtail_users

from teilhabe.accounts.actions import (
    LastAdministrator,
    deactivate_user,
    invite_user,
    reactivate_user,
    set_coordinated,
    set_portal_roles,
)
from teilhabe.accounts.jobs import send_invitation
from teilhabe.accounts.models import Membership, User
from teilhabe.directory.models import Municipality

# The others are held within a municipality or an organisation, which looks after its members itself.
PORTAL_ROLES = [
    choice
    for choice in Membership.Role.choices
    if choice[0] not in {Membership.Role.COORDINATOR, Membership.Role.PROVIDER}
]


class _RolesForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(
        label=_("Rollen"),
        choices=PORTAL_ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Administration: Zugänge und Betreiber. Redaktion: Seiten, Quellen, Rückmeldungen. Prüfung: Entwürfe."
        ),
    )
    coordinated = forms.ModelMultipleChoiceField(
        label=_("Koordiniert diese Kommunen"),
        queryset=Municipality.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ("email", "name")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.exclude(pk=self.instance.pk).filter(email__iexact=email).exists():
            raise ValidationError(_("Für diese Adresse gibt es schon ein Konto."))
        return email

    def _give_roles(self, user: User) -> None:
        set_portal_roles(user, self.cleaned_data["roles"], by=self.by)
        set_coordinated(user, self.cleaned_data["coordinated"], by=self.by)


class InvitationForm(_RolesForm):
    """Saving invites: the account gets no password, its owner a mail. Without a role nobody could do anything here."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("roles") and not cleaned.get("coordinated"):
            self.add_error(
                "roles",
                _(
                    "Bitte wählen Sie eine Rolle oder eine Kommune, die die Person koordiniert. "
                    "Ohne beides könnte sie sich anmelden, aber nichts tun."
                ),
            )
        return cleaned

    def save(self, commit: bool = True) -> User:
        with transaction.atomic():
            user = invite_user(self.cleaned_data["email"], name=self.cleaned_data["name"], by=self.by)
            self._give_roles(user)
            send_invitation.enqueue(user.pk)
        self.instance = user
        return user


class UserForm(_RolesForm):
    active = forms.BooleanField(label=_("Zugang aktiv"), required=False)

    class Meta:
        model = User
        fields = ("name",)

    def __init__(self, *args: Any, editing_self: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = list(self.instance.memberships.select_related("municipality"))
        self.fields["roles"].initial = [m.role for m in held if m.municipality_id is None and m.organisation_id is None]
        self.fields["coordinated"].initial = [m.municipality_id for m in held if m.role == Membership.Role.COORDINATOR]
        self.fields["active"].initial = self.instance.is_active
        if editing_self:
            del self.fields["active"]

    def clean(self) -> dict[str, Any]:
        """Try it: what the actions refuse is an error of the form and leaves nothing behind."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                with transaction.atomic():
                    self._apply()
                    transaction.set_rollback(True)
            except LastAdministrator:
                raise ValidationError(
                    _(
                        "Das ist die letzte Person mit der Rolle Administration. "
                        "Geben Sie die Rolle zuerst einer anderen."
                    )
                ) from None
        return cleaned

    def save(self, commit: bool = True) -> User:
        with transaction.atomic():
            self._apply()
            User.objects.filter(pk=self.instance.pk).update(name=self.cleaned_data["name"])
        return User.objects.get(pk=self.instance.pk)

    def _apply(self) -> None:
        user = User.objects.get(pk=self.instance.pk)
        self._give_roles(user)
        active = self.cleaned_data.get("active", user.is_active)
        if user.is_active and not active:
            deactivate_user(user, by=self.by)
        elif active and not user.is_active:
            reactivate_user(user, by=self.by)


class _ActsAsSomeone:
    """Hands the signed-in user to the form, which hands it to the actions."""

    request: HttpRequest

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by": self.request.user}  # type: ignore[misc]  # a mixin before a view


class IndexView(wagtail_users.IndexView):
    """Without bulk actions, which would go around our own."""

    search_fields = ("email", "name")

    @property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(wagtail_users.UserColumn)(
                "name", accessor=str, label=_("Name"), sort_key="name", get_url=self.get_edit_url
            ),
            Column("email", label=_("E-Mail-Adresse"), sort_key="email"),
            Column("roles", accessor=_roles_in_words, label=_("Rollen")),
            BooleanColumn("is_active", label=_("Zugang aktiv"), sort_key="is_active"),
            DateColumn("last_login", label=_("Letzte Anmeldung"), sort_key="last_login"),
        ]

    def get_base_queryset(self) -> Any:
        return super().get_base_queryset().prefetch_related("memberships__municipality", "memberships__organisation")

    def order_queryset(self, queryset: Any) -> Any:
        return queryset.order_by(self.ordering if self.ordering in {"name", "-name"} else (self.ordering or "email"))


def _roles_in_words(user: User) -> str:
    words = [
        f"{m.get_role_display()}: {m.municipality or m.organisation}"
        if m.municipality or m.organisation
        else m.get_role_display()
        for m in user.memberships.all()
    ]
    return ", ".join(map(str, words)) or ("–" if not user.is_superuser else str(_("Einrichtung")))


class CreateView(_ActsAsSomeone, wagtail_users.CreateView):
    page_title = _("Einladen")
    success_message = _("%(object)s ist eingeladen. Die Nachricht mit dem Link geht gleich hinaus.")

    def get_success_message(self, instance: User) -> str:
        """As it was written: Wagtail would begin the address with a capital."""
        return str(self.success_message % {"object": instance})


class EditView(_ActsAsSomeone, wagtail_users.EditView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # Who may do everything is changed on the command line, or by another one who may.
        if self.object.is_superuser and not request.user.is_superuser:
            messages.error(request, _("Dieses Konto lässt sich nur auf der Kommandozeile ändern."))
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class UserViewSet(wagtail_users.UserViewSet):
    ordering = "email"
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    template_prefix = "website/backoffice/users/"
    index_template_name = "wagtailadmin/generic/index.html"
    index_results_template_name = "wagtailadmin/generic/index_results.html"
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        return UserForm if for_update else InvitationForm
