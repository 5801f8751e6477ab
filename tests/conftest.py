"""The ground every test stands on: own data folder, ready database, no network beyond this machine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

# Settings are read once, on import: a test never sees the variables or the data of the person who runs it.
_KEPT_FROM_OUTSIDE = {"TEILHABE_DATABASE_URL", "TEILHABE_LEAVE_OUT"}
for _name in [name for name in os.environ if name.startswith("TEILHABE_") and name not in _KEPT_FROM_OUTSIDE]:
    del os.environ[_name]
_folder = tempfile.TemporaryDirectory(prefix="teilhabe-tests-")
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "teilhabe.settings",
    "TEILHABE_DATA_DIR": _folder.name,
    "TEILHABE_ALLOW_PRIVATE_SOURCES": "true",
    "TEILHABE_LOG_LEVEL": "WARNING",
    "TEILHABE_EMAIL_URL": "memory://",
}

from django.conf import settings  # noqa: E402 - the variables above must be set first

from tests import databases  # noqa: E402 - the variables above must be set first

# Pages are rendered without `collectstatic`; the browser tests serve the collected files.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_ON_SQLITE = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"


def pytest_unconfigure() -> None:
    _folder.cleanup()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _ON_SQLITE and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="only on PostgreSQL, which script/test starts"))
        if not _ON_SQLITE and (mark := item.get_closest_marker("django_db")) and mark.kwargs.get("transaction"):
            # The pages and languages that migrations create must survive the flush after such a test.
            item.add_marker(pytest.mark.django_db(transaction=True, serialized_rollback=True), append=False)


if _ON_SQLITE:

    @pytest.fixture(scope="session")
    def django_db_setup(django_db_blocker: object) -> Iterator[None]:
        """The test database: a copy of the migrated file, poured anew after every transactional test."""
        from django.db import connection
        from django.test import TransactionTestCase

        template = databases.migrated_database()
        target = Path(_folder.name) / "test.sqlite3"
        databases.pour(template, target)
        connection.close()
        connection.settings_dict["NAME"] = str(target)
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=NORMAL", "synchronous=OFF")

        def pour_again(self: TransactionTestCase) -> None:
            from django.contrib.contenttypes.models import ContentType
            from django.core.cache import cache

            connection.close()
            databases.pour(template, target)
            ContentType.objects.clear_cache()
            cache.clear()

        patch = pytest.MonkeyPatch()
        patch.setattr(TransactionTestCase, "_fixture_teardown", pour_again)
        yield
        patch.undo()


@pytest.fixture(autouse=True)
def _begins_anew() -> Iterator[None]:
    """Every test begins in German and with an empty cache: an earlier one leaves its language and its counts behind."""
    from django.core.cache import cache
    from django.utils import translation

    cache.clear()
    translation.activate("de")
    yield
    translation.activate("de")


@pytest.fixture
def assert_max_queries(
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
) -> Callable[[int], AbstractContextManager[object]]:
    """``with assert_max_queries(12): client.get(…)``: fails and lists the queries when there are more."""

    @contextmanager
    def at_most(number: int) -> Iterator[object]:
        with django_assert_max_num_queries(number) as queries:
            yield queries

    return at_most
