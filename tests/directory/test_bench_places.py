"""``teilhabe bench places`` on a small scale."""

from __future__ import annotations

from teilhabe.directory.benching import measure_places


def test_an_operator_learns_how_fast_places_are_found() -> None:
    measured = measure_places(names=400, papers=10)
    assert (measured.names, measured.papers) == (400, 10)
    assert measured.keys > 400
    assert 1_400 < measured.words < 1_700
    assert measured.mentions > 10 * 10
    assert measured.rate > 20
