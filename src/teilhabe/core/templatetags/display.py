"""How values look on a page: dates, sizes, hyphens, addresses with filters, QR codes.

``{% load display %}``. Filters give "" for None, so a template asks only where an absence has words of its own.
"""

import datetime
import html
from typing import Any
from urllib.parse import quote, urlencode

import segno
from django import template
from django.conf import settings
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from teilhabe.core import languages, moments, typography

register = template.Library()

PAGE_PARAMETER = "seite"
"""Name of the page number in an address; every change of a filter starts at the first page again."""

_QR_MASK = 2  # every third column


# --- Dates ------------------------------------------------------------------------------------------------------


@register.filter
def written(moment: moments.Moment | None, weekday: str = "with") -> str:
    """``<time>``: "Do, 11. Dezember 2025"; ``|written:"plain"`` leaves the weekday out."""
    return _time(moment, moments.written(moment, weekday=weekday == "with")) if moment else ""


@register.filter
def written_clock(moment: datetime.datetime | None) -> str:
    """``<time>``: "22. November 2026, 06:00 Uhr"."""
    if not moment:
        return ""
    return _time(moment, f"{moments.written(moment, weekday=False)}, {moments.clock(moment)}")


@register.filter
def short(moment: moments.Moment | None, year: str = "year") -> str:
    """``<time>``: "11.12.2025"; ``|short:"day"`` gives "11.12."."""
    return _time(moment, moments.short(moment, year=year == "year")) if moment else ""


@register.filter
def clock(moment: datetime.datetime | datetime.time | None) -> str:
    """As in "17:00 Uhr"."""
    return moments.clock(moment) if moment is not None else ""


@register.filter
def weekday(moment: moments.Moment | None) -> str:
    """As in "Do"."""
    return moments.weekday(moment) if moment else ""


@register.filter
def day(moment: moments.Moment | None) -> str:
    """As in "11"."""
    return moments.day(moment) if moment else ""


@register.filter
def month_short(moment: moments.Moment | None) -> str:
    """As in "Dez."."""
    return moments.month_short(moment) if moment else ""


@register.filter
def month(moment: moments.Moment | None) -> str:
    """As in "Dezember 2025"."""
    return moments.month(moment) if moment else ""


@register.filter
def machine(moment: moments.Moment | None) -> str:
    """The value of a ``datetime`` attribute."""
    return moments.machine(moment) if moment else ""


@register.simple_tag
def today() -> str:
    """The day on which a page is printed: "23. November 2026"."""
    return moments.written(timezone.localdate(), weekday=False)


def _time(moment: moments.Moment, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', moments.machine(moment), words)


# --- Words and numbers ------------------------------------------------------------------------------------------


register.filter(languages.german)
register.simple_tag(languages.lang_of)


@register.filter
def hreflang(url: str) -> SafeString:
    """On a page in a language of the catalogue alone: the attribute of a link that leads to a German page."""
    if languages.is_whole() or not url.startswith("/") or url.startswith(f"/{languages.reading()}/"):
        return SafeString("")
    return format_html(' hreflang="{}"', settings.LANGUAGE_CODE)


@register.filter
def hyphenate(text: object, where: str = "text") -> SafeString | str:
    """Soft hyphens in long words; ``|hyphenate:"title"`` for an ``h1``, ``|hyphenate:"de"`` for a name that is German
    on every page.

    Councils write German, also on English pages; in other languages pages show translations.
    """
    return hyphenated(text, where if where not in {"title", "text"} else "", where)


@register.simple_tag
def hyphenated(text: object, language: str = "", where: str = "text") -> SafeString | str:
    """The same for a text in ``language``, by default the page's."""
    if text in (None, ""):
        return ""
    if not language:
        language = "de" if languages.is_whole() else languages.reading()
    return typography.hyphenate(
        text, longest=typography.TITLE_WORD if where == "title" else typography.TEXT_WORD, language=language
    )


@register.filter
def unbroken(text: object) -> SafeString | str:
    """Hyphens that hold a name together: "Eltern-Kind-Gruppe"."""
    return "" if text in (None, "") else typography.hold_together(text)


@register.filter
def size(count: int | str | None) -> str:
    """Bytes as people read them, in decimal units: "212 KB", "1,4 MB". Digits may come as text."""
    if count in (None, ""):
        return ""
    amount, units = float(count or 0), iter(("Byte", "KB", "MB", "GB"))
    unit = next(units)
    while amount >= 1000 and unit != "GB":
        amount, unit = amount / 1000, next(units)
    digits = 1 if unit in {"MB", "GB"} and amount < 100 else 0
    return f"{number_format(round(amount, digits), decimal_pos=digits, use_l10n=True)}\u00a0{unit}"


@register.filter
def pages(count: int | str | None) -> str:
    """As in "1 Seite", "11 Seiten"; "" for none."""
    number = int(count or 0)
    return ngettext("%(count)s Seite", "%(count)s Seiten", number) % {"count": number} if number else ""


@register.filter
def hash_short(digest: str | None) -> str:
    """The first twelve signs of a digest in groups of four: enough to compare by eye."""
    head = (digest or "").removeprefix("sha256:")[:12]
    return " ".join(head[start : start + 4] for start in range(0, len(head), 4))


@register.filter(is_safe=True)
def plain(text: object) -> str:
    """Without our soft and unbroken hyphens: for the window's title, mails, what someone copies."""
    return str(text or "").replace(typography.SOFT_HYPHEN, "").replace(typography.UNBROKEN_HYPHEN, "-")


# --- Addresses --------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """This page's address query with ``changes``: ``{% query ort="alsdorf" %}``; None or "" takes a name out.

    The page number goes, unless it is what changes. Gives "?" when nothing is left, which is this page without filters.
    """
    values = _values(context)
    for name, value in changes.items():
        values.pop(name, None)
        if value not in (None, ""):
            values[name] = [str(value)]
    return _written_query(values, keep_page=PAGE_PARAMETER in changes)


@register.simple_tag(takes_context=True)
def query_without(context: Context, name: str, value: object = None) -> str:
    """This page's query without one ``value`` of ``name``, or without ``name`` at all."""
    values = _values(context)
    kept = [] if value is None else [one for one in values.get(name, []) if one != str(value)]
    values.pop(name, None)
    if kept:
        values[name] = kept
    return _written_query(values)


def _values(context: Context) -> dict[str, list[str]]:
    request = context.get("request")
    return {name: list(values) for name, values in request.GET.lists()} if request is not None else {}


def _written_query(values: dict[str, list[str]], *, keep_page: bool = False) -> str:
    if not keep_page:
        values.pop(PAGE_PARAMETER, None)
    return "?" + urlencode({name: one for name, one in values.items() if any(one)}, doseq=True)


@register.simple_tag
def mail_to(subject: str, body: str) -> str:
    """A ``mailto:`` address without a recipient, for sharing."""
    return f"mailto:?subject={quote(plain(_unescaped(subject)))}&body={quote(plain(_unescaped(body)))}"


def _unescaped(text: str) -> str:
    """What an attribute of a component carries is already HTML; an address or a mail needs the text itself."""
    return html.unescape(text) if hasattr(text, "__html__") else text


@register.simple_tag
def with_page(url: str, page: str) -> str:
    """The address of the error-report form for ``page``: ``url`` with ``?seite=``."""
    return f"{url}{'&' if '?' in url else '?'}{urlencode({'seite': page})}"


# --- Drawings ---------------------------------------------------------------------------------------------------


@register.simple_tag
def qr(address: str, label: str = "") -> SafeString:
    """``address`` as an inline SVG, dark on light in both colour modes; ``label`` names it for readers.

    Readers take any of the eight masks; to find the one with the fewest even patches would draw all of them, which took
    longer than the queries of a page.
    """
    code = segno.make(_unescaped(address), error="m", micro=False, mask=_QR_MASK)
    svg = code.svg_inline(
        scale=1,
        border=4,
        omitsize=True,
        svgclass="t-qr",
        lineclass="t-qr__ink",
        dark="#000",
        title=_unescaped(label) or gettext("QR-Code"),
    )
    # segno writes the SVG; title is escaped by it, the address appears only as modules.
    return mark_safe(svg.replace("<svg ", '<svg role="img" ', 1))  # nosec B308 B703


@register.filter
def pages_around(page: Any) -> list[int | None]:
    """Numbers for a pager around ``page`` (a Django Page): first, neighbours, last; None is a gap."""
    last, number = page.paginator.num_pages, page.number
    shown = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    out: list[int | None] = []
    for one in shown:
        if out and one - (out[-1] or 0) == 2:
            out.append(one - 1)
        elif out and one - (out[-1] or 0) > 2:
            out.append(None)
        out.append(one)
    return out
