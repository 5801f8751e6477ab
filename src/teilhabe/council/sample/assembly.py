"""Puts the written content together: TOML tables in, a :class:`SampleCouncil` with bodies, meetings and papers out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from teilhabe.council.sample.business import Business
from teilhabe.council.sample.content import EARLIEST_TODAY, Table, day_of, read
from teilhabe.council.sample.store import (
    API,
    BASE,
    BERLIN,
    LIST_PROPERTIES,
    LISTS,
    SampleCouncil,
    number_of,
    stamp,
)
from teilhabe.council.sample.values import KEYWORDS, day, point


class UnknownKey(LookupError):
    """The content refers to a key that nothing in it has."""


DEFAULT_BODIES = ("region", "alsdorf")


def sample_council(
    *, today: date | None = None, bodies: Sequence[str] = DEFAULT_BODIES, more: bool = False
) -> SampleCouncil:
    """A council with invented content around ``today``, by default two bodies with about 40 papers and 30 meetings.

    ``bodies`` are keys of the content ("region", "alsdorf", "aachen", "eschweiler", "wuerselen"); ``more`` adds what
    only the HTML systems show of the first two (votes, minutes, papers heard in secret). The same day always gives the
    same objects and files. Raises ValueError for a day before the written content ends, UnknownKey for a body that is
    not in the content.
    """
    today = today or datetime.now(BERLIN).date()
    if today < EARLIEST_TODAY:
        raise ValueError(f"the sample content needs a day from {EARLIEST_TODAY} on, not {today}")
    council = SampleCouncil(name="Beispiel-Ratsinformationssystem der StädteRegion")
    papers = read("papers-")
    added = {table["body"]: table for table in read("more-")}
    tables = {table["body"]["key"]: table for table in read("body-")}
    for key in bodies:
        if key not in tables:
            raise UnknownKey(f"there is no body {key!r} in the content; there are: {', '.join(tables)}")
        table, own = tables[key], [one for one in papers if one["body"] == key]
        if more and key in added:
            table = {**table, "meeting": [*table["meeting"], *added[key]["meeting"]]}
            own.append(added[key])
        BodyBuilder(council, table, today).build(own)
    return council


@dataclass
class BodyBuilder:
    council: SampleCouncil
    table: Table
    today: date
    refs: dict[str, str] = field(default_factory=dict)
    """Ids by key of the content."""

    def build(self, papers: list[Table]) -> None:
        self._body()
        self._rooms_and_terms()
        self._organizations()
        self._people()
        Business(self, [paper for table in papers for paper in table["paper"]]).build()

    def find(self, key: str) -> str:
        """Id of an object by its key in the content. Raises UnknownKey, naming it."""
        try:
            return self.refs[key]
        except KeyError:
            raise UnknownKey(f"{key!r} is not in the content of {self.key!r}") from None

    # -- times --------------------------------

    def times(self, entry: Table, *, before: int = 0, last: date | None = None) -> dict[str, str]:
        """``created`` some days before the entry's day; ``modified`` after the last hearing.

        What moves along with the server's day counts as modified that day, so that a harvest of the next day sees it.
        """
        own = day_of(entry, self.today)
        created = self.office(min(own - timedelta(days=before), self.today - timedelta(days=1)), 9)
        if "workday" in entry or (last and last >= EARLIEST_TODAY):
            return {"created": stamp(created), "modified": stamp(self.office(self.today, 0, minute=5))}
        changed = self.office((last or own) + timedelta(days=1), 10)
        return {"created": stamp(created), "modified": stamp(max(created, changed))}

    def office(self, day: date, hour: int, *, minute: int = 17) -> datetime:
        return datetime.combine(day, time(hour, minute), BERLIN)

    @property
    def _long_ago(self) -> dict[str, str]:
        return {
            "created": stamp(self.office(date(2019, 1, 7), 8)),
            "modified": stamp(self.office(date(2025, 11, 3), 8)),
        }

    # -- parts --------------------------------

    @property
    def id(self) -> str:
        return f"{API}/body/{self.table['body']['number']}"

    @property
    def key(self) -> str:
        return str(self.table["body"]["key"])

    def number(self, kind: str, key: str) -> int:
        return number_of(kind, f"{self.key}/{key}")

    def add(self, kind: str, key: str, /, **properties: Any) -> str:
        ref = self.council.add(kind, self.number(kind, key), in_body=self.id, **properties)
        self.refs[key] = ref
        return ref

    def _body(self) -> None:
        body = self.table["body"]
        lists = {LIST_PROPERTIES[kind]: f"{self.id}/{path}" for kind, path in LISTS.items()}
        self.council.add(
            "Body",
            body["number"],
            system=f"{API}/system",
            web=f"{BASE}/",
            license="https://creativecommons.org/publicdomain/zero/1.0/",
            contactName="Beispielserver",
            contactEmail="oparl@beispiel.invalid",
            keyword=KEYWORDS,
            mainOrganization=f"{API}/organization/{self.number('Organization', body['main'])}",
            **{name: body[name] for name in ("name", "shortName", "ags", "rgs", "classification")},
            **lists,
            **self._long_ago,
        )

    def _rooms_and_terms(self) -> None:
        for room in self.table["room"]:
            self.add(
                "Location",
                room["key"],
                description=room["description"],
                room=room.get("room"),
                streetAddress=room.get("street"),
                postalCode=room.get("postal"),
                locality=room.get("town"),
                geojson=point(room),
                **self._long_ago,
            )
        terms = [
            self.add(
                "LegislativeTerm",
                term["key"],
                body=self.id,
                name=term["name"],
                startDate=day(term["start"]),
                endDate=day(term.get("end")),
                **self._long_ago,
            )
            for term in self.table["term"]
        ]
        self.council.change(self.id, legislativeTerm=terms, location=self.refs["haus"], **self._long_ago)

    def _organizations(self) -> None:
        for one in self.table["organization"]:
            number = self.number("Organization", one["key"])
            lists = {name: f"{API}/organization/{number}/{name}s" for name in ("meeting", "consultation")}
            self.add(
                "Organization",
                one["key"],
                body=self.id,
                name=one["name"],
                shortName=one.get("shortName"),
                organizationType=one["type"],
                classification=one["classification"],
                startDate=day(one.get("start")),
                endDate=day(one.get("end")),
                **(lists if one["type"] in ("Rat", "Gremium") else {}),
                **self._long_ago,
            )

    def _people(self) -> None:
        memberships: dict[str, list[str]] = {}
        for person in self.table["person"]:
            given, family = person["name"]
            title = person.get("title", [])
            key = f"{given} {family}"
            own = []
            number = self.number("Person", key)
            for organization, role in person["roles"].items():
                behalf = person.get("for")
                membership = self.add(
                    "Membership",
                    f"{key} {organization}",
                    person=f"{API}/person/{number}",
                    organization=self.refs[organization],
                    role=role,
                    votingRight=person.get("votes", True),
                    startDate=day(person.get("since", date(2020, 11, 1))),
                    endDate=day(person.get("until")),
                    onBehalfOf=self.refs[behalf] if behalf and behalf != organization else None,
                    **self._long_ago,
                )
                own.append(membership)
                memberships.setdefault(organization, []).append(membership)
            self.add(
                "Person",
                key,
                body=self.id,
                name=" ".join((*title, given, family)),
                givenName=given,
                familyName=family,
                title=title,
                formOfAddress=person["address"],
                membership=own,
                location=self.refs["haus"] if person.get("office") else None,
                keyword=KEYWORDS,
                **self._long_ago,
            )
        for organization, refs in memberships.items():
            self.council.change(self.refs[organization], membership=refs, **self._long_ago)
