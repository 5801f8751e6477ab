"""``python -m tests.sources.show_allris3``: each saved page, parsed beside expected; broken letters are counted."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "teilhabe.settings")
    import django

    django.setup()
    from . import allris3_expected as expected
    from .allris3_pages import FAMILY, FOLDER, all_names, pages, recognised

    if not FOLDER.is_dir():
        print(f"{FOLDER} is not here: nothing to show.")
        return 0
    wrong = 0
    read = set()
    for page in pages():
        facts, told = page.facts(), page.told()
        kept = FAMILY.redact(page.kind, page.text, page.url)
        same = getattr(FAMILY, page.kind.value)(kept, page.url) == facts
        broken = sum(repr(facts).count(sign) for sign in ("Ã", "\ufffd"))
        right = told == page.wanted and same and not broken
        wrong += not right
        read.add(page.name)
        print(f"{'ok   ' if right else 'WRONG'} {page.name:26} {page.kind.value:10} {_size(told)}")
        sizes = f"{len(page.text)} -> {len(kept)} characters"
        print(f"      as kept {'the same' if same else 'DIFFERENT'}, {sizes}; Ã/\ufffd: {broken}")
        if told != page.wanted:
            print(f"      expected {page.wanted}\n      parsed   {told}")
    for name in all_names():
        told = recognised(name)
        right = told == (expected.VERSION, "classic", expected.CALENDAR) and (name in read or name in expected.UNREAD)
        wrong += not right
        if not right or name in expected.UNREAD:
            print(f"{'ok   ' if right else 'WRONG'} {name:26} recognised as {told}")
    print(f"{len(all_names())} pages, {len(read)} parsed, {wrong} wrong")
    return 1 if wrong else 0


def _size(told: Sequence[object]) -> str:
    """The first facts of a page in a line."""
    return ", ".join(
        f"{len(one)} {'points' if len(told) == 7 else 'entries'}" if isinstance(one, tuple) else str(one)
        for one in told[:8]
    )[:180]


if __name__ == "__main__":
    sys.exit(main())
