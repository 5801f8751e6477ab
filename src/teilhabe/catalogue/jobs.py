"""What time does to offers, and the mails about it: they have to be confirmed, grow outdated, end.

Web processes load this module to put work into the queue: what reads feeds is loaded inside the jobs.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import task

from teilhabe.accounts.models import Membership, User
from teilhabe.core import moments
from teilhabe.core.audit import SCHEDULER
from teilhabe.core.schedule import periodically
from teilhabe.directory.models import Organisation

from .actions.attachments import forget_lost_files
from .actions.importing import IMPORTS, NotNow, RunUnderWay, begin_applying, begin_run, discard_run, stop_applying
from .actions.proposals import forget_proposals
from .actions.providers import forget_requests, forget_who_asked
from .actions.reach import forget_reach
from .actions.time import let_time_pass, tell_anew, write_coming_dates
from .confirming import MOST_TOGETHER, link_token
from .ingest import archive
from .mailing import send
from .models import LISTED, Feed, ImportRow, ImportRun, Offer, ProviderRequest, State
from .queries.reminding import to_remind_of, to_tell_of_hiding
from .rules import is_of_provider


@task()
def care_for_offers() -> dict[str, int]:
    """Once a day; returns how many offers changed, by what happened to them, and how many mails went out."""
    today = timezone.localdate()
    done = let_time_pass(today, by=SCHEDULER)
    return {**done, "told": tell_anew(), "mails": remind(today)}


@task()
def renew_dates() -> int:
    """Once an hour; returns how many offers were written to the index with the dates that come next."""
    return write_coming_dates(timezone.now())


@task()
def keep_schedules() -> None:
    """Every five minutes: publish what was approved for now, take back what was to vanish by now."""
    call_command("publish_scheduled")


def remind(today: date) -> int:
    """Queue a mail to every member of each organisation whose offers are due or were hidden; returns how many."""
    queued = 0
    for kind, asked in (("due", to_remind_of(today)), ("outdated", to_tell_of_hiding())):
        for organisation, offers in asked.items():
            members = list(
                Membership.objects.filter(
                    organisation=organisation, role=Membership.Role.PROVIDER, user__is_active=True
                ).values_list("user_id", flat=True)
            )
            if not members:
                continue  # whoever joins later hears of it
            keys = [offer.pk for offer in offers]
            with transaction.atomic():
                for user in members:
                    mail_reminder.enqueue(user, keys, kind)
                Offer.objects.filter(pk__in=keys).update(reminded_on=today)
            queued += len(members)
    return queued


@task()
def mail_reminder(user_id: int, offer_ids: list[int], kind: str) -> None:
    """Ask one member whether these offers still hold (``kind`` "due"), or say that they are hidden ("outdated")."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    states = LISTED if kind == "due" else (State.OUTDATED,)
    found = Offer.objects.source().filter(pk__in=offer_ids, state__in=states).select_related("organisation", "locale")
    offers = [offer for offer in found.order_by("review_due", "title") if is_of_provider.test(user, offer)]
    if not offers:
        return  # confirmed, ended or given up before the mail went out
    send(
        f"reminder_{kind}",
        user.email,
        user=user,
        organisation=offers[0].organisation,
        offers=[(offer.title, _day(offer.review_due), _confirm_url(user, [offer])) for offer in offers],
        count=len(offers),
        all_link=_confirm_url(user, offers) if 1 < len(offers) <= MOST_TOGETHER else "",
        home=settings.PORTAL_URL + reverse("provider:home"),
    )


def _day(day: date | None) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return moments.written(day, weekday=False) if day else ""


def _confirm_url(user: User, offers: list[Offer]) -> str:
    return settings.PORTAL_URL + reverse("provider:confirm", args=[link_token(user, offers)])


@task()
def mail_membership(user_id: int, organisation_id: int) -> None:
    """Tell somebody that they write for an organisation from now on."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    organisation = Organisation.objects.filter(pk=organisation_id, memberships__user=user_id).first()
    if user is None or organisation is None:
        return  # taken back before the mail went out
    link = settings.PORTAL_URL + reverse("provider:home")
    send("membership", user.email, user=user, organisation=organisation, link=link)


@task()
def mail_refusal(request_id: int) -> None:
    """Tell whoever asked why their organisation was refused, and forget them."""
    request = ProviderRequest.objects.filter(pk=request_id, state=ProviderRequest.State.REFUSED).first()
    if request is None or not request.email:
        return  # sent already
    send("refusal", request.email, name=request.name, reason=request.reason)
    forget_who_asked(request, by=SCHEDULER)


@task()
def forget_old_messages() -> int:
    """Requests and proposals after TEILHABE_FEEDBACK_DAYS; returns how many."""
    now = timezone.now()
    return forget_requests(now, by=SCHEDULER) + forget_proposals(now, by=SCHEDULER)


@task()
def forget_old_reach() -> int:
    """What was counted of readers more than a year ago; returns how many days of offers."""
    return forget_reach(timezone.localdate())


@task()
def forget_files() -> int:
    """Contents of files that no offer has any more; returns how many."""
    return forget_lost_files(timezone.now())


KEEP_RUNS = timedelta(days=30)
ENDED = (ImportRun.State.DONE, ImportRun.State.FAILED, ImportRun.State.DISCARDED)
STILL = timedelta(hours=1)
"""So long without a step, a run has lost whoever was at it: the longest step takes half an hour."""


@task(queue_name="imports")
def read_import(run_id: int) -> None:
    """Read what somebody uploaded or asked for; the plan waits for them. Killed and begun again, it reads anew."""
    from .ingest.reading import read_run

    run = ImportRun.objects.filter(pk=run_id, state=ImportRun.State.READING).first()
    if run is not None:
        read_run(run)
        archive.forget_earlier(run)


@task(queue_name="imports")
def read_feed(feed_id: int) -> None:
    """As planned: read the feed and take over what nobody has to decide. What looks wrong waits for an editor."""
    from .ingest.reading import read_run

    feed = Feed.objects.filter(pk=feed_id, every_hours__gt=0).exclude(state=Feed.State.PAUSED).first()
    if feed is None:
        return
    waiting = feed.runs.under_way().filter(started_by=None, state=ImportRun.State.READING).first()
    try:
        run = waiting or begin_run(feed, by=IMPORTS)
    except RunUnderWay:
        # Somebody is at it, or was: nothing would ever come again.
        for run in feed.runs.standing_still(timezone.now() - STILL):
            go_on_with(run)
        return
    run = read_run(run)
    archive.forget_earlier(run)
    if run.state == ImportRun.State.READY:
        try:
            begin_applying(run, by=IMPORTS)
        except NotNow:
            return  # another worker was a moment faster
        apply_import.enqueue(run.pk)


@task(queue_name="imports")
def apply_import(run_id: int) -> None:
    """Take over for a while, then let other feeds have their turn."""
    from .ingest.applying import apply_slice

    run = ImportRun.objects.filter(pk=run_id, state=ImportRun.State.APPLYING).first()
    if run is not None and not apply_slice(run):
        apply_import.enqueue(run_id)


def go_on_with(run: ImportRun) -> None:
    """Queue again what a run waits for; asked twice, it does nothing twice."""
    if run.state == ImportRun.State.APPLYING:
        apply_import.enqueue(run.pk)
    elif run.state == ImportRun.State.READING:
        planned = run.started_by_id is None and run.feed.every_hours > 0 and run.feed.state != Feed.State.PAUSED
        if planned:
            read_feed.enqueue(run.feed_id)
        else:
            read_import.enqueue(run.pk)


@task()
def read_due_feeds() -> int:
    """Once in a quarter of an hour; returns how many feeds are read."""
    due = Feed.objects.due(timezone.now())
    for feed in due:
        Feed.objects.filter(pk=feed.pk).update(last_tried=timezone.now())
        read_feed.enqueue(feed.pk)
    return len(due)


@task()
def forget_old_imports() -> int:
    """Documents and plans after 30 days; that there was a run, and what came of it, stays. Returns how many runs."""
    limit = timezone.now() - KEEP_RUNS
    going_on = Q(state=ImportRun.State.APPLYING, touched__gte=limit)
    forgotten = 0
    for run in ImportRun.objects.filter(created__lt=limit, kept=True).exclude(going_on):
        if run.state == ImportRun.State.APPLYING:
            stop_applying(run, by=SCHEDULER)
        elif run.state == ImportRun.State.REFUSED:
            discard_run(run, by=SCHEDULER)
        elif run.state not in ENDED:
            # Without its documents and rows there is nothing left to be named, read or taken over.
            ImportRun.objects.filter(pk=run.pk).exclude(state__in=ENDED).update(state=ImportRun.State.DISCARDED)
        archive.forget(run)
        ImportRow.objects.filter(run=run).delete()
        ImportRun.objects.filter(pk=run.pk).update(kept=False)
        forgotten += 1
    kept = set(ImportRun.objects.filter(kept=True).values_list("pk", flat=True))
    archive.forget_lost(kept, before=timezone.now() - timedelta(days=1))
    return forgotten


def _daily() -> timedelta:
    return timedelta(days=1)


periodically("catalogue.care_for_offers", every=_daily, enqueue=care_for_offers.enqueue)


def _often() -> timedelta:
    return timedelta(minutes=5)


def _hourly() -> timedelta:
    return timedelta(hours=1)


periodically("catalogue.keep_schedules", every=_often, enqueue=keep_schedules.enqueue)
periodically("catalogue.renew_dates", every=_hourly, enqueue=renew_dates.enqueue)
periodically("catalogue.forget_old_messages", every=_daily, enqueue=forget_old_messages.enqueue)
periodically("catalogue.forget_files", every=_daily, enqueue=forget_files.enqueue)
periodically("catalogue.forget_old_reach", every=_daily, enqueue=forget_old_reach.enqueue)


def _quarterly() -> timedelta:
    return timedelta(minutes=15)


periodically("catalogue.read_due_feeds", every=_quarterly, enqueue=read_due_feeds.enqueue)
periodically("catalogue.forget_old_imports", every=_daily, enqueue=forget_old_imports.enqueue)
