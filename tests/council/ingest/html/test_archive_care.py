"""The archive of pages over the years: the newest of each stays, and what was kept too generously is redacted again."""

from __future__ import annotations

import gzip
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from teilhabe.core.models import AuditEntry
from teilhabe.council.ingest import archive
from teilhabe.council.ingest.archive_care import Scrubbed, prune_answers, scrub_archive, sweep_archive
from teilhabe.council.ingest.html.errors import NotPublic
from teilhabe.council.ingest.html.families import families_of
from teilhabe.council.ingest.html.family import PageKind
from teilhabe.council.ingest.run import Mode
from teilhabe.council.models import AgendaItem, KnownPage, RawAnswer, Record, Source
from tests.council.ingest.dumps import dump
from tests.council.ingest.harvesting import TESTER
from tests.council.ingest.test_commands import type_in

from . import little
from .installed import SYSTEMS, Install

pytestmark = pytest.mark.django_db
# Nobody's sample may write this: it stands for what an older version let through.
LEAK = f"{little.SECRET} an Frau Beispiel"
_END = re.compile(r"(?=</body>)")


@pytest.fixture(autouse=True)
def _own_archive(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Any) -> Any:
    """What is done after the commit is done when the block ends: the test's own transaction never commits."""
    return django_capture_on_commit_callbacks


def _files() -> set[str]:
    return {path.parent.name + path.name.removesuffix(".gz") for path in archive.folder().rglob("*.gz")}


def _archived() -> str:
    return "\n".join(gzip.decompress(path.read_bytes()).decode() for path in archive.folder().rglob("*.gz"))


def _leak_everywhere() -> set[str]:
    """Every archived page as an older version would have kept it, with more in each of its parts; their hashes."""
    leaked = set()
    clean = _files()
    for answer in RawAnswer.objects.all():
        text = archive.content(answer.sha256).decode()
        content = _END.sub(f"<!-- {LEAK} --><script>{LEAK}</script><p title='{LEAK}'>{LEAK}</p>", text).encode()
        answer.sha256, answer.size = archive.keep(content), len(content)
        answer.save()
        leaked.add(answer.sha256)
    for sha256 in clean:
        archive.place(sha256).unlink()
    return leaked


@pytest.mark.parametrize("system", SYSTEMS)
def test_pages_archived_before_the_rules_were_tightened_are_redacted_on_disk(
    harvested: Install, commits: Any, system: str
) -> None:
    installed = harvested(system)
    before, intact, answers = _files(), dump(), RawAnswer.objects.count()
    pages = KnownPage.objects.exclude(answer=None).count()
    leaked = _leak_everywhere()
    assert LEAK in _archived()

    with commits(execute=True):
        code, said = type_in("source", "scrub")

    assert (code, f"{answers} bereinigt" in said) == (0, True), said
    assert LEAK not in _archived()
    assert not leaked & _files(), "the files as they were are gone at once"
    assert _files() == before == set(RawAnswer.objects.values_list("sha256", flat=True))
    assert KnownPage.objects.exclude(answer=None).count() == pages
    assert AuditEntry.objects.get(verb="council.answers_scrubbed").details == {"answers": answers}
    replayed = installed.harvest(Mode.REPLAY)
    assert (replayed.state, replayed.new, replayed.changed, replayed.failed) == ("done", 0, 0, 0)
    assert dump() == intact


def test_redacting_again_a_second_time_changes_nothing(harvested: Install) -> None:
    installed = harvested("sessionnet6")
    _leak_everywhere()
    answers = RawAnswer.objects.count()
    assert scrub_archive(installed.source, by=TESTER).changed == answers
    files = _files()

    assert scrub_archive(installed.source, by=TESTER) == Scrubbed(looked=answers)

    assert (RawAnswer.objects.count(), _files()) == (answers, files)
    assert AuditEntry.objects.filter(verb="council.answers_scrubbed").count() == 1


def test_a_page_that_was_archived_clean_as_well_is_kept_once_and_stays_known(harvested: Install, commits: Any) -> None:
    installed = harvested()
    page = KnownPage.objects.exclude(answer=None).filter(kind="item")[0]
    assert page.answer is not None
    clean = RawAnswer.objects.get(pk=page.answer.pk)
    leaked = _END.sub(f"<!-- {LEAK} -->", archive.content(clean.sha256).decode()).encode()
    row = RawAnswer.objects.get(pk=clean.pk)
    row.sha256 = archive.keep(leaked)
    row.save()
    clean.pk = None
    clean.save()
    count = RawAnswer.objects.count()

    with commits(execute=True):
        scrub_archive(installed.source, by=TESTER)

    assert RawAnswer.objects.count() == count - 1
    page.refresh_from_db()
    assert page.answer == clean
    assert row.sha256 not in _files()


def test_pages_of_the_system_a_source_was_read_by_before_are_redacted_as_well(harvested: Install) -> None:
    installed = harvested("allris4")
    _leak_everywhere()
    Source.objects.update(system=Source.System.OPARL)
    installed.source.refresh_from_db()

    found = scrub_archive(installed.source, by=TESTER)

    assert (found.changed, found.unreadable) == (found.looked, 0)
    assert all(LEAK not in archive.content(one.sha256).decode() for one in RawAnswer.objects.all())


def test_a_lost_page_and_one_that_makes_no_sense_are_counted_and_left_alone(harvested: Install) -> None:
    harvested()
    lost, odd = RawAnswer.objects.filter(pages__kind="paper")[:2]
    archive.place(lost.sha256).unlink()
    odd.sha256 = archive.keep(b"<html><body>something else</body></html>")
    odd.save()

    code, said = type_in("source", "scrub")

    assert (code, "2 Antworten fehlen im Archiv oder sind nicht lesbar" in said) == (1, True), said
    assert archive.place(odd.sha256).exists()


@pytest.mark.parametrize("system", ["allris3", "allris4", "sessionnet6"])
def test_a_kept_page_that_is_not_public_by_the_rules_of_today_is_deleted_with_its_file(
    harvested: Install, commits: Any, monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    installed = harvested(system)
    page = KnownPage.objects.exclude(answer=None).filter(kind="paper")[0]
    assert page.answer is not None
    secret, others = page.answer, RawAnswer.objects.count() - 1
    family = type(families_of(installed.source)[0])
    rules = family.redact

    def stricter(self: Any, kind: PageKind, text: str, url: str) -> str:
        if url == secret.url:
            raise NotPublic
        return rules(self, kind, text, url)

    monkeypatch.setattr(family, "redact", stricter)
    with commits(execute=True):
        code, said = type_in("source", "scrub")

    assert (code, "1 entfernt, weil nicht öffentlich" in said) == (0, True), said
    assert secret.sha256 not in _files()
    assert _files() == set(RawAnswer.objects.values_list("sha256", flat=True))
    assert RawAnswer.objects.count() == others
    page.refresh_from_db()
    assert page.answer is None, "the page is known and may be asked for when it is due"
    assert AuditEntry.objects.get(verb="council.answers_scrubbed").details == {"answers": 0, "removed": 1}
    assert scrub_archive(installed.source, by=TESTER) == Scrubbed(looked=others)


@pytest.mark.parametrize("system", ["allris3_xml_agendas", "allris4"])
@pytest.mark.parametrize("how", ["not public", "deleted", "gone"])
def test_the_kept_page_of_a_point_goes_once_its_agenda_no_longer_calls_it_public(
    harvested: Install, commits: Any, system: str, how: str
) -> None:
    installed = harvested(system)
    assert scrub_archive(installed.source, by=TESTER).removed == 0
    page = KnownPage.objects.exclude(answer=None).filter(kind="item")[0]
    assert page.answer is not None
    # XML of two points may say the same; their file stays for the other.
    before, secret = RawAnswer.objects.count(), page.answer
    point = AgendaItem.objects.get(public=True, record__native_id__endswith=f"?{page.key}")
    if how == "not public":
        AgendaItem.objects.filter(pk=point.pk).update(
            public=False, name="", result_raw="", resolution_text="", minutes_text="", outcome=""
        )
    elif how == "deleted":
        Record.objects.filter(pk=point.record.pk).update(state="deleted")
    else:
        point.delete()

    with commits(execute=True):
        found = scrub_archive(installed.source, by=TESTER)

    assert found == Scrubbed(looked=before, removed=1)
    assert not RawAnswer.objects.filter(url=secret.url).exists()
    assert _files() == set(RawAnswer.objects.values_list("sha256", flat=True))


def test_the_newest_text_of_every_page_stays_whatever_its_age_and_older_ones_go(harvested: Install) -> None:
    installed = harvested()
    # The first text stays for what did not change within it; nothing needs the second.
    for hours, name in ((10, "Vorhaben 3: Neubau der Schule"), (30, "Vorhaben 3: Umbau der Schule")):
        installed.council.change(little.paper(3), name=name)
        assert installed.harvest(Mode.FULL, hours=hours).changed > 0
    known = set(KnownPage.objects.exclude(answer=None).values_list("answer", flat=True))
    needed = known | set(Record.objects.exclude(answer=None).values_list("answer", flat=True))
    older = RawAnswer.objects.exclude(pk__in=needed).count()
    assert (known > set(), older > 0) == (True, True)
    intact = dump()
    for path in archive.folder().rglob("*.gz"):
        os.utime(path, (0, 0))

    with time_machine.travel(timezone.now() + timedelta(days=730)):
        assert prune_answers(installed.source, by=TESTER) == older
        assert sweep_archive() == older

    assert set(RawAnswer.objects.values_list("pk", flat=True)) == needed
    replayed = installed.harvest(Mode.REPLAY)
    assert (replayed.state, replayed.new, replayed.changed, replayed.failed) == ("done", 0, 0, 0)
    assert dump() == intact
