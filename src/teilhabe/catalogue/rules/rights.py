"""Who may do what with offers. Views ask ``may_edit_offer.test(request.user, offer)``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import rules

from teilhabe.accounts.models import Membership
from teilhabe.accounts.queries import roles_of
from teilhabe.accounts.rules import is_administrator, is_editor, is_reviewer

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from teilhabe.accounts.models import User
    from teilhabe.directory.models import Organisation

    from ..models import Offer


def organisations_of(user: User | AnonymousUser) -> frozenset[int]:
    """Keys of the organisations for which ``user`` publishes offers."""
    return frozenset(
        held.organisation_id
        for held in roles_of(user)
        if held.role == Membership.Role.PROVIDER and held.organisation_id is not None
    )


@rules.predicate
def is_provider(user: User | AnonymousUser) -> bool:
    return bool(organisations_of(user))


@rules.predicate
def is_of_provider(user: User | AnonymousUser, offer: Offer) -> bool:
    """Whether the offer belongs to an organisation that ``user`` writes for."""
    return offer.organisation_id in organisations_of(user)


@rules.predicate
def has_written(user: User | AnonymousUser, offer: Offer) -> bool:
    return offer.is_written_by(user)


may_edit_catalogue = is_administrator | is_editor | is_reviewer
may_review_offers = is_administrator | is_editor | is_reviewer
may_edit_offer = may_edit_catalogue | is_of_provider
may_publish_offer = may_review_offers & ~has_written
may_work_on_offers = may_edit_catalogue | is_provider
may_decide_on_providers = may_edit_catalogue
may_decide_on_proposals = may_edit_catalogue


@rules.predicate
def is_member_of(user: User | AnonymousUser, organisation: Organisation) -> bool:
    return organisation.pk in organisations_of(user)


may_manage_members = may_edit_catalogue | is_member_of
