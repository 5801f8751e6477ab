"""Real data of ../shared/data as mirrors. Nothing of it is part of the repository."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

from .mirror import TYPE, Mirror, Obj

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
NOW = "2026-11-23T00:00:00+01:00"
LATER = "2030-01-01T00:00:00+01:00"


def available(name: str) -> bool:
    return (DATA / name).is_dir()


def karlsruhe() -> Mirror:
    """Papers, meetings and organizations of an OParl 1.1 server, as they were published."""
    folder, origin = DATA / "oparl-karlsruhe", "https://web1.karlsruhe.de"
    return Mirror(
        "Karlsruhe",
        origin,
        {
            "id": f"{origin}/oparl/bodies/0001",
            "type": f"{TYPE}Body",
            "name": "Stadt Karlsruhe",
            "ags": "8212000",
            "created": "2016-10-12T09:08:40+02:00",
            "modified": "2025-03-03T14:30:52+01:00",
        },
        {
            "organization": json.loads((folder / "organizations.json").read_text(encoding="utf-8")),
            "meeting": _lines(folder / "meetings.ndjson.gz"),
            "paper": _lines(folder / "papers.ndjson.gz"),
        },
    )


def _lines(path: Path) -> list[Obj]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def amtzell(state: str, before: Mirror | None = None) -> Mirror:
    """The dump of a SessionNet site in its ``old`` or ``new`` state as OParl.

    With ``before``, what was there and is no longer leaves a tombstone, and what differs was modified later.
    """
    dump = json.loads((DATA / "oparl-amtzell" / f"amtzell_{state}.json").read_text(encoding="utf-8"))
    origin = "https://www.ris-amtzell.de"

    def ref(kind: str, number: object) -> str:
        return f"{origin}/oparl/{kind}/{number}"

    def made(kind: str, number: object, /, **properties: Any) -> Obj:
        kept = {name: value for name, value in properties.items() if value not in (None, "", [])}
        path = kind.lower()
        return {
            "id": ref(path, number),
            "type": TYPE + kind,
            "created": "2018-01-01T00:00:00+01:00",
            "modified": NOW,
            **kept,
        }

    by_name = {one["name"]: ref("organization", one["original_id"]) for one in dump["organizations"]}
    seats: dict[str, list[Obj]] = {}
    for seat in dump["memberships"]:
        number = f"{seat['person_original_id']}-{seat['organization_original_id']}"
        organization = ref("organization", seat["organization_original_id"])
        dates = {"startDate": seat["start_date"], "endDate": seat["end_date"]}
        seats.setdefault(seat["person_name"], []).append(
            made("Membership", number, organization=organization, role=seat["role"], **dates)
        )
    items: dict[object, list[Obj]] = {}
    steps: dict[object, list[Obj]] = {}
    for item in dump["agenda_items"]:
        number = item.get("original_id") or f"{item['meeting_id']}-{item['key']}"
        step = ref("consultation", number) if item.get("paper_original_id") else None
        items.setdefault(item["meeting_id"], []).append(
            made(
                "AgendaItem",
                number,
                number=item["key"],
                order=item["position"],
                name=item["name"],
                public=True,
                consultation=step,
                result=item.get("vote"),
            )
        )
        if step:
            steps.setdefault(item["paper_original_id"], []).append(
                made(
                    "Consultation",
                    number,
                    meeting=ref("meeting", item["meeting_id"]),
                    agendaItem=ref("agendaitem", number),
                )
            )
    files: dict[object, list[Obj]] = {}
    for file in dump["files"]:
        files.setdefault(file["paper_original_id"], []).append(
            made("File", file["original_id"], name=file["name"], accessUrl=file["url"], size=file["claimed_size"])
        )
    lists = {
        "organization": [
            made("Organization", one["original_id"], name=one["name"], organizationType="Gremium")
            for one in dump["organizations"]
        ],
        "person": [
            made("Person", one["name"].replace(" ", "-"), name=one["name"], membership=seats.get(one["name"], []))
            for one in dump["persons"]
        ],
        "meeting": [
            made(
                "Meeting",
                one["original_id"],
                name=one["name"],
                start=one["start"],
                end=one["end"],
                cancelled=one["cancelled"],
                location={"description": one["location"]},
                organization=[by_name[one["organization_name"]]] if one["organization_name"] in by_name else [],
                agendaItem=items.get(one["original_id"], []),
            )
            for one in dump["meetings"]
        ],
        "paper": [
            made(
                "Paper",
                one["original_id"],
                name=one["name"],
                reference=one["reference"],
                paperType=one["paper_type"],
                date=one["sort_date"],
                auxiliaryFile=files.get(one["original_id"], []),
                consultation=steps.get(one["original_id"], []),
            )
            for one in dump["papers"]
        ],
    }
    if before is not None:
        for name, objs in lists.items():
            known = {obj["id"]: obj for obj in before.lists[name]}
            for obj in objs:
                if known.get(obj["id"]) != obj:
                    obj["modified"] = LATER
            here = {obj["id"] for obj in objs}
            objs += [
                {"id": gone, "type": old["type"], "created": old["created"], "modified": LATER, "deleted": True}
                for gone, old in known.items()
                if gone not in here
            ]
    meta = dump["meta"]
    body = made(
        "Body", 1, name=f"Gemeinde {meta['name']}", shortName=meta["name"], ags=meta["ags"], website=meta["website"]
    )
    return Mirror(meta["name"], origin, body, lists)
