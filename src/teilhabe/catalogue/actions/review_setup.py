"""The review that every offer goes through, as the back office keeps it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Locale, Workflow, WorkflowContentType, WorkflowTask

from teilhabe.accounts.actions import GROUP_OF_ROLE, Role

from ..models import Offer, SecondPersonTask

REVIEWING = (Role.ADMINISTRATOR, Role.EDITOR, Role.REVIEWER)


@transaction.atomic
def ensure_review(**_signal: Any) -> None:
    """After every migrate: whoever deals with the catalogue reviews. A workflow that an operator assigned is kept."""
    Locale.objects.get_or_create(language_code="de")
    of_offers = ContentType.objects.get_for_model(Offer)
    if WorkflowContentType.objects.filter(content_type=of_offers).exists():
        return
    task, _new = SecondPersonTask.objects.get_or_create(name="Prüfung durch eine zweite Person")
    task.groups.set([Group.objects.get_or_create(name=GROUP_OF_ROLE[role])[0] for role in REVIEWING])
    workflow = Workflow.objects.create(name="Katalog")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.create(content_type=of_offers, workflow=workflow)
