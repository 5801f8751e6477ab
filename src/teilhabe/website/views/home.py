"""The home page: what was decided, what is coming, and where."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from teilhabe.council.presentation.linked_data import block
from teilhabe.council.views.public import Page, public_page

from ..models import StartPage
from ..queries.home import home_page
from ..queries.pages import StartText, start_text


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
            "inLanguage": [code for code, _ in settings.LANGUAGES],
        }
    )
    return Page("website/home.html", {"page": page, "words": words, "linked": linked})
