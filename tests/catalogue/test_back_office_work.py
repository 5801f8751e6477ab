"""Languages, Leichte Sprache, what waits for whom and what is missing: the pages of the back office over HTTP."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from wagtail_localize.models import StringSegment, Translation

from teilhabe.accounts.models import User
from teilhabe.catalogue.actions import change_offer, publish_offer, return_offer, submit_offer
from teilhabe.catalogue.actions.attachments import attach_file
from teilhabe.catalogue.actions.easy import check_easy_text, hand_in_easy_text, return_easy_text, write_easy_text
from teilhabe.catalogue.actions.translations import begin_translation, hand_in_translation, say_in_other_words
from teilhabe.catalogue.models import EasyText, NotReviewed, Offer, OfferFile, State
from teilhabe.core.audit import COMMAND_LINE

from .. import people
from .offers import a_draft, an_offer
from .test_back_office import LIST, as_user, edit, rich
from .test_translations import translate

pytestmark = pytest.mark.django_db

TASKS = "/verwaltung/katalog/aufgaben/"
GAPS = "/verwaltung/katalog/luecken/"
EASY = "/verwaltung/snippets/catalogue/easytext/"


def languages(offer: Offer) -> str:
    return f"/verwaltung/katalog/{offer.pk}/uebersetzungen/"


def opened(client: Client, url: str) -> dict[str, str]:
    """What a form that is open in a browser sends along of the version that it shows."""
    shown = re.search(r'name="version" value="([^"]*)"', client.get(url).content.decode())
    return {"version": shown[1] if shown else ""}


def step(client: Client, offer: Offer, what: str, language: str = "ar", **said: str) -> str:
    """Press a button on the page of the languages; what the next page says."""
    page = client.get(languages(offer)).content.decode()
    shown = re.search(f'name="language" value="{language}"><input type="hidden" name="fassung" value="([^"]*)"', page)
    sent = {"language": language, "step": what, "fassung": shown[1] if shown else "", **said}
    return client.post(languages(offer), sent, follow=True).content.decode()


def row_of(offer: Offer, language: str = "ar") -> Offer:
    return Offer.objects.get(translation_key=offer.translation_key, locale__language_code=language)


def reviewed(by: User, **details: Any) -> Offer:
    """A published offer that ``by`` wrote."""
    return publish_offer(submit_offer(a_draft(by=by, **details), by=by), by=people.a_reviewer())


def test_a_translator_translates_and_hands_in_and_a_reviewer_publishes() -> None:
    offer, tarek = an_offer(), people.a_translator()
    translator, reviewer = as_user(tarek), as_user(people.a_reviewer())
    page = translator.get(languages(offer)).content.decode()
    assert "Arabisch" in page
    assert "العربي" in page
    page = step(translator, offer, "begin")
    assert "TranslationEditor" in page or "wagtail-localize" in page.lower() or "translation-editor" in page.lower()
    assert "3 Texte sind noch nicht übersetzt." in step(translator, offer, "hand-in")
    row = row_of(offer)
    translation = Translation.objects.get(target_locale=row.locale)
    for segment in StringSegment.objects.filter(source=translation.source):
        address = f"/verwaltung/localize/translate/{translation.pk}/strings/{segment.pk}/edit/"
        typed = urlencode({"value": f"ع {segment.pk}"})
        answer = translator.put(address, typed, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {200, 201}, answer.content
    assert "Eine zweite Person liest die Übersetzung." in step(translator, offer, "hand-in")
    step(translator, offer, "publish")
    assert not row_of(offer).live
    assert "Freigeben und veröffentlichen" in reviewer.get(languages(offer)).content.decode()
    step(reviewer, offer, "return", reason="Bitte noch einmal lesen.")
    assert "Zurückgegeben: Bitte noch einmal lesen." in translator.get(languages(offer)).content.decode()
    step(translator, offer, "hand-in")
    assert "Geprüft und veröffentlicht." in step(reviewer, offer, "publish")
    assert row_of(offer).live
    assert "aktuell" in reviewer.get(languages(offer)).content.decode()


def test_a_translator_has_no_german_words_to_change() -> None:
    offer, draft = an_offer(), a_draft(title="Noch nicht öffentlich")
    client = as_user(people.a_translator())
    closed = (edit(offer), f"{LIST}add/", f"/verwaltung/katalog/{offer.pk}/zurueckziehen/", GAPS, EASY)
    for address in closed:
        assert client.get(address).headers["Location"] == "/verwaltung/"
    client.post(f"/verwaltung/katalog/{offer.pk}/zurueckziehen/", {"reason": "Weg damit."})
    assert Offer.objects.get(pk=offer.pk).live
    assert "Übersetzt wird erst, was auf Deutsch öffentlich ist." in step(client, draft, "begin")


def test_there_is_no_way_around_the_second_person_through_the_library() -> None:
    root = User.objects.create_superuser("leitung@example.org", None)
    client, offer = as_user(root), an_offer()
    row = begin_translation(offer, "ar", by=root)
    answer = client.get(f"/verwaltung/localize/submit/snippet/catalogue/offer/{offer.pk}/")
    assert answer.headers["Location"] == languages(offer)
    source = Translation.objects.get().source_id
    answer = client.post(f"/verwaltung/localize/update/{source}/", {"publish_translations": "on"})
    assert answer.headers["Location"] == languages(offer)
    assert client.post(edit(row), {"action": "publish"}).headers["Location"] == languages(offer)
    row.refresh_from_db()
    assert (row.state, row.live) == (State.DRAFT, False)
    Translation.objects.all().delete()
    assert client.get(edit(row)).headers["Location"] == languages(offer)


def test_everybody_sees_what_waits_for_them() -> None:
    rosa, jonas, katrin = people.a_provider(), people.an_editor(), people.a_reviewer()
    tarek = people.a_translator()
    offer = reviewed(rosa)
    row = begin_translation(offer, "ar", by=tarek)
    translate(row, tarek)
    publish_offer(hand_in_translation(row, by=tarek), by=katrin)
    assert "Gerade wartet nichts auf Sie." in as_user(tarek).get(TASKS).content.decode()
    change_offer(offer, {"title": "Deutsch am Abend"}, by=rosa)
    publish_offer(submit_offer(Offer.objects.get(pk=offer.pk), by=rosa), by=katrin)
    assert "Übersetzungen, die älter sind als das Original (1)" in as_user(tarek).get(TASKS).content.decode()
    submit_offer(a_draft(by=jonas, title="Von Jonas"), by=jonas)
    submit_offer(a_draft(by=rosa, title="Von Rosa"), by=rosa)
    mine = submit_offer(a_draft(by=jonas, title="Kommt zurück"), by=jonas)
    return_offer(mine, "Wo genau?", by=katrin)
    Offer.objects.filter(pk=offer.pk).update(review_due=timezone.localdate() + timedelta(days=5))
    page = as_user(jonas).get(TASKS).content.decode()
    assert "Wartet auf Ihre Prüfung (1)" in page
    assert re.search(r'<a href="/anbieter/pruefen/\d+"><bdi>Von Rosa</bdi></a>', page)
    assert "Von Jonas" not in page
    assert "Wo genau?" in page
    assert "Bald oder längst zu bestätigen (1)" in page
    assert "Wartet auf Ihre Prüfung (2)" in as_user(katrin).get(TASKS).content.decode()
    dashboard = as_user(katrin).get("/verwaltung/").content.decode()
    way = re.search(r'<a href="([^"]+)#([^"]+)">Wartet auf Ihre Prüfung: 2</a>', dashboard)
    assert way is not None
    assert f'<h2 id="{way[2]}">Wartet auf Ihre Prüfung (2)' in as_user(katrin).get(way[1]).content.decode()
    assert as_user(rosa).get(TASKS).status_code == 403


def test_leichte_sprache_is_checked_by_a_second_person_and_grows_outdated() -> None:
    rosa, jonas, katrin = people.a_provider(), people.an_editor(), people.a_reviewer()
    offer = reviewed(rosa)
    editor, reviewer = as_user(jonas), as_user(katrin)
    said = {"offer": offer.pk, "title": "Deutsch lernen", "body": rich("<p>Sie lernen Deutsch.</p>")}
    assert editor.post(f"{EASY}add/", said).status_code == 302
    text = EasyText.objects.get()
    assert (text.state, text.body, text.written_by) == ("draft", "<p>Sie lernen Deutsch.</p>", jonas)
    url = f"{EASY}edit/{text.pk}/"
    editor.post(url, {**said, **opened(editor, url), "hand_in": "on"})
    check = f"/verwaltung/katalog/leichte-sprache/{text.pk}/"
    done = {"checked_by": "Prüfgruppe Talheim", "checked_on": "2026-11-20"}
    assert "zweite Person" in editor.post(check, {**done, **opened(editor, check)}, follow=True).content.decode()
    text.refresh_from_db()
    assert text.state == "in-review"
    assert "Leichte Sprache: zu prüfen (1)" in reviewer.get(TASKS).content.decode()
    assert "Sie lernen Deutsch." in reviewer.get(check).content.decode()
    assert reviewer.post(check, {"checked_by": ""}).status_code == 422
    reviewer.post(check, {**done, **opened(reviewer, check)})
    text.refresh_from_db()
    assert (text.state, text.checked_by) == ("current", "Prüfgruppe Talheim")
    change_offer(offer, {"phone": "02405 555-100"}, by=rosa)
    publish_offer(submit_offer(Offer.objects.get(pk=offer.pk), by=rosa), by=katrin)
    text.refresh_from_db()
    assert text.state == "current"
    change_offer(offer, {"summary": "Jetzt abends."}, by=rosa)
    publish_offer(submit_offer(Offer.objects.get(pk=offer.pk), by=rosa), by=katrin)
    text.refresh_from_db()
    assert text.state == "outdated"
    assert "Leichte Sprache: älter als das Original (1)" in editor.get(TASKS).content.decode()


def test_the_gaps_show_where_nothing_is_offered(assert_max_queries: Any) -> None:
    tal, berg = people.a_municipality(), people.a_municipality("Bergheim", "05999002")
    an_offer(title="Nur im Tal", themes=["language"], levels=["adult"], municipalities=[tal.ags])
    everywhere = an_offer(title="Überall", themes=["school"], levels=["primary"], municipalities=[])
    say_in_other_words(begin_translation(everywhere, "en", by=COMMAND_LINE), {}, by=None)
    client = as_user(people.an_editor())
    from teilhabe.catalogue.queries.gaps import coverage
    from teilhabe.catalogue.queries.gaps import languages as by_language

    found = coverage([tal.ags, berg.ags])
    assert (found.of("language", tal.ags), found.of("language", berg.ags)) == (1, 0)
    assert (found.of("school", tal.ags), found.of("school", berg.ags)) == (1, 1)
    assert coverage([tal.ags], "primary").of("language", tal.ags) == 0
    assert by_language()[0] == 2
    assert by_language()[1]["en"] == 0
    page = client.get(GAPS).content.decode()
    assert "Bergheim" in page
    way = re.search(r'href="([^"]+)" aria-label="[^"]*, Talheim: 1"', page)
    assert way is not None
    listed = client.get(way[1].replace("&amp;", "&")).content.decode()
    assert "Nur im Tal" in listed
    assert "Überall" not in listed
    assert "Wonach Menschen suchen, ohne etwas zu finden" in page
    with assert_max_queries(30):
        page = client.get(f"{GAPS}?stufe=primary").content.decode()
    # The list of a level leaves out what is for every level: it would say another number.
    assert "Talheim: " not in page
    assert client.get(f"{GAPS}?stufe=erfunden").status_code == 200


def test_a_mistake_in_a_public_translation_is_corrected_and_read_by_a_second_person() -> None:
    offer, tarek, katrin = an_offer(), people.a_translator(), people.a_reviewer()
    row = begin_translation(offer, "ar", by=tarek)
    translate(row, tarek)
    publish_offer(hand_in_translation(row, by=tarek), by=katrin)
    translator = as_user(tarek)
    page = translator.get(languages(offer)).content.decode()
    assert "Zur Prüfung geben" not in page
    title = StringSegment.objects.get(string__data="Deutsch am Vormittag", source__object_id=offer.translation_key)
    say_in_other_words(row_of(offer), {title.pk: "دورة صباحية"}, by=tarek)
    page = translator.get(languages(offer)).content.decode()
    assert "geändert, noch nicht eingereicht" in page
    assert "Zur Prüfung geben" in page
    step(translator, offer, "hand-in")
    page = step(as_user(katrin), offer, "publish")
    assert row_of(offer).title == "دورة صباحية"
    assert "geändert, noch nicht eingereicht" not in page
    assert "Zur Prüfung geben" not in page


def test_the_librarys_button_stops_no_translation_and_leads_to_the_languages() -> None:
    offer, tarek = an_offer(), people.a_translator()
    translator = as_user(tarek)
    begin_translation(offer, "ar", by=tarek)
    translation = Translation.objects.get()
    stop = f"/verwaltung/localize/translate/{translation.pk}/disable/"
    assert "Eine begonnene Übersetzung bleibt stehen." in translator.post(stop, follow=True).content.decode()
    assert translator.post(stop).headers["Location"] == languages(offer)
    translation.refresh_from_db()
    assert translation.enabled


def test_a_translation_that_somebody_stopped_is_taken_up_again() -> None:
    offer, tarek = an_offer(), people.a_translator()
    translator = as_user(tarek)
    translate(begin_translation(offer, "ar", by=tarek), tarek)
    translation = Translation.objects.get()
    Translation.objects.update(enabled=False)  # as the library's button did in earlier versions of the portal
    page = translator.get(languages(offer)).content.decode()
    assert "Texte öffnen" not in page
    step(translator, offer, "begin")
    translation.refresh_from_db()
    assert translation.enabled
    assert translation.get_progress() == (3, 3)
    assert "Texte öffnen" in translator.get(languages(offer)).content.decode()


def test_files_that_the_next_publication_shows_are_looked_at_first() -> None:
    rosa = people.a_provider()
    offer = a_draft(by=rosa)
    client = as_user(people.an_editor())
    assert "Neue Dateien" not in client.get(edit(offer)).content.decode()
    attach_file(offer, b"%PDF-1.7\nEin Flyer\n", name="flyer.pdf", title="Flyer zum Kurs", by=rosa)
    file = OfferFile.every.get()
    submit_offer(Offer.objects.get(pk=offer.pk), by=rosa)
    page = client.get(edit(offer)).content.decode()
    assert "Neue Dateien" in page
    assert f'href="/anbieter/datei/{file.pk}/flyer.pdf">Flyer zum Kurs</a>' in page
    publish_offer(Offer.objects.get(pk=offer.pk), by=people.a_reviewer())
    assert "Neue Dateien" not in client.get(edit(offer)).content.decode()


def test_nobody_checks_leichte_sprache_that_they_wrote_a_part_of() -> None:
    offer, jonas, ole = an_offer(), people.an_editor(), people.an_administrator()
    write_easy_text(offer, title="Deutsch lernen", body="<p>Sie lernen Deutsch.</p>", by=jonas)
    write_easy_text(offer, title="Deutsch lernen", body="<p>Sie lernen Deutsch.</p><p>Am Morgen.</p>", by=ole)
    text = write_easy_text(offer, title="Deutsch", body="<p>Sie lernen Deutsch.</p><p>Am Morgen.</p>", by=jonas)
    hand_in_easy_text(text, by=jonas)
    day = timezone.localdate()
    for author in (jonas, ole):
        with pytest.raises(NotReviewed):
            check_easy_text(text, checked_by="Büro für Leichte Sprache", day=day, by=author)
    katrin = people.a_reviewer()
    text = check_easy_text(text, checked_by="Büro für Leichte Sprache", day=day, by=katrin)
    assert text.state == EasyText.State.CURRENT
    hand_in_easy_text(write_easy_text(offer, title="Deutsch", body="<p>Kurz.</p>", by=katrin), by=katrin)
    assert check_easy_text(text, checked_by="Büro", day=day, by=ole).state == EasyText.State.CURRENT


def test_saving_the_same_leichte_sprache_takes_it_from_nobody_and_what_is_checked_is_not_rewritten() -> None:
    offer, jonas = an_offer(), people.an_editor()
    text = write_easy_text(offer, title="Deutsch lernen", body="<p>Sie lernen Deutsch.</p>", by=jonas)
    hand_in_easy_text(text, by=jonas)
    editor, url = as_user(jonas), f"{EASY}edit/{text.pk}/"
    page = editor.post(url, {"title": "Heimlich anders", "body": rich(text.body)}).content.decode()
    assert "Der Eintrag wird schon geprüft." in page
    text.refresh_from_db()
    assert (text.title, text.state) == ("Deutsch lernen", EasyText.State.IN_REVIEW)
    check_easy_text(text, checked_by="Büro", day=timezone.localdate(), by=people.a_reviewer())
    assert editor.post(url, {"title": text.title, "body": rich(text.body), "hand_in": "on"}).status_code == 302
    text.refresh_from_db()
    assert text.state == EasyText.State.CURRENT


def test_nobody_checks_or_overwrites_a_leichte_sprache_that_they_have_not_read() -> None:
    offer, jonas, ole = an_offer(), people.an_editor(), people.an_administrator()
    text = write_easy_text(offer, title="Deutsch lernen", body="<p>Sie lernen Deutsch.</p>", by=jonas)
    edit_url, check_url = f"{EASY}edit/{text.pk}/", f"/verwaltung/katalog/leichte-sprache/{text.pk}/"
    editor = as_user(ole)
    old = {"title": "Sie lernen Deutsch", "body": rich(text.body), **opened(editor, edit_url)}
    write_easy_text(offer, title="Deutsch lernen", body="<p>Sie lernen Deutsch am Morgen.</p>", by=jonas)
    page = editor.post(edit_url, old).content.decode()
    assert "Inzwischen hat jemand anderes diesen Eintrag gespeichert." in page
    text.refresh_from_db()
    assert (text.title, text.body) == ("Deutsch lernen", "<p>Sie lernen Deutsch am Morgen.</p>")
    assert editor.post(edit_url, {**old, **opened(editor, edit_url)}).status_code == 302

    hand_in_easy_text(text, by=jonas)
    katrin = as_user(people.a_reviewer())
    read = {"checked_by": "Büro", "checked_on": "2026-11-20", **opened(katrin, check_url)}
    return_easy_text(text, by=jonas)
    hand_in_easy_text(write_easy_text(offer, title="Kurs", body="<p>Nie gelesen.</p>", by=jonas), by=jonas)
    for answer in (read, {**read, "return": "1"}, {**read, "version": ""}):
        page = katrin.post(check_url, answer, follow=True).content.decode()
        assert "Diesen Eintrag hat inzwischen jemand geändert." in page
        assert "Nie gelesen." in page
        text.refresh_from_db()
        assert text.state == EasyText.State.IN_REVIEW
    katrin.post(check_url, {**read, **opened(katrin, check_url)})
    text.refresh_from_db()
    assert text.state == EasyText.State.CURRENT


@pytest.mark.parametrize("page", ["history/{0}/", "history/{0}/revisions/{1}/view/", "workflow_history/{0}/",
    "history/{0}/revisions/compare/earliest...{1}/", "usage/{0}/", "preview/{0}/"])  # fmt: skip
def test_a_translator_reads_no_german_drafts(page: str) -> None:
    rosa, tarek = people.a_provider(), people.a_translator()
    offer = reviewed(rosa)
    offer = change_offer(offer, {"title": "Noch geheim"}, by=rosa)
    row = begin_translation(offer, "ar", by=tarek)
    version = row.save_revision(user=tarek)
    translator = as_user(tarek)
    german = LIST + page.format(offer.pk, offer.latest_revision_id)
    assert translator.get(german).status_code in {302, 403}
    assert "Noch geheim" not in translator.get(german, follow=True).content.decode()
    assert as_user(people.an_editor()).get(german).status_code == 200
    assert translator.get(LIST + page.format(row.pk, version.pk)).status_code == 200


def test_a_translator_finds_what_was_public_and_no_drafts() -> None:
    a_draft(title="Lernpaten im Entwurf")
    an_offer(title="Sprachcafé am Markt")
    translator, editor = (
        as_user(one).get(LIST).content.decode() for one in (people.a_translator(), people.an_editor())
    )
    assert "Sprachcafé am Markt" in translator
    assert "Lernpaten im Entwurf" not in translator
    assert "Lernpaten im Entwurf" in editor
