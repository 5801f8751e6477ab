"""/health: 200 when the portal can answer and write, 503 with the reasons in words when it cannot."""

import shutil
from collections.abc import Iterable

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

MIN_FREE_BYTES = 200 * 1024 * 1024


def problems() -> Iterable[str]:
    """What keeps the portal from being ready, one German sentence each."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "Die Datenbank ist älter als das Programm: bitte `teilhabe migrate` ausführen."
    except DatabaseError:
        yield "Die Datenbank antwortet nicht."
    if shutil.disk_usage(settings.DATA_DIR).free < MIN_FREE_BYTES:
        yield "Auf dem Datenträger sind weniger als 200 MB frei."


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    reasons = list(problems())
    return JsonResponse({"ready": not reasons, "reasons": reasons}, status=503 if reasons else 200)
