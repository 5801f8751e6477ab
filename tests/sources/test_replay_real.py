"""Real council data, harvested: nothing is lost, nothing is invented, what vanished leaves its tombstone."""

from __future__ import annotations

import pytest

from tests.sources.mirror import Mirror
from tests.sources.real import amtzell, available, karlsruhe
from tests.sources.replay_real import counted, stored

pytestmark = pytest.mark.django_db


def needs(name: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(
        not available(name), reason=f"../shared/data/{name} is not here: real data are not replayed"
    )


@needs("oparl-karlsruhe")
def test_every_object_of_karlsruhe_is_stored() -> None:
    from teilhabe.core.audit import COMMAND_LINE
    from teilhabe.council.ingest import singles
    from teilhabe.council.ingest.run import harvest
    from teilhabe.council.models import Source

    mirror = karlsruhe()
    with mirror.served() as url, pytest.MonkeyPatch.context() as patch:
        # The extract names thousands of meetings that are not in it; asking for each brings nothing here.
        patch.setattr(singles, "MOST_REFERENCES", 5)
        source = Source.objects.create(slug="karlsruhe", name="Karlsruhe", url=url, delay_seconds=0.0)
        first = harvest(source, by=COMMAND_LINE)
        again = harvest(source, by=COMMAND_LINE)

    assert (first.state, first.failed, first.withdrawn) == ("done", 0, 20)
    assert (again.state, again.new, again.changed, again.withdrawn) == ("done", 0, 0, 0)
    assert stored(source) == counted(mirror)


@needs("oparl-amtzell")
def test_amtzell_changes_from_its_old_to_its_new_state() -> None:
    from teilhabe.core.audit import COMMAND_LINE
    from teilhabe.council.ingest.run import harvest
    from teilhabe.council.models import Meeting, Paper, Person, Source

    old = amtzell("old")
    served = Mirror(old.name, old.origin, old.body, dict(old.lists))
    with served.served() as url:
        source = Source.objects.create(slug="amtzell", name="Amtzell", url=url, delay_seconds=0.0)
        first = harvest(source, by=COMMAND_LINE)
        assert stored(source) == counted(old)
        served.lists = amtzell("new", before=old).lists
        second = harvest(source, by=COMMAND_LINE)

    assert (first.state, second.state, second.failed) == ("done", "done", 0)
    assert sorted(Paper.objects.values_list("slug", "record__state")) == [
        ("002-2019", "deleted"),
        ("049-2018", "live"),
        ("073-2018", "live"),
    ]
    assert Meeting.objects.filter(record__state="live").count() == 2
    assert Person.objects.filter(record__state="deleted").count() == 1
