"""What ``<c-rows>``, ``<c-row>`` and ``<c-people>`` draw.

A list has up to sixty lines, and node by node in a template they would take longer than the rest of the page.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi

from teilhabe.core import moments
from teilhabe.core.languages import lang_of

from .display import hyphenated, unbroken

register = template.Library()

_ROW = """<li class="t-row{form}"{id}>
{lead}
<div class="t-row__main">
<h{level} class="t-row__title"{lang}>{title}</h{level}>
{text}
{meta}
{below}
{slot}
</div>
{beside}
</li>
"""
_DAY = '<div class="t-day"><time datetime="{}"><b>{}</b> <span>{}<br>{}</span></time></div>\n'
_STATUS = '<span class="t-status t-status--{}">{}</span>\n'


@register.simple_tag
def rows(items: Iterable[Any], level: str, side: object) -> SafeString:
    """The rows of ``<c-rows :items>``: an item has ``title`` and any of ``url``, ``text``, ``word`` (its ``text`` and
    ``state``), ``meta`` (short remarks), ``day``, ``when``, ``number``, ``kind``, ``id``, ``lang``, ``text_lang``."""
    return mark_safe("".join(_item(one, level, side) for one in items))  # nosec B308 B703 - format_html escaped each


def _item(one: Any, level: str, side: object) -> SafeString:
    of = _parts_of(one)
    meta, word = of("meta", ()), _parts_of(of("word", None) or {})
    return row(
        title=of("title", ""),
        url=of("url", ""),
        text=of("text", ""),
        state=word("state", ""),
        status=word("text", ""),
        level=level,
        day=of("day", None),
        when=of("when", ""),
        number=of("number", ""),
        kind=of("kind", ""),
        # From right to left, a remark in Latin letters would lose the point at its end to the other side.
        meta=format_html_join(
            "", "<li><bdi>{}</bdi></li>" if get_language_bidi() else "<li>{}</li>", ((remark,) for remark in meta)
        )
        if meta
        else "",
        side=side,
        id=of("id", ""),
        lang=of("lang", ""),
        text_lang=of("text_lang", ""),
    )


@register.simple_tag
def row(
    *,
    title: str,
    url: str = "",
    text: str = "",
    state: str = "",
    status: str = "",
    level: str = "3",
    day: moments.Moment | None = None,
    when: str = "",
    number: str = "",
    kind: str = "",
    meta: str = "",
    side: object = "",
    id: str = "",  # noqa: A002 - the name of the attribute, as in every component
    lang: str = "",
    text_lang: str = "",
    slot: str = "",
) -> SafeString:
    """One row; ``meta``, ``when`` and ``slot`` may be HTML that is marked as safe."""
    form, lead = "", ""
    if day:
        form = " t-row--day"
        words = (moments.machine(day), moments.day(day), moments.weekday(day), moments.month_short(day))
        lead = format_html(_DAY, *words)
    elif number:
        form = " t-row--no"
        colour = format_html(" t-no--{}", kind) if kind else ""
        lead = format_html('<span class="t-no{}" aria-hidden="true">{}</span>', colour, number)
    elif when.strip():
        form = " t-row--when"
        lead = format_html('<div class="t-row__when">{}</div>', when)
    shown = hyphenated(title, lang)
    word = format_html(_STATUS, state or "open", status) if status else ""
    return format_html(
        _ROW,
        form=form + " t-row--side" if side and word else form,
        id=format_html(' id="{}"', id) if id else "",
        lead=lead,
        level=level,
        lang=lang_of(lang),
        title=format_html('<a href="{}">{}</a>', url, shown) if url else shown,
        text=format_html('<p class="t-row__text"{}>{}</p>', lang_of(text_lang), hyphenated(text, text_lang))
        if text
        else "",
        meta=format_html('<ul class="t-meta" role="list">{}</ul>', meta) if meta.strip() else "",
        below=format_html("<p>{}</p>", word) if word and not side else "",
        slot=slot,
        beside=word if side else "",
    )


@register.simple_tag
def people(items: Iterable[Any]) -> SafeString:
    """The lines of ``<c-people>``: an item has ``name`` and any of ``url``, ``role`` and ``more``."""
    return mark_safe("".join(map(_person, items)))  # nosec B308 B703 - format_html escaped each


def _person(one: Any) -> SafeString:
    of = _parts_of(one)
    name, url, role, more = unbroken(of("name", "")), of("url", ""), of("role", ""), of("more", "")
    return format_html(
        '<li><span class="t-people__name">{}</span>{}{}</li>\n',
        format_html('<a href="{}">{}</a>', url, name) if url else name,
        format_html('<span class="t-people__role">{}</span>', role) if role else "",
        format_html('<span class="t-people__more">{}</span>', more) if more else "",
    )


def _parts_of(one: Any) -> Callable[[str, Any], Any]:
    return one.get if isinstance(one, Mapping) else partial(getattr, one)
