"""The home page: what was decided, what is coming, and where."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from teilhabe.core.linked_data import block
from teilhabe.core.listing import Row
from teilhabe.core.pages import Page
from teilhabe.council.views.public import public_page

from ..models import StartPage
from ..presentation.search_filters import Link, example_links
from ..queries.home import home_page
from ..queries.pages import StartText, start_text
from ..queries.search import examples as examples_of_search

# What looks like the number of a paper among the short remarks of its row.
_NUMBER = re.compile(r"[\w ]{0,6}\d{2,4}[/-]\d{1,5}")


@public_page
def home(request: HttpRequest, start: StartPage | None = None) -> Page:
    """``start`` is an editor's draft in the preview; otherwise the published words are shown."""
    words = (
        StartText(start.statement, start.statement_second, start.lede)
        if start
        else start_text(get_language() or settings.LANGUAGE_CODE)
    )
    page = home_page(timezone.now())
    address = f"{settings.PORTAL_URL}/"
    linked = block(
        {
            "@type": "WebSite",
            "@id": f"{address}#website",
            "url": address,
            "name": settings.PORTAL_NAME,
            "description": words.lede if words else "",
            "inLanguage": list(settings.WHOLE_LANGUAGES),
            "potentialAction": {
                "@type": "SearchAction",
                "target": f"{settings.PORTAL_URL}{reverse('search')}?q={{search_term_string}}",
                "query-input": "required name=search_term_string",
            },
        }
    )
    return Page(
        "website/home.html", {"page": page, "words": words, "linked": linked, "examples": _examples(page.papers)}
    )


def _examples(papers: Iterable[Row]) -> tuple[Link, ...]:
    """Searches that find something: topics, and the number of a paper that is shown below."""
    topics = examples_of_search()
    number = next((part for row in papers for part in row.meta if _NUMBER.fullmatch(part)), "")
    return example_links((*topics[:-1], number) if topics and number else topics)
