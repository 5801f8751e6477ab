"""No public page asks the database more than eight questions, also when a process has kept nothing yet."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from teilhabe.core.audit import COMMAND_LINE
from teilhabe.council.models import Attachment, HarvestProblem, HarvestRun, Paper, PaperRelation
from teilhabe.council.placing import Placed
from teilhabe.website.actions.pages import create_start_pages
from tests import rows
from tests.council import cast

pytestmark = pytest.mark.django_db
MaxQueries = Callable[[int], AbstractContextManager[object]]
MOST = 8

# Together they filter by every facet a list has.
FILTERED = (
    "/rat/vorlagen?kommune=staedteregion-aachen&kommune=stadt-stolberg&stand=decided&stand=planned"
    "&gremium=staedteregion-aachen/staedteregionstag&von=2015-01-01&bis=2030-12-31"
)


@pytest.fixture
def pages() -> dict[str, str]:
    """The portal with its texts and a council in which everything occurs; the address of each kind of page by name."""
    rows.demonstration_places()
    create_start_pages(by=COMMAND_LINE)
    story = cast.the_focus_paper()
    cast.a_body("Stadt Stolberg")
    group = cast.a_group(story.region)
    for name in ("Ada Berg", "Bernd Aue", "Cem Kaya"):
        person = cast.a_person(story.region, name)
        cast.a_membership(person, story.schools)
        cast.a_membership(person, group)
    for number in range(4):
        start = timezone.now() + timedelta(days=number - 2)
        meeting = cast.a_meeting(story.region, start, story.schools, slug=f"m-{number}")
        paper = cast.a_paper(story.region, f"2026/07{number}", f"Bericht {number}")
        item = cast.an_item(meeting, "Ö 1", paper.name, result_raw="einstimmig beschlossen" if number < 2 else "")
        cast.a_consultation(paper, story.schools, meeting, agenda_item=item)
        item = cast.an_item(story.final_meeting, f"Ö {20 + number}", paper.name)
        cast.a_consultation(paper, story.council, story.final_meeting, agenda_item=item)
        PaperRelation.objects.create(
            paper=story.paper, other=paper, other_ref=paper.reference, kind=PaperRelation.Kind.RELATED
        )
    file = cast.a_file("Niederschrift", "Seite eins", "Seite zwei")
    cast.attach(file, Attachment.Role.RESULTS, meeting=story.final_meeting)
    minutes = f"{story.final_meeting.get_absolute_url()}/datei/{file.pk}"
    source = story.region.record.source
    lost = cast.a_file("Anlage")
    cast.attach(lost, Attachment.Role.ATTACHMENT, paper=story.paper)
    HarvestRun.objects.create(source=source, mode=HarvestRun.Mode.FULL, state=HarvestRun.State.DONE)
    HarvestProblem.objects.create(
        source=source, url="https://ris.example.org/1", code="bad-date", message="Kein Datum."
    )
    cast.indexed()
    # A place with a point: the paper's page draws a map.
    Paper.objects.filter(pk=story.paper.pk).update(
        places=[
            Placed(
                "district:05334032/mausbach",
                "district",
                "Mausbach",
                "certain",
                "im Titel genannt",
                "05334032",
                latitude=50.75,
                longitude=6.28,
            ).as_json()
        ]
    )
    return {
        "home": "/",
        "rat": "/rat/",
        "body": story.region.get_absolute_url(),
        "papers": "/rat/vorlagen",
        "papers, filtered": FILTERED,
        "meetings": "/rat/sitzungen?zeit=alle",
        "meetings, filtered": "/rat/sitzungen?zeit=alle&gremium=staedteregion-aachen/staedteregionstag",
        "committees": "/rat/gremien?ehemalige=ja",
        "paper": story.paper.get_absolute_url(),
        "paper, its places": f"{story.paper.get_absolute_url()}/orte",
        "meeting": story.final_meeting.get_absolute_url(),
        "file": minutes,
        "calendar": f"{story.final_meeting.get_absolute_url()}.ics",
        "committee": story.schools.get_absolute_url(),
        "group": group.get_absolute_url(),
        "office": story.office.get_absolute_url(),
        "person": person.get_absolute_url(),
        "sources": "/quellen",
        "source": f"/quellen/{source.slug}",
        "text": "/impressum",
        "feedback": "/rueckmeldung",
        "map": "/karte",
        "map, filtered": "/karte?kommune=stadt-stolberg&stand=decided&ausschnitt=6,50,7,51",
        "places": "/ort/",
        "town": "/ort/alsdorf/",
        "district": "/ort/alsdorf/mariadorf/",
        "nearby": "/in-der-naehe",
        "embedding": "/einbetten",
        "embedded map": "/einbetten/karte",
        "embedded list": "/einbetten/liste",
        "sitemap": "/sitemap.xml",
        "sitemap, a part": "/sitemap-1.xml",
    }


@pytest.mark.parametrize("language", ["", "/en"])
def test_every_kind_of_page_asks_at_most_eight_questions_with_nothing_kept(
    client: Client, pages: dict[str, str], assert_max_queries: MaxQueries, language: str
) -> None:
    client.get(f"{language}/impressum")  # Django keeps the types of its models as long as the process lives
    for name, address in pages.items():
        cache.clear()
        path = address if name.startswith("sitemap") else f"{language}{address}"
        # A paper asks for the names of all programmes, too; they are kept for ten minutes.
        with assert_max_queries(MOST + 1 if name == "paper" else MOST):
            answer = client.get(path)
            assert answer.status_code == 200, name
            list(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # a streamed one has no content


def test_what_was_asked_a_moment_ago_is_not_asked_again(
    client: Client, pages: dict[str, str], assert_max_queries: MaxQueries
) -> None:
    warm = {
        "home": 6, "rat": 3, "body": 4, "papers": 5, "meetings": 5, "committees": 5, "paper": 7, "meeting": 7,
        "file": 3, "committee": 7, "person": 5, "sources": 3, "source": 5, "text": 7,
    }  # fmt: skip
    for name, most in warm.items():
        client.get(pages[name])
        with assert_max_queries(most):
            client.get(pages[name])
