"""The archive over the years: what nobody needs goes, and what was kept too generously is scrubbed again."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from teilhabe.core.locks import AlreadyHeld
from teilhabe.core.models import AuditEntry
from teilhabe.core.schedule import registered
from teilhabe.council.ingest import archive
from teilhabe.council.ingest.archive_care import Scrubbed, prune_answers, scrub_archive, sweep_archive
from teilhabe.council.ingest.locks import source_lock
from teilhabe.council.ingest.run import Mode
from teilhabe.council.jobs import prune_archive
from teilhabe.council.models import RawAnswer, Record, Source
from teilhabe.council.sample import Server

from . import small
from .dumps import dump
from .harvesting import TESTER, run_harvest
from .small import SECRET
from .test_commands import type_in

pytestmark = pytest.mark.django_db
# Nobody's sample may write this: it stands for what an older version let through.
LEAK = f"{SECRET} an Frau Beispiel"


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


def _two_years_of(known: Server) -> Source:
    """A paper changes after its list was archived, another one is deleted; then two years pass without a harvest."""
    known.council.change(small.paper(1), name="Neuer Betreff")
    known.council.delete(small.paper(6))
    run_harvest(known, Mode.FULL)
    for path in archive.folder().rglob("*.gz"):
        os.utime(path, (0, 0))
    return Source.objects.get()


def _leaked_into(answer: RawAnswer, **leaks: object) -> str:
    """The archived answer as an older version would have kept it, with more in each object; returns its hash."""
    data = json.loads(archive.content(answer.sha256))
    for entry in data["data"]:
        entry.update(leaks)
    content = json.dumps(data, ensure_ascii=False).encode()
    archive.place(answer.sha256).unlink()
    answer.sha256, answer.size = archive.keep(content), len(content)
    answer.save()
    return answer.sha256


# --- Pruning ------------------------------------------------------------------------------------------------------


def test_old_answers_that_hold_the_newest_state_of_nothing_go_and_a_replay_misses_none(known: Server) -> None:
    source = _two_years_of(known)
    before, intact = RawAnswer.objects.count(), dump()

    with time_machine.travel(timezone.now() + timedelta(days=730)):
        pruned = prune_answers(source, by=TESTER)
        swept = sweep_archive()

    assert 0 < pruned < before
    assert swept == pruned
    assert _files() == set(RawAnswer.objects.values_list("sha256", flat=True))
    assert set(Record.objects.filter(answer=None).values_list("state", flat=True)) <= {"deleted"}
    assert AuditEntry.objects.get(verb="council.answers_pruned").details == {"answers": pruned}
    replayed = run_harvest(known, Mode.REPLAY)
    assert (replayed.state, replayed.changed, replayed.failed) == ("done", 0, 0)
    assert dump() == intact


def test_answers_of_the_last_year_stay_whatever_they_hold(known: Server) -> None:
    source = _two_years_of(known)
    answers, files = RawAnswer.objects.count(), _files()

    with time_machine.travel(timezone.now() + timedelta(days=settings.ARCHIVE_DAYS - 1)):
        assert prune_answers(source, by=TESTER) == 0
        assert sweep_archive() == 0

    assert (RawAnswer.objects.count(), _files()) == (answers, files)


def test_a_file_that_was_kept_a_moment_ago_waits_for_its_answer_to_be_written(known: Server) -> None:
    lost, fresh = archive.keep(b'{"of": "a page that was rolled back"}'), archive.keep(b'{"of": "a page under way"}')
    os.utime(archive.place(lost), (0, 0))

    assert sweep_archive() == 1

    assert (archive.place(lost).exists(), archive.place(fresh).exists()) == (False, True)
    os.utime(archive.place(fresh), (0, 0))
    archive.keep(b'{"of": "a page under way"}')
    assert sweep_archive() == 0, "who needs it again is not disappointed"


def test_the_daily_job_prunes_every_source_that_is_not_being_harvested(known: Server) -> None:
    source = _two_years_of(known)
    assert "council.prune_archive" in {job.name for job in registered()}

    with time_machine.travel(timezone.now() + timedelta(days=730)):
        with source_lock(source.pk):
            assert prune_archive.func() == 0
        assert prune_archive.func() > 0


# --- Scrubbing again ----------------------------------------------------------------------------------------------


def test_what_was_archived_before_the_rules_were_tightened_is_scrubbed_on_disk(known: Server, commits: Any) -> None:
    intact = dump()["Person"] + dump()["Paper"]
    papers = RawAnswer.objects.filter(url__contains="/papers")[0]
    people = RawAnswer.objects.filter(url__contains="/people")[0]
    leaked = [_leaked_into(papers, sachbearbeiterin=LEAK), _leaked_into(people, type=None, hobby=LEAK)]
    assert LEAK in _archived()

    with commits(execute=True):
        code, said = type_in("source", "scrub")

    assert (code, "2 bereinigt" in said) == (0, True)
    assert LEAK not in _archived()
    assert not set(leaked) & _files(), "the files as they were are gone at once"
    assert _files() == set(RawAnswer.objects.values_list("sha256", flat=True))
    assert AuditEntry.objects.get(verb="council.answers_scrubbed").details == {"answers": 2}
    assert run_harvest(known, Mode.REPLAY).state == "done"
    assert dump()["Person"] + dump()["Paper"] == intact


def test_scrubbing_again_a_second_time_changes_nothing(known: Server) -> None:
    _leaked_into(RawAnswer.objects.filter(url__contains="/papers")[0], bearbeiter=LEAK)
    source = Source.objects.get()
    assert scrub_archive(source, by=TESTER).changed == 1
    answers, files = RawAnswer.objects.count(), _files()

    assert scrub_archive(source, by=TESTER) == Scrubbed(looked=answers)

    assert (RawAnswer.objects.count(), _files()) == (answers, files)
    assert AuditEntry.objects.filter(verb="council.answers_scrubbed").count() == 1


def test_an_answer_that_was_archived_clean_as_well_is_kept_once(known: Server, commits: Any) -> None:
    answer = RawAnswer.objects.filter(url__contains="/papers")[0]
    clean = RawAnswer.objects.get(pk=answer.pk)
    clean.pk = None
    leaked = _leaked_into(answer, bearbeiter=LEAK)
    scrubbed = json.loads(archive.content(leaked))
    for entry in scrubbed["data"]:
        del entry["bearbeiter"]
    clean.sha256 = archive.keep(json.dumps(scrubbed, ensure_ascii=False, separators=(",", ":")).encode())
    clean.save()
    count = RawAnswer.objects.count()

    with commits(execute=True):
        scrub_archive(Source.objects.get(), by=TESTER)

    assert RawAnswer.objects.count() == count - 1
    assert not Record.objects.filter(answer=None).exclude(kind="body").exists()
    assert leaked not in _files()


def test_files_of_closed_items_lose_their_names_in_archived_lists_of_files(known: Server, commits: Any) -> None:
    key = Record.objects.filter(kind="file")[0].canonical_url
    entry = {"id": key, "name": LEAK, "agendaItem": [small.item(101)]}
    content = json.dumps({"data": [entry]}, ensure_ascii=False).encode()
    sha256 = archive.keep(content)
    RawAnswer.objects.create(source=Source.objects.get(), url=f"{small.BODY}/files", status=200, sha256=sha256, size=1)

    with commits(execute=True):
        scrub_archive(Source.objects.get(), by=TESTER)

    assert LEAK not in _archived()


def test_a_lost_answer_is_counted_and_a_source_under_way_is_left_alone(known: Server) -> None:
    source, answer = Source.objects.get(), RawAnswer.objects.all()[0]
    archive.place(answer.sha256).write_bytes(b"damaged")

    code, said = type_in("source", "scrub", source.slug)
    assert (code, "1 Antworten fehlen im Archiv oder sind nicht lesbar" in said) == (1, True)
    with source_lock(source.pk):
        assert type_in("source", "scrub")[0] == 4
        with pytest.raises(AlreadyHeld):
            prune_answers(source, by=TESTER)


def test_a_hash_says_what_lies_under_it(known: Server) -> None:
    _leaked_into(RawAnswer.objects.filter(url__contains="/papers")[0], bearbeiter=LEAK)

    scrub_archive(Source.objects.get(), by=TESTER)

    for answer in RawAnswer.objects.all():
        content = archive.content(answer.sha256)
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (answer.sha256, answer.size)
