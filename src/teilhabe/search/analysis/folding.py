"""How a word is compared: the folding of ``core.text`` and what Arabic script needs beyond it."""

from __future__ import annotations

import unicodedata

from teilhabe.core.text import fold

# Seen by nobody: soft hyphen, zero-width space, joiners and marks of direction, word joiner, byte order mark, and the
# sign that PDFium leaves where a word was divided. They stand inside words.
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufffe"
_VISIBLE = {ord(sign): None for sign in INVISIBLE}

# Letters that Arabic, Persian, Urdu and Kurdish keyboards write differently, and the stretched line between letters.
# Hamza and madda fall with the accents. Digits of both kinds become those of German numbers.
_ARABIC = str.maketrans(
    {
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ے": "ي",
        "ک": "ك",
        "ڪ": "ك",
        "ة": "ه",
        "ۀ": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ە": "ه",
        "ـ": None,
        "ء": None,
    }
    | {chr(zero + digit): str(digit) for zero in (0x0660, 0x06F0) for digit in range(10)}
)


def fold_word(word: str) -> str:
    """``word`` as all comparing sees it; folding twice changes nothing.

    >>> fold_word("Förder­schule"), fold_word("STRASSE"), fold_word("Straße")
    ('foerderschule', 'strasse', 'strasse')
    >>> fold_word("کتاب") == fold_word("كِتاب")
    True
    """
    if word.isascii():
        return word.lower()
    folded = fold(word.translate(_VISIBLE)).translate(_ARABIC)
    # A single sign may stand for several words (U+FDFA), and its parts may have been capital.
    return folded.replace(" ", "")


def plain(word: str) -> str:
    """``word`` without accents and umlauts, each letter the nearest without: for stems outside German.

    >>> plain("öğretmen"), plain("réfugi")
    ('ogretmen', 'refugi')
    """
    if word.isascii():
        return word.lower()
    bare = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return fold_word(bare)
