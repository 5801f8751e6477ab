"""Who may translate offers."""

from __future__ import annotations

from teilhabe.accounts.rules import is_translator

from .rights import may_edit_catalogue

may_translate_offers = may_edit_catalogue | is_translator
