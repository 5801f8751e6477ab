"""Words that nearly every text holds: a question says nothing by them. Folded, by language."""

from __future__ import annotations

from ..analysis.folding import fold_word

_WORDS = {
    "de": "der die das den dem des ein eine einen einem einer eines und oder aber als am an auf aus bei beim bis bzw da"
    " damit dass dazu dem dessen dies diese diesem diesen dieser dieses doch du durch er es etwa für gegen hat haben"
    " hatte hier ich ihr ihre ihrem ihren ihrer im in ins ist ja je kann kein keine können man mehr mein mich mir mit"
    " nach nicht noch nun nur ob ohne sehr sein seine seinen seiner seit sich sie sind so soll sollen sowie über um"
    " unser unsere unter vom von vor war was wegen weil welche wenn wer werden wie wieder wir wird wo wurde wurden zu"
    " zum zur zwischen gibt bitte wann woher welcher welches",
    "en": "a about an and are as at be by for from has have how i in is of on or that the their they this to was what"
    " when where which who will with you your",
    "fr": "au aux avec ce ces dans de des du elle en est et il la le les leur mais mon ne nous ou où par pas pour que"
    " qui sa se ses son sur un une vous",
    "tr": "ve ile için bir bu şu da de ne nasıl nerede mi mı veya ya",
    "uk": "і й та в у на з із до для по від за що як де чи або це про при не",
    "ar": "في من على إلى عن مع هذا هذه ما هل و أو كيف أين",
    "fa": "در از به با را که این آن برای و یا تا چه چگونه کجا است",
}
STOPWORDS = frozenset(fold_word(word) for words in _WORDS.values() for word in words.split())


def is_stopword(word: str) -> bool:
    """Whether a word says nothing. Capitals within are an abbreviation: "IT", "BuT", "OB" are none.

    >>> [is_stopword(word) for word in ("Und", "für", "BuT", "IT", "Schule")]
    [True, True, False, False, False]
    """
    return not any(letter.isupper() for letter in word[1:]) and fold_word(word) in STOPWORDS
