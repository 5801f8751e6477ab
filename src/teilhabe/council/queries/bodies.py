from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from ..models import Body, Organization, Person  # noqa: F401 - named as a string in a base class

PUBLIC_STATES = ("live", "unreachable")


class BodyQuerySet(models.QuerySet["Body"]):
    def public(self) -> Self:
        return self.filter(record__state__in=PUBLIC_STATES)


class OrganizationQuerySet(models.QuerySet["Organization"]):
    def public(self) -> Self:
        return self.filter(record__state__in=PUBLIC_STATES)

    def committees(self) -> Self:
        """Councils and committees: what has a page and meets."""
        return self.filter(kind__in=["council", "committee"])


class PersonQuerySet(models.QuerySet["Person"]):
    def public(self) -> Self:
        return self.filter(record__state__in=PUBLIC_STATES)
