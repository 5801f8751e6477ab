"""The interface itself: its name, its limit, its errors as one sentence each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError
from ninja.throttling import BaseThrottle

from teilhabe.core.limits import RateLimit

PER_MINUTE = 120


class Problem(Schema):
    """What went wrong and what to do, in one German sentence."""

    detail: str


class PerConnection(BaseThrottle):
    """The portal's own limit, which knows its proxy."""

    limit = RateLimit("api", PER_MINUTE)

    def allow_request(self, request: HttpRequest) -> bool:
        return self.limit.allows(request)

    def wait(self) -> float:
        return 60.0


class _ForEverySite(NinjaAPI):
    """Scripts of other sites may read the answers, errors as well: all of it is public and nobody is signed in."""

    def create_response(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().create_response(*args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response


api = _ForEverySite(
    title=f"{settings.PORTAL_NAME}: Schnittstelle",
    version="1",
    description=(
        "Alles Öffentliche dieses Portals zum Weiterverwenden: kostenlos, ohne Anmeldung. "
        f"Höchstens {PER_MINUTE} Anfragen je Minute und Anschluss."
    ),
    urls_namespace="api",
    docs_url="/docs",
    openapi_url="/openapi.json",
    throttle=[PerConnection()],
)


_UNKNOWN = "extra_forbidden"
_NAMED = 10
"""Unknown parameters that an answer names, each with its first characters."""


def refuse_unknown(request: HttpRequest, asked: type[Schema]) -> None:
    """A misspelt filter would be no filter, and the answer look like one. Raises ValidationError (422)."""
    unknown = [name for name in request.GET if name not in asked.model_fields]
    if unknown:
        raise ValidationError(
            [{"type": _UNKNOWN, "loc": ("query", name[:60]), "msg": "unbekannt"} for name in unknown[:_NAMED]]
        )


@api.exception_handler(ValidationError)
def wrong_parameters(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    """422 with the names of the parameters that are wrong."""
    if all(error["type"] == _UNKNOWN for error in problem.errors):
        names = ", ".join(str(error["loc"][-1]) for error in problem.errors)
        detail = f"Diese Angaben gibt es hier nicht: {names}. Die Beschreibung steht unter /api/docs."
        return api.create_response(request, {"detail": detail, "errors": _plain(problem.errors)}, status=422)
    names = ", ".join(dict.fromkeys(str(error["loc"][-1]) for error in problem.errors)) or "?"
    detail = f"Diese Angaben stimmen nicht: {names}. Die Beschreibung steht unter /api/docs."
    return api.create_response(request, {"detail": detail, "errors": _plain(problem.errors)}, status=422)


def _plain(errors: list[Any]) -> list[dict[str, str]]:
    """Place and reason of each error; what was sent is not sent back."""
    return [{"parameter": str(error["loc"][-1]), "reason": str(error.get("msg", ""))} for error in errors]
