"""The ground every test stands on: own data folder, ready database, no network beyond this machine."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

# Settings are read once, on import: a test never sees the variables or the data of the person who runs it.
_KEPT = {"TEILHABE_DATABASE_URL", "TEILHABE_LEAVE_OUT"}
for _name in [name for name in os.environ if name.startswith("TEILHABE_") and name not in _KEPT]:
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
from pytest_django import DjangoDbBlocker  # noqa: E402 - the variables above must be set first

from tests import databases, statements  # noqa: E402 - the variables above must be set first

# Pages are rendered without `collectstatic`; the browser tests serve the collected files.
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_JOURNEYS = "tests/journeys/"
# Whoever asks for one of these, directly or not, asks the database.
_DATABASE = frozenset({"db", "transactional_db", "live_server"})
# What council pages are read from, and what is wrong with it: neither changes how things are stored.
_READING = frozenset({"system", "fault"})
# The stories of a module told so far: name and parameters besides those of reading.
_TOLD = pytest.StashKey[set[tuple[object, ...]]]()
_RECORDER = pytest.StashKey[statements.Recorder | None]()
# Told on PostgreSQL in any case: what commits, locks and waits, and the one place that speaks to each database in its
# own words.
_ALWAYS_TOLD = ("tests/search/index/", "tests/test_ground.py")
_COMMITTING = frozenset({"transactional_db", "live_server"})
_ON_SQLITE = settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"


if Path(_folder.name).resolve() != settings.DATA_DIR:
    raise pytest.UsageError("The settings were read before the tests set theirs: unset DJANGO_SETTINGS_MODULE.")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--statements",
        help="SQLite: write down what each story says to the database; PostgreSQL: tell only the stories it needs",
    )


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Workers (``-n 2``) inherit the environment; they must not begin with settings and folder of their parent."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        for name in [name for name in os.environ if name.startswith(("DJANGO_", "TEILHABE_")) and name not in _KEPT]:
            del os.environ[name]
    folder = config.getoption("statements")
    tells = hasattr(config, "workerinput") or not config.getoption("numprocesses", None)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    config.stash[_RECORDER] = statements.Recorder(Path(folder), worker) if folder and tells and _ON_SQLITE else None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if recorder := item.config.stash[_RECORDER]:
        recorder.begin()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    # What failed or was skipped did not say all it has to say.
    if report.passed and report.when == "call" and (recorder := item.config.stash[_RECORDER]):
        recorder.write(item.nodeid)
    return report


def pytest_unconfigure() -> None:
    _folder.cleanup()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what ``script/test`` chooses by on PostgreSQL."""
    asks = any(item.get_closest_marker(name) for name in ("django_db", "postgres"))
    if asks or _DATABASE.intersection(getattr(item, "fixturenames", ())):
        item.add_marker("database")
    call = getattr(item, "callspec", None)
    if call is not None and _READING.intersection(call.params):
        assert item.parent is not None  # a function has a module
        told = item.parent.stash.setdefault(_TOLD, set())
        # A parameter that is given together with the system or the fault says what is expected of it.
        together = [_names(mark) for mark in item.iter_markers("parametrize")]
        left_out = _READING.union(*(names for names in together if names & _READING))
        others = sorted((name, at) for name, at in call.indices.items() if name not in left_out)
        story = (getattr(item, "originalname", ""), *others)
        if story in told:
            item.add_marker("further_system")
        told.add(story)


def _names(mark: pytest.Mark) -> frozenset[str]:
    """The parameters of one ``parametrize``."""
    given = mark.args[0] if mark.args else mark.kwargs["argnames"]
    return frozenset(name.strip() for name in given.split(",")) if isinstance(given, str) else frozenset(given)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look at it again, which takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # After -m and -k: what they leave out says nothing, so nothing may be left out for its sake.
    # Last: their browser stays open, and where one is open no other begins and Django asks no database.
    items.sort(key=lambda item: item.nodeid.startswith(_JOURNEYS))
    for item in items:
        if _ON_SQLITE and item.get_closest_marker("postgres"):
            item.add_marker(pytest.mark.skip(reason="only on PostgreSQL, which script/test starts"))
    folder = config.getoption("statements")
    if folder and not _ON_SQLITE:
        told = _told_on_postgres(items, Path(folder))
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in told])
        items[:] = [item for item in items if item.nodeid in told]


def _told_on_postgres(items: list[pytest.Item], folder: Path) -> set[str]:
    """What is always told, what nobody wrote down, and what says something no other one says."""
    names = {item.nodeid for item in items if not any(mark.args[:1] == (True,) for mark in item.iter_markers("skipif"))}
    # Once each: further parameters are told when they are needed.
    always = {item.nodeid.partition("[")[0]: item.nodeid for item in reversed(items) if _always_told(item)}
    return set(always.values()) | (names - statements.known(folder)) | statements.needed(folder, names)


def _always_told(item: pytest.Item) -> bool:
    database = item.get_closest_marker("django_db")
    commits = database is not None and database.kwargs.get("transaction", False)
    return (
        commits
        or item.nodeid.startswith(_ALWAYS_TOLD)
        or item.get_closest_marker("postgres") is not None
        or bool(_COMMITTING.intersection(getattr(item, "fixturenames", ())))
    )


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """With several workers (``-n 2``): the stories of a file stay together, and all journeys share one portal."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return _JOURNEYS if file.startswith(_JOURNEYS) else file

    config.option.loadscopereorder = False
    return ByFile(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database: a copy of the migrated one, poured anew after every transactional test."""
    from django.db import connection
    from django.test import TransactionTestCase

    if _ON_SQLITE:
        target = str(Path(_folder.name) / "test.sqlite3")
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=NORMAL", "synchronous=OFF")
    else:
        target = f"test_teilhabe_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"

    def pour() -> None:
        from django.contrib.contenttypes.models import ContentType
        from django.core.cache import cache

        connection.close()
        if _ON_SQLITE:
            databases.pour(databases.migrated_database(), Path(target))
        else:
            databases.pour_postgres(connection, target)
        ContentType.objects.clear_cache()
        cache.clear()

    with django_db_blocker.unblock():
        pour()
    connection.settings_dict["NAME"] = target
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: pour())
    yield
    patch.undo()
    if not _ON_SQLITE:
        with django_db_blocker.unblock():
            connection.close()
            databases.drop_postgres(connection, target)


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
