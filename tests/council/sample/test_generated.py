"""The large council for load tests."""

from __future__ import annotations

import time
from collections import Counter

import pypdfium2

from teilhabe.council.sample import generate, running
from teilhabe.council.sample.store import kind_of
from tests.council.sample.conftest import Reader


def test_the_numbers_follow_the_number_of_papers() -> None:
    council = generate(papers=100)
    kinds = Counter(kind_of(obj) for obj in council.everything())
    assert (kinds["Paper"], kinds["Consultation"], kinds["AgendaItem"], kinds["Meeting"], kinds["File"]) == (
        100,
        200,
        200,
        10,
        100,
    )
    assert not generate(papers=10, with_files=False).documents


def test_the_same_seed_gives_the_same_council_and_another_another() -> None:
    assert list(generate(30).everything()) == list(generate(30).everything())
    assert list(generate(30, seed=2).everything()) != list(generate(30).everything())


def test_every_file_has_its_own_readable_text() -> None:
    council = generate(papers=25)
    texts = set()
    for document in council.documents.values():
        with pypdfium2.PdfDocument(document.content) as opened:
            texts.add(opened[0].get_textpage().get_text_range())
    assert len(texts) == 25
    assert all("Beschlussvorschlag:" in text for text in texts)


def test_papers_meetings_and_agenda_items_fit_together() -> None:
    council = generate(papers=45)
    for ref in council.ids("Consultation"):
        consultation = council.object(ref)
        item = council.object(consultation["agendaItem"])
        assert item["consultation"] == ref
        assert item["meeting"] == consultation["meeting"]
        assert ref in council.object(consultation["paper"])["consultation"]
        assert consultation["agendaItem"] in council.object(consultation["meeting"])["agendaItem"]


def test_it_is_served_fast_enough_to_measure_a_harvest() -> None:
    with running(generate(papers=500)) as server, Reader(server) as reader:
        url = reader.bodies()[0]["paper"]
        reader.all(url)
        # Processor time of server and client together: what other programs do meanwhile does not count.
        begun = time.process_time()
        papers = reader.all(url)
        seconds = time.process_time() - begun
    assert len(papers) == 500
    # Measured above 4,000 a second.
    assert 500 / seconds > 1_000
