"""Text folding: the one place that knows how German words become addresses and comparable keys."""

import re
import unicodedata

_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ẞ": "SS"})
# Letters of names that no decomposition takes apart; a search box gets them as the nearest letters of a keyboard.
_STROKED = str.maketrans({"ı": "i", "đ": "d", "ð": "d", "ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th"})


_BLANKS = str.maketrans("\n\r\t\u2028\u2029", "     ")
_NOT_XML = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def fold(text: str) -> str:
    """Lower case, umlauts spelled out, accents dropped, white space single: for comparing, never for showing.

    >>> fold("Städteregions­tag  Aachen")
    'staedteregionstag aachen'
    >>> fold("Yıldırım Đorđević Łukasz")
    'yildirim dordevic lukasz'
    """
    spelled = unicodedata.normalize("NFC", text).replace("\u00ad", "").translate(_GERMAN)
    plain = "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
    return " ".join(plain.lower().translate(_STROKED).split())


def without_controls(text: str) -> str:
    """Without the characters that XML and calendars may not hold; line breaks and tabs are blanks.

    >>> without_controls("Haus\\x0chalt\\r\\n2026")
    'Haushalt  2026'
    """
    return _NOT_XML.sub("", text.translate(_BLANKS))


def slug(text: str, *, limit: int = 80) -> str:
    """An address part: folded, words joined by hyphens, at most ``limit`` characters; empty if nothing is left.

    >>> slug("2019/0465")
    '2019-0465'
    >>> slug("Ausschuss für Schulen und Bildung")
    'ausschuss-fuer-schulen-und-bildung'
    """
    joined = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    if len(joined) <= limit:
        return joined
    head, _, _ = joined[: limit + 1].rpartition("-")
    return head or joined[:limit]
