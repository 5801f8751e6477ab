"""``python -m tests.sources.compare_systems``: paper 2019/0465 harvested by OParl and by ALLRIS 3, field by field."""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from teilhabe.council.models import Paper, Source

REFERENCE = "2019/0465"
# One system cannot say these: ALLRIS 3 prints no day of a paper, and names its attachments by links of the moment.
KNOWN = {"date": "ALLRIS 3 prints none", "sections read from": "PDF there, page here"}


def harvested(system: str) -> Source:
    """The sample's StädteRegion, read through one system with its documents."""
    from teilhabe.core.audit import COMMAND_LINE
    from teilhabe.council.actions.sources import Manners
    from teilhabe.council.ingest.files import fetch_files
    from teilhabe.council.ingest.run import harvest
    from teilhabe.council.ingest.sources import add_source
    from teilhabe.council.sample import SITES, running_site, sample_council

    council = sample_council(bodies=("region",), more=True)
    with running_site(SITES[system](council, name=system)) as server:
        # Papers of meetings long past are found by the links of younger ones; the seed's are of 2019.
        manners = Manners(delay_seconds=0.0, since=date(2019, 11, 1) if system != "oparl" else None, ags="05334000")
        source = add_source(server.start_url, name=f"Region {system}", manners=manners, by=COMMAND_LINE)
        run = harvest(source, by=COMMAND_LINE)
        fetch_files(source, by=COMMAND_LINE)
        print(f"{system}: {run.state} {run.why}, {run.requests} requests, {run.new} new".replace(" ,", ","))
    return source


def told(paper: Paper) -> dict[str, object]:
    """What is stored of a paper, in words."""
    steps = paper.consultations.select_related("organization", "meeting", "agenda_item").order_by(
        "meeting__start", "order"
    )
    # Only the printed document has a letterhead.
    sections = list(paper.sections.exclude(kind="letterhead"))
    fields: dict[str, object] = {
        "reference": paper.reference,
        "title": paper.name,
        "kind": paper.kind_raw,
        "date": paper.date,
        "lead": [str(one.organization) for one in paper.leads.all()],
        "originators": paper.originators,
        "last discussed": paper.last_discussed,
        "standing": paper.standing,
        "attachments": sorted(
            one.file.name for one in paper.attachments.filter(role="attachment") if one.file.name != "Sammeldokument"
        ),
        "main documents": paper.attachments.filter(role="main").count(),
        "sections": [(one.kind, one.heading) for one in sections],
        "sections read from": sorted({one.source for one in sections}),
    }
    for number, one in enumerate(steps, start=1):
        where = one.organization.name if one.organization else one.organization_text
        fields[f"step {number}"] = (where, one.meeting and one.meeting.start, one.role_raw)
        item = one.agenda_item
        fields[f"step {number}, point"] = item and (
            item.number.replace("\xa0", " "),
            item.result_raw.partition(" (")[0],
        )
    for section in sections:
        fields[f"text of {section.kind} {section.heading}".strip()] = " ".join(section.text.split())
    return fields


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="teilhabe-compare-") as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "teilhabe.settings",
            "TEILHABE_DATA_DIR": folder,
            "TEILHABE_ALLOW_PRIVATE_SOURCES": "true",
            "TEILHABE_LOG_LEVEL": "ERROR",
            "TEILHABE_LEAVE_OUT": "website",
        }
        from tests import databases

        databases.pour(databases.migrated_database(), Path(folder) / "teilhabe.sqlite3")
        import django

        django.setup()
        from teilhabe.council.models import Paper

        first, second = (
            told(Paper.objects.get(record__source=harvested(system), reference=REFERENCE))
            for system in ("oparl", "allris3")
        )
    differing = 0
    for name in dict.fromkeys([*first, *second]):
        one, other = first.get(name), second.get(name)
        if one == other:
            print(f"same    {name}: {_short(one)}")
            continue
        differing += name not in KNOWN
        print(f"{'known ' if name in KNOWN else 'DIFFERS'} {name}: {KNOWN.get(name, '')}")
        print(f"          OParl    {_short(one)}\n          ALLRIS 3 {_short(other)}")
    print(f"{len(first.keys() | second.keys())} fields, {differing} differ")
    return 1 if differing else 0


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 150 else f"{text[:110]} … ({len(text)} characters)"


if __name__ == "__main__":
    sys.exit(main())
