from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef

if TYPE_CHECKING:
    from ..models import Body, Organization, Person  # noqa: F401 - named as a string in a base class

PUBLIC_STATES = ("live", "unreachable")


def has_public_record(path: str = "record") -> Exists:
    """That the record at ``path`` may be shown, asked row by row.

    For the few bodies, committees and persons: as a join, SQLite would begin with the records, of which there are
    hundreds of thousands.
    """
    records = apps.get_model("council", "Record").objects
    return Exists(records.filter(pk=OuterRef(path), state__in=PUBLIC_STATES))


class BodyQuerySet(models.QuerySet["Body"]):
    def public(self) -> Self:
        return self.filter(has_public_record())


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def public(self) -> Self:
        return self.filter(has_public_record())

    def committees(self) -> Self:
        """Councils and committees: what has a page and meets."""
        return self.filter(kind__in=["council", "committee"])


class PersonQuerySet(models.QuerySet["Person"]):
    def public(self) -> Self:
        return self.filter(has_public_record())
