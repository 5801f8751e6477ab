"""The catalogue of the demonstration: ``catalogue/demo`` read and brought to life through the actions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Locale

from teilhabe.accounts.models import Membership, User
from teilhabe.core import audit
from teilhabe.core.text import slug
from teilhabe.directory.models import Municipality, Organisation
from teilhabe.directory.vocabulary import LICENCES

from ..models import EasyText, Offer, Proposal, ProviderRequest, PublicRecord, State
from ..rules.words import digest_of
from .demo_dates import day_of, schedule_of
from .editing import change_offer, create_offer, free_address
from .life import return_offer, submit_offer, take_offer, withdraw_offer
from .located import locate
from .settling import next_review, refresh
from .time import let_time_pass

if TYPE_CHECKING:
    from datetime import date

    from teilhabe.core.audit import Actor

# What belongs to something comes after it.
FILES = (
    "programmes-families",
    "programmes-school",
    "programmes-region",
    "archive",
    "offers-advice",
    "offers-german",
    "offers-children",
    "materials",
    "events",
)
STATES = "states"
_KEYS = UUID("5b0e2f0a-6f0c-4f0e-9d55-0a7f2a3c6d11")
"""From which the lasting keys of the demonstration's offers are derived."""
_KI = ("004", "008", "012", "016", "020", "024", "028", "032", "036")
_ABOUT = frozenset({"key", "organisation", "part_of", "territory", "licence", "dates", "districts", "as", "reasons"})
"""What a file says that is no field of ``Offer``."""


def key_of(name: str) -> UUID:
    """The ``translation_key`` of the demonstration's offer called ``name`` in its file."""
    return uuid5(_KEYS, name)


@transaction.atomic
def load_demo_offers(*, by: Actor) -> int:
    """Add what is missing of the demonstration's catalogue; returns how many offers.

    What is there stays as somebody left it, and what somebody took away stays away. The organisations and the cast have
    to be there (``directory.actions.load_demo``, ``accounts.demo.create_cast``). Dates count from today. Reviewers hear
    by mail of what is handed in, as always.
    """
    today = timezone.localdate()
    rows = [row for name in (*FILES, STATES) for row in _content(name)["offer"]]
    known = _known() & {key_of(row["key"]) for row in rows}
    new = [row for row in rows if key_of(row["key"]) not in known]
    if not new:
        return 0
    load = _Loading(today, by)
    for number, row in enumerate(rows):
        if row in new:
            load.add(row, number)
    let_time_pass(today, by=by)
    if not known:
        load.ask(_content(STATES))
    return len(new)


class _Loading:
    """One run: what all entries need, asked for once.

    What is public from the beginning is stored as ``publish_offer`` leaves it, but not led through each step of its
    life: that would take twice as long, and everybody waits for the start of the demonstration.
    """

    def __init__(self, today: date, by: Actor) -> None:
        self.today, self.by = today, by
        self.contacts = _content("contacts")
        self.organisations = {one.slug: one for one in Organisation.objects.filter(slug__in=self.contacts)}
        self.texts = {path.name.removesuffix(".toml"): tomllib.loads(path.read_text("utf-8")) for path in _texts()}
        self.easy = _content("easy")
        self.german = Locale.get_default()
        # A language gets its row here; whether readers are offered it is for the settings to say.
        self.locales = {name: Locale.all_objects.get_or_create(language_code=name)[0] for name in self.texts}

    def add(self, row: Mapping[str, Any], number: int) -> None:
        """Create the entry and lead it to where its file says it stands."""
        organisation = self.organisations[row["organisation"]]
        state = State(row.get("as", State.PUBLISHED))
        details = self._details(row)
        if state in {State.DRAFT, State.SUBMITTED, State.IN_REVIEW, State.RETURNED}:
            author = _member(organisation)
            offer = create_offer(details, organisation=organisation, by=author or self.by)
            if author is not None:
                _lead(offer, state, row, author)
            return
        assured = self.today - timedelta(days=3 + number * 37 % 140)
        offer = Offer(
            **details,
            organisation=organisation,
            locale=self.german,
            assured_on=assured,
            assured_by=organisation.name,
            review_due=next_review(assured),
            first_published_at=timezone.now() - timedelta(days=20 + number * 53 % 400),
        )
        offer.source_digest = digest_of(offer)
        locate(offer)
        self._store(offer)
        for language, texts in self.texts.items():
            if row["key"] in texts:
                self._translate(offer, language, texts[row["key"]])
        if row["key"] in self.easy:
            self._simplify(offer, self.easy[row["key"]])
        refresh(offer)
        self._age(offer, state, row)

    def ask(self, content: Mapping[str, Any]) -> None:
        """What people asked for, and a change that waits for its review."""
        for row in content["request"]:
            town = Municipality.objects.get(ags=row["municipality"])
            ProviderRequest.objects.create(**{**row, "municipality": town})
        for row in content["proposal"]:
            offer = _named(row["offer"]) if "offer" in row else None
            Proposal.objects.create(**{**row, "offer": offer})
        for row in content["change"]:
            offer = _named(row["offer"])
            author = _member(offer.organisation)
            if author is not None:
                details = {"hours": row["hours"], "schedule": schedule_of(row["dates"], self.today)}
                submit_offer(change_offer(offer, details, by=author), by=author)

    def _details(self, row: Mapping[str, Any]) -> dict[str, Any]:
        details = {name: day_of(value, self.today) for name, value in row.items() if name not in _ABOUT}
        towns = [f"05334{key}" for key in _KI] if row.get("territory") == "ki" else row.get("municipalities", [])
        return {
            **self.contacts[row["organisation"]],
            **details,
            "translation_key": key_of(row["key"]),
            "slug": free_address(row["key"]),
            "body": rich(row["body"]),
            "schedule": schedule_of(row.get("dates", []), self.today),
            "municipalities": towns,
            "districts": [f"district:{towns[0]}/{slug(name)}" for name in row.get("districts", [])],
            "material_licence": _LICENCE_OF[row["licence"]] if "licence" in row else "",
            "part_of": _named(row["part_of"]) if "part_of" in row else None,
        }

    def _store(self, offer: Offer) -> None:
        """A row that is public, or in the archive since its last day."""
        over = offer.valid_to is not None and offer.valid_to < self.today
        offer.live, offer.state = True, State.ARCHIVED if over else State.PUBLISHED
        offer.ended_on = offer.valid_to if over else None
        offer.state_since = offer.last_published_at = offer.first_published_at
        offer.save()
        offer.live_revision = offer.save_revision(clean=False, changed=False)
        offer.save(update_fields=["live_revision"])
        audit.record("publish_offer", offer, by=self.by, state=offer.state)

    def _translate(self, offer: Offer, language: str, words: Mapping[str, str]) -> None:
        row = Offer.objects.get(pk=offer.pk)
        row.pk, row.locale, row.aliases = None, self.locales[language], []
        row.latest_revision = row.live_revision = None
        row.source_digest = digest_of(offer)
        row._state.adding = True
        for name in Offer.WORDS:
            setattr(row, name, words.get(name, ""))
        row.body = rich(words["body"])
        self._store(row)

    def _simplify(self, offer: Offer, words: Mapping[str, str]) -> None:
        EasyText.objects.create(
            offer=offer,
            title=words["title"],
            body=rich(words["body"]),
            state=EasyText.State.CURRENT,
            source_digest=digest_of(offer),
            checked_by=words["checked_by"],
            checked_on=self.today - timedelta(days=30),
        )

    def _age(self, offer: Offer, state: State, row: Mapping[str, Any]) -> None:
        """Let what was published grow old as its file says; the rest does ``let_time_pass``."""
        if state == State.WITHDRAWN:
            withdraw_offer(offer, by=self.by, reason=row["reasons"])
        elif state in {State.REVIEW_DUE, State.OUTDATED}:
            due = self.today - timedelta(days=4 if state == State.REVIEW_DUE else 45)
            Offer.objects.filter(pk=offer.pk).update(review_due=due, assured_on=due - timedelta(days=180))


def _lead(offer: Offer, state: State, row: Mapping[str, Any], author: User) -> None:
    if state == State.DRAFT:
        return
    reviewer = User.objects.filter(memberships__role=Membership.Role.REVIEWER).order_by("pk").first()
    offer = submit_offer(offer, by=author)
    if state == State.RETURNED and reviewer is not None:
        return_offer(offer, row["reasons"], by=reviewer)
    elif state == State.IN_REVIEW and reviewer is not None:
        take_offer(offer, by=reviewer)


def rich(text: str) -> str:
    """HTML for the text of the files: paragraphs, ``## `` headings, ``- `` and ``1. `` lists."""
    return "".join(_block(block.splitlines()) for block in text.strip().split("\n\n"))


def _block(lines: list[str]) -> str:
    if lines[0].startswith("## "):
        return f"<h3>{escape(lines[0][3:])}</h3>"
    for tag, is_item in (("ul", _is_dash), ("ol", _is_numbered)):
        if all(map(is_item, lines)):
            items = (escape(line.split(" ", 1)[1]) for line in lines)
            return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"
    return f"<p>{escape(' '.join(lines))}</p>"


def _is_dash(line: str) -> bool:
    return line.startswith("- ")


def _is_numbered(line: str) -> bool:
    return line.split(". ", 1)[0].isdigit()


def _known() -> set[UUID]:
    """Keys of all offers that are or once were public."""
    return {
        *Offer.objects.source().values_list("translation_key", flat=True),
        *PublicRecord.objects.values_list("key", flat=True),
    }


def _named(name: str) -> Offer:
    return Offer.objects.source().get(translation_key=key_of(name))


def _member(organisation: Organisation) -> User | None:
    members = User.objects.filter(
        memberships__role=Membership.Role.PROVIDER, memberships__organisation=organisation, is_active=True
    )
    return members.order_by("pk").first()


def _content(name: str) -> dict[str, Any]:
    return tomllib.loads((_folder() / f"{name}.toml").read_text(encoding="utf-8"))


def _texts() -> Iterator[Any]:
    return (path for path in sorted((_folder() / "translations").iterdir(), key=lambda path: path.name))


def _folder() -> Any:
    return files("teilhabe.catalogue") / "demo"


_LICENCE_OF = {name: address for address, name in LICENCES.items()}
