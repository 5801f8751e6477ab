"""Musterbach on the map: six papers at two streets and a square, one without a place, and a meeting."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from teilhabe.directory.models import Municipality, School
from teilhabe.search.actions import NewEntry, NewPlace, put_many
from teilhabe.search.index import catch_up
from tests.council import cast
from tests.council.places import DISTRICT, SQUARE, STREET, TOWN, a_town

WITHIN = (DISTRICT, f"municipality:{TOWN}")
TOWN_REF = f"municipality:{TOWN}"
GOETHE = (50.11, 6.11)
DENKMAL = (50.15, 6.15)


def goethe(grade: str = "certain", reason: str = "im Titel genannt") -> NewPlace:
    return NewPlace(STREET, "street", "Goethestraße", grade, TOWN, *GOETHE, reason, WITHIN)


def denkmal() -> NewPlace:
    return NewPlace(
        SQUARE, "square", "Denkmalplatz", "official", TOWN, *DENKMAL, "von der Quelle angegeben", (TOWN_REF,)
    )


def a_paper(number: int, title: str, *places: NewPlace, standing: str = "decided", days: int = -10) -> NewEntry:
    return NewEntry(
        kind="paper",
        ref=f"musterbach/{number}",
        url=f"/rat/musterbach/vorlage/{number}",
        title=title,
        body="Die Verwaltung berichtet über die Straße.",
        starts=timezone.now() + timedelta(days=days, minutes=number),
        municipality=TOWN,
        facts={"body": "Musterbach", "reference": f"2026/{number:04d}", "standing": standing},
        facets={
            "standing": [standing],
            "body": ["musterbach"],
            "theme": ["school"] if number % 2 else ["traffic"],
            "place": [TOWN_REF],
        },
        places=places,
    )


def musterbach() -> Municipality:
    """The town with its council, a school, and everything in the index."""
    town = a_town()
    cast.a_body("Stadt Musterbach", slug="musterbach", short_name="Musterbach", ags=TOWN, municipality=town)
    School.objects.create(
        number="123456", name="Lindenschule", form="02", slug="lindenschule", municipality=town,
        street="Lindenweg 1", postcode="52999", place="Musterbach", latitude=50.111, longitude=6.111,
    )  # fmt: skip
    put_many(
        [
            a_paper(1, "Goethestraße: neuer Radweg", goethe(), standing="in_consultation", days=-2),
            a_paper(2, "Goethestraße: Bäume", goethe(reason="im Beschlussvorschlag genannt")),
            a_paper(3, "Brunnen am Denkmalplatz", denkmal(), days=-30),
            a_paper(4, "Goethestraße und Denkmalplatz", goethe(), denkmal(), standing="rejected", days=-40),
            a_paper(5, "Haushalt", days=-5),
            a_paper(6, "Vielleicht die Goethestraße", goethe("likely"), days=-6),
            NewEntry(
                kind="meeting",
                ref="musterbach/rat-1",
                url="/rat/musterbach/sitzung/rat-1",
                title="Rat der Stadt",
                starts=timezone.now() + timedelta(days=7),
                municipality=TOWN,
                facts={"body": "Musterbach", "committees": ["Rat der Stadt"]},
                # As the council does: everything of its own is found by the town.
                facets={"place": [TOWN_REF]},
            ),
        ]
    )
    catch_up()
    return town


def page(client: Client, path: str, **asked: Any) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == 200, path
    return answer.content.decode()


def words(page: str) -> str:
    """What a reader sees, without soft hyphens, with single spaces."""
    main = page.partition('<main id="inhalt" tabindex="-1">')[2].partition("</main>")[0] or page
    return " ".join(unescape(strip_tags(main.replace("<", " <"))).replace("\u00ad", "").split())


def titles(page: str) -> list[str]:
    found = re.findall(r'class="t-row__title[^"]*"[^>]*>(.*?)</h\d>', page, re.DOTALL)
    return [unescape(strip_tags(one)).replace("\u00ad", "").strip() for one in found]
