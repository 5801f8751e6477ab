"""How allauth creates and addresses accounts here."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are given by invitation of the administration; nobody signs up by themselves yet."""

    def is_open_for_signup(self, request: object) -> bool:
        return False
