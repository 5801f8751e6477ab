"""``python -m tests.sources.leaks --examples 200``: agendas with secrets, generated, redacted, read and stored.

Each agenda goes the whole way (redact, parse, store, archive, index, page); what is not public must be nowhere.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path

SECRET = "Kaulquappengrund"
WORDS = ("Haushalt", "Schule", "Brücke & Weg", "Öffentlichkeit", "TOP 3", "N 7", "1.", "hier:")
# Headings between the points, and whether they open the public part.
PARTS = (
    ("Öffentlicher Teil:", True),
    ("Nichtöffentlicher Teil:", False),
    ("Nicht öffentlicher Teil (19:00 Uhr)", False),
)


def agenda(chance: random.Random) -> str:
    """A classic page of ALLRIS 3 whose non-public points hide a secret wherever a page can."""
    from tests.council.ingest.allris3 import pages

    rows: list[str] = []
    opened = False
    for number in range(1, chance.randint(2, 9)):
        if chance.random() < 0.3:
            title, opened = chance.choice(PARTS)
            rows.append(pages.part(title))
        letter = chance.choice("ÖN") if opened else "N"
        words = " ".join(chance.sample(WORDS, 2))
        if letter == "Ö":
            rows.append(pages.point(f"Ö {number}", words, number, result=chance.choice(["", "vertagt"])))
            continue
        hidden = chance.choice(
            (
                "",
                f"<!-- {SECRET} -->",
                f'<input type="hidden" name="betreff" value="{SECRET}" />',
                f"<script>var betreff = '{SECRET}';</script>",
                f'<img alt="{SECRET}" title="{SECRET}" />',
                f'<a href="do027.asp?DOLFDNR=66" title="{SECRET}">{escape(SECRET)}</a>',
            )
        )
        linked = number if chance.random() < 0.5 else 0
        result = f"{SECRET} verkauft" if chance.random() < 0.5 else ""
        paper = 66 if chance.random() < 0.5 else 0
        rows.append(
            pages.point(
                f"N {number}", f"{SECRET} {words}", linked, result=result, paper=paper, reference=SECRET, more=hidden
            )
        )
    return pages.agenda(rows)


def leaks_of(page: str) -> Iterator[str]:
    """Where the secret of a page is found once it went the whole way; the database is left as it was."""
    from django.db import transaction
    from django.test import Client
    from django.utils import timezone

    from teilhabe.council.actions.refresh import refresh_stale
    from teilhabe.council.ingest.allris3 import Allris3
    from teilhabe.council.ingest.html.assembly import Names, home_of, meeting_records
    from teilhabe.council.ingest.html.assembly.names import parsed
    from teilhabe.council.ingest.html.errors import PageError
    from teilhabe.council.ingest.html.family import Installation, PageKind
    from teilhabe.council.ingest.records import BodyRecord, Ref
    from teilhabe.council.ingest.store import page as store
    from teilhabe.council.ingest.store.context import Harvest, Scope
    from teilhabe.council.models import Body, HarvestRun, Meeting, RecordKind, Source
    from tests.council.ingest.allris3 import pages
    from tests.council.ingest.dumps import everything_stored

    family = Allris3(Installation(base=pages.BASE, suffix=".asp", calendar="si010_e", layout="classic"))
    url = f"{pages.BASE}to010.asp?SILFDNR=7"
    try:
        kept = family.redact(PageKind.MEETING, page, url)
        facts = family.meeting(kept, url)
    except PageError:
        return
    if SECRET in kept:
        yield "the archive"
    if SECRET in repr(facts):
        yield "the facts"
    with transaction.atomic():
        source = Source.objects.create(slug="rat", name="Rat", url=pages.BASE, system="allris3")
        harvest = Harvest(source, HarvestRun.objects.create(source=source, mode="full"), timezone.now())
        home = home_of(pages.BASE)
        body = BodyRecord(ref=Ref(RecordKind.BODY, f"{home}?body"), url="", raw_hash="", name="Rat")
        store.store(Scope(harvest, None), [parsed(body, [])])
        scope = Scope(harvest, Body.objects.get(record__source=source))
        store.store(scope, [meeting_records(Names(home, family), facts, {})])
        refresh_stale(source)
        if SECRET in everything_stored():
            yield "the database or the index"
        address = Meeting.objects.get(record__source=source).get_absolute_url()
        for one in (address, f"{address}.ics", "/rat/sitzungen"):
            if SECRET in Client().get(one).content.decode():
                yield one
        transaction.set_rollback(True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="teilhabe-leaks-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "teilhabe.settings",
            "TEILHABE_DATA_DIR": folder,
            "TEILHABE_LOG_LEVEL": "ERROR",
        }
        from tests import databases

        databases.pour(databases.migrated_database(), Path(folder) / "teilhabe.sqlite3")
        import django
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["*"]
        settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        django.setup()
        chance, tried, hiding, leaks = random.Random(told.seed), 0, 0, 0
        for _ in range(told.examples):
            page = agenda(chance)
            tried, hiding = tried + 1, hiding + (SECRET in page)
            for where in leaks_of(page):
                leaks += 1
                print(f"LEAK in {where}, agenda {tried}")
    print(f"{tried} agendas tried, {hiding} with secrets, {leaks} leaks")
    return 1 if leaks else 0


if __name__ == "__main__":
    sys.exit(main())
