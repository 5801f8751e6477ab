"""Find the places in papers, and keep what people corrected.

A paper is due when it was derived anew (``Paper.places_due``) or when the gazetteer or the matcher is another one
(``Paper.places_version``). Texts are read and matched outside of any transaction; what came of it is written in a short
one for each batch, together with the entries of those papers whose places have changed. Whoever is killed in between
finds the same papers due again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from teilhabe.core import audit
from teilhabe.core.audit import Actor
from teilhabe.directory.gazetteer import gazetteer, gazetteer_version
from teilhabe.directory.matching import GRADES, MATCHER_VERSION, Matcher, Mention, PlaceRow
from teilhabe.search.actions import put_many

from .. import indexing
from ..models import Body, Paper, PlaceMention
from ..placing import placed
from ..queries.place_texts import PaperDocument, documents_of
from ..queries.places import accepted_by_paper, next_changed, next_outdated
from .rows import save_fields

log = structlog.get_logger(__name__)
Progress = Callable[[int], object]
BATCH = 50
# Of one paper: the surest ones stay.
MOST_MENTIONS = 400


@dataclass(frozen=True, slots=True)
class Matched:
    """``done`` papers were looked at, ``changed`` have other places than before, ``failed`` could not be read."""

    done: int = 0
    changed: int = 0
    failed: int = 0

    def __add__(self, other: Matched) -> Matched:
        return Matched(self.done + other.done, self.changed + other.changed, self.failed + other.failed)


@dataclass(frozen=True, slots=True)
class Rules:
    """What papers are matched with: the matcher, the rows behind its refs, and the version of both."""

    version: str
    matcher: Matcher
    rows: Mapping[str, PlaceRow]


_rules: Rules | None = None


def current_version() -> str:
    """Of gazetteer and matcher together; one query."""
    return f"{MATCHER_VERSION}-{gazetteer_version()}"


def rules() -> Rules:
    """The rules of today, kept in this process as long as they hold: of 20,000 names they take a second or two."""
    global _rules  # noqa: PLW0603 - a process has nothing else to keep it in
    version = current_version()
    if _rules is None or _rules.version != version:
        rows = tuple(gazetteer())
        _rules = Rules(version, Matcher(rows), {row.ref: row for row in rows})
    return _rules


def has_due() -> bool:
    return bool(next_changed(after=0, most=1) or next_outdated(current_version(), most=1))


def match_due(*, batch: int = BATCH, seconds: float | None = None, progress: Progress | None = None) -> Matched:
    """Match all papers that are due, or as many as ``seconds`` allow. ``progress`` hears the size of each batch.

    It may be killed and called again, and several at once do no harm.
    """
    until = None if seconds is None else time.monotonic() + seconds
    total = Matched()
    current = rules()
    for keys in _due(current.version, batch):
        total += _match(keys, current)
        if progress is not None:
            progress(len(keys))
        if until is not None and time.monotonic() > until:
            break
    return total


def _due(version: str, batch: int) -> Iterator[list[int]]:
    """First what changed, each once; then what another version matched, which every step makes fewer."""
    last = 0
    while keys := next_changed(after=last, most=batch):
        last = keys[-1]
        yield keys
    while keys := next_outdated(version, most=batch):
        yield keys


def place_again(papers: Iterable[int], rows: Mapping[str, PlaceRow]) -> int:
    """Derive the places of papers from their mentions as stored and from the corrections that hold now; returns how
    many changed. ``rows`` as for ``placing.placed``. Inside the transaction that changed a correction."""
    keys = sorted(papers)
    locked = _locked(keys)
    mentions = _mentions_of(keys)
    return _place(locked, mentions, rows)


def match_all_again(*, by: Actor) -> int:
    """Have every paper matched anew, whatever is known of it; returns how many. It takes a moment for each council; the
    work follows in the background."""
    marked = 0
    for body in Body.objects.order_by("pk"):
        with transaction.atomic():
            papers = Paper.objects.filter(body=body).update(places_due=timezone.now(), places_hash="")
            audit.record("council.places_due", body, by=by, papers=papers)
        marked += papers
    return marked


def _match(keys: Sequence[int], current: Rules) -> Matched:
    """Match those papers. What changes while they are read stays due; what is no longer public loses its mentions."""
    known = {
        pk: (due, digest, version)
        for pk, due, digest, version in Paper.objects.filter(pk__in=keys).values_list(
            "pk", "places_due", "places_hash", "places_version"
        )
    }
    documents = documents_of(list(known))
    found: dict[int, list[PlaceMention]] = {pk: [] for pk in known.keys() - {one.paper for one in documents}}
    digests: dict[int, str] = {}
    failed = 0
    for one in documents:
        digests[one.paper] = one.digest
        if known[one.paper][1:] == (one.digest, current.version):
            continue
        try:
            found[one.paper] = _mentions(one, current)
        except Exception:  # one paper that the matcher cannot read must not keep all others from being matched
            log.exception("places.unreadable", paper=one.paper)
            failed += 1
    changed = _write({pk: due for pk, (due, *_rest) in known.items()}, found, digests, current)
    return Matched(len(known), changed, failed)


def _mentions(one: PaperDocument, current: Rules) -> list[PlaceMention]:
    """Unsaved rows. The town of a council is meant by all its papers: naming it says nothing."""
    own = f"municipality:{one.document.municipality_ags}"
    said = [mention for mention in current.matcher.mentions(one.document) if mention.ref != own]
    if len(said) > MOST_MENTIONS:
        kept = sorted(said, key=lambda m: (GRADES.index(m.grade), -m.score))[:MOST_MENTIONS]
        said = sorted(kept, key=lambda m: (m.part, m.start))
    return [_row(mention, one) for mention in said]


def _row(mention: Mention, one: PaperDocument) -> PlaceMention:
    return PlaceMention(
        paper_id=one.paper,
        ref=mention.ref,
        candidates=list(mention.candidates),
        field=mention.field,
        part=one.parts[mention.part],
        offset=mention.start,
        length=min(mention.end - mention.start, 32_000),
        text=_storable(mention.text)[:200],
        snippet=_storable(mention.snippet)[:400],
        rule=mention.rule,
        score=mention.score,
        grade=mention.grade,
    )


@transaction.atomic
def _write(
    read: Mapping[int, datetime | None],
    found: Mapping[int, list[PlaceMention]],
    digests: Mapping[int, str],
    current: Rules,
) -> int:
    """Store what was found, and clear the mark of those papers that were not marked again meanwhile."""
    papers = _locked(read)
    stored = _mentions_of([paper.pk for paper in papers if paper.pk in found])
    other = [
        paper.pk for paper in papers if paper.pk in found and _said(found[paper.pk]) != _said(stored.get(paper.pk, []))
    ]
    PlaceMention.objects.filter(paper__in=other).delete()
    PlaceMention.objects.bulk_create([row for pk in other for row in found[pk]], batch_size=500)
    for paper in papers:
        if paper.places_due == read[paper.pk]:
            paper.places_due = None
        paper.places_hash = digests.get(paper.pk, "")
        paper.places_version = current.version
    save_fields(papers, ["places_due", "places_hash", "places_version"])
    return _place([paper for paper in papers if paper.pk in found], found, current.rows)


def _place(papers: Sequence[Paper], mentions: Mapping[int, list[PlaceMention]], rows: Mapping[str, PlaceRow]) -> int:
    """Write ``Paper.places`` and the entries of those papers that have others now; returns how many."""
    corrections = accepted_by_paper([paper.pk for paper in papers])
    changed = []
    for paper in papers:
        places = placed(mentions.get(paper.pk, []), corrections.get(paper.pk, []), rows)
        said: list[dict[str, Any]] = [place.as_json() for place in places]
        if said != paper.places:
            paper.places = said
            paper.places_sure = sum(place.is_sure for place in places)
            changed.append(paper)
    save_fields(changed, ["places", "places_sure"])
    # What is stale is written when it is derived, which takes the places along.
    put_many(indexing.paper_entries(paper for paper in changed if not paper.stale))
    return len(changed)


def _locked(keys: Iterable[int]) -> list[Paper]:
    found = indexing.papers_with_their_frame().filter(pk__in=list(keys))
    return list(found.select_for_update(of=("self",)).order_by("pk"))


def _mentions_of(papers: Iterable[int]) -> dict[int, list[PlaceMention]]:
    found: dict[int, list[PlaceMention]] = {}
    for mention in PlaceMention.objects.filter(paper__in=list(papers)).order_by("paper_id", "pk"):
        found.setdefault(mention.paper_id, []).append(mention)
    return found


_COMPARED = ("ref", "candidates", "field", "part", "offset", "length", "text", "snippet", "rule", "score", "grade")


def _said(mentions: Iterable[PlaceMention]) -> list[list[Any]]:
    return [[getattr(mention, name) for name in _COMPARED] for mention in mentions]


def _storable(text: str) -> str:
    """PostgreSQL keeps no zero byte in a text."""
    return text.replace("\0", "")
