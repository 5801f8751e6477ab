"""The words of an index: kept by one process, asked by many threads."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest

from teilhabe.search.analysis.folding import fold_word
from teilhabe.search.engines.backend import EngineFailed
from teilhabe.search.vocabulary import LONGEST, Seen, Vocabulary, VocabularyWriter


def write(path: Path, words: Iterable[tuple[str, int]]) -> None:
    writer = VocabularyWriter(path)
    for shown, documents in words:
        writer.add([seen(shown)] * documents)
    writer.commit()
    writer.close()


def seen(shown: str, parts: tuple[str, ...] = ()) -> Seen:
    folded = fold_word(shown)
    return folded, folded.removesuffix("en").removesuffix("e"), parts, shown


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "words.sqlite"


def test_a_word_is_known_once_it_is_committed(path: Path) -> None:
    writer = VocabularyWriter(path)
    writer.add([seen("Schule"), seen("Schule"), seen("Schulen")])
    vocabulary = Vocabulary(path)
    assert not vocabulary.knows("schule")
    writer.commit()
    assert vocabulary.knows("schule")
    assert vocabulary.knows_stem("schul") == 3
    known = vocabulary.word("schule")
    assert known is not None
    assert (known.shown, known.documents) == ("Schule", 2)
    writer.add([seen("Schule")])
    writer.commit()
    writer.close()
    assert vocabulary.stems(["schul", "rat"]) == {"schul": 4}
    assert vocabulary.size() == 2


def test_what_was_not_committed_is_gone_with_the_writer(path: Path) -> None:
    writer = VocabularyWriter(path)
    writer.add([seen("Schule")])
    writer.commit()
    writer.add([seen("Kita")])
    writer.close()
    vocabulary = Vocabulary(path)
    assert vocabulary.knows("schule")
    assert not vocabulary.knows("kita")


def test_a_killed_writer_leaves_what_it_committed(path: Path) -> None:
    script = f"""
import os, signal
from teilhabe.search.vocabulary import VocabularyWriter
writer = VocabularyWriter({str(path)!r})
writer.add([("schule", "schul", (), "Schule")]); writer.commit()
writer.add([("kita", "kita", (), "Kita")]); writer._write()
os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run([sys.executable, "-c", script], check=False, env=os.environ)
    assert ended.returncode == -signal.SIGKILL
    vocabulary = Vocabulary(path)
    assert vocabulary.knows("schule")
    assert not vocabulary.knows("kita")


def test_a_word_is_shown_as_most_people_write_it(path: Path) -> None:
    writer = VocabularyWriter(path)
    for shown in ["INTEGRATION", "INTEGRATION", "integration", "Integration", "Integration", "Integration"]:
        writer.add([seen(shown)])
        writer.commit()
    writer.close()
    known = Vocabulary(path).word("integration")
    assert known is not None
    assert (known.shown, known.documents) == ("Integration", 6)


def test_numbers_and_monsters_are_not_kept(path: Path) -> None:
    write(path, [("2019", 1), ("#2019.465", 1), ("a", 1), ("x" * (LONGEST + 1), 1), ("Kita", 1)])
    assert Vocabulary(path).size() == 1


def test_parts_of_a_compound_are_remembered(path: Path) -> None:
    writer = VocabularyWriter(path)
    writer.add([seen("Grundschulentwicklung", ("grundschul", "schul", "entwickl"))])
    writer.commit()
    writer.close()
    vocabulary = Vocabulary(path)
    assert vocabulary.parts("grundschulentwicklung") == ("grundschul", "schul", "entwickl")
    assert vocabulary.parts("unbekannt") == ()
    assert vocabulary.knows_stem("entwickl") == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("einrichtugn", "Einrichtung"),  # letters changed about inside what a stemmer cuts off
        ("forderschule", "Förderschule"),  # the bare vowel of an umlaut
        ("schulerbeforderung", "Schülerbeförderung"),
        ("auschuss", "Ausschuss"),
        ("ausschuß".replace("ß", "s"), "Ausschuss"),
        ("jugendanmt", "Jugendamt"),
        ("jugenfamt", "Jugendamt"),  # the key beside
        ("kta", "Kita"),
    ],
)
def test_a_mistyped_word_is_near_the_one_that_was_meant(typed: str, meant: str, path: Path) -> None:
    words = [
        "Einrichtung",
        "Einrichtungen",
        "Förderschule",
        "Schülerbeförderung",
        "Ausschuss",
        "Jugendamt",
        "Kita",
        "Rat",
    ]
    write(path, [(word, 3) for word in words])
    vocabulary = Vocabulary(path)
    near = vocabulary.near(typed)
    assert near[0].shown == meant
    assert near[0].away < 1.5


def test_of_two_words_as_near_the_more_frequent_one_comes_first(path: Path) -> None:
    write(path, [("Sitzung", 40), ("Satzung", 4)])
    assert [known.shown for known in Vocabulary(path).near("sutzung")] == ["Sitzung", "Satzung"]


def test_nothing_is_near_what_is_far(path: Path) -> None:
    write(path, [("Integration", 3), ("Rat", 3), ("Rad", 3)])
    vocabulary = Vocabulary(path)
    for typed in ("schwimmbad", "", "x", "ra", "integ", "xyz" * 40):
        assert vocabulary.near(typed) == []
    # The word itself is not near itself.
    assert [known.shown for known in vocabulary.near("rat")] == ["Rad"]


def test_beginnings_give_the_most_frequent_words_one_for_each_stem(path: Path) -> None:
    write(path, [("Schule", 9), ("Schulen", 5), ("Schulhof", 6), ("Schulamt", 7), ("Rat", 8)])
    vocabulary = Vocabulary(path)
    assert [known.shown for known in vocabulary.starting_with("schul", 3)] == ["Schule", "Schulamt", "Schulhof"]
    assert vocabulary.starting_with("s") == []
    assert vocabulary.starting_with("%") == []


def test_many_threads_ask_at_once(path: Path) -> None:
    write(path, [("Integration", 3), ("Schule", 3)])
    vocabulary = Vocabulary(path)
    found: list[str] = []

    def ask() -> None:
        for _ in range(20):
            found.append(vocabulary.near("integartion")[0].shown)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["Integration"] * 120


def test_a_closed_vocabulary_says_so_in_every_thread(path: Path) -> None:
    write(path, [("Schule", 3)])
    vocabulary = Vocabulary(path)
    asked, closed = threading.Event(), threading.Event()
    said: list[str] = []

    def ask() -> None:
        vocabulary.knows("schule")
        asked.set()
        closed.wait(10)
        try:
            vocabulary.knows("schule")
        except EngineFailed as failure:
            said.append(str(failure))

    thread = threading.Thread(target=ask)
    thread.start()
    asked.wait(10)
    vocabulary.close()
    closed.set()
    thread.join()
    assert len(said) == 1
    with pytest.raises(EngineFailed):
        vocabulary.knows("schule")


def test_a_missing_or_damaged_file_has_a_name(path: Path) -> None:
    with pytest.raises(EngineFailed, match=r"words\.sqlite"):
        Vocabulary(path)
    assert not path.exists()
    path.write_bytes(b"no database" * 500)
    with pytest.raises(EngineFailed):
        Vocabulary(path)
    with pytest.raises(EngineFailed):
        VocabularyWriter(path)
    path.unlink()
    sqlite3.connect(path).execute("CREATE TABLE other (a)")
    with pytest.raises(EngineFailed, match="version"):
        Vocabulary(path)


def test_a_file_that_is_damaged_while_it_is_read_raises_no_other_error(path: Path) -> None:
    write(path, [(f"Wort{chr(97 + n % 26)}{chr(97 + n // 26)}", 1) for n in range(600)])
    vocabulary = Vocabulary(path)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    with pytest.raises(EngineFailed):
        vocabulary.starting_with("wort", most=1000)
