"""Rules of the house that a machine can see."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from .layers import ROOT, SOURCE

LONGEST = 400


def sources() -> list[Path]:
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def tracked() -> list[Path]:
    """Files of the repository; everything below src, tests, docs and script where there is no Git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    return [path for part in ("src", "tests", "docs", "script") for path in (ROOT / part).rglob("*") if path.is_file()]


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_module_hides_its_content_behind_an_empty_name() -> None:
    assert [str(path) for path in sources() if re.fullmatch(r"(utils?|helpers?|common|misc)", path.stem)] == []


def test_models_take_nothing_from_queries_but_query_sets() -> None:
    """The one import against the order of layers, docs/decisions/0003."""
    taken = [
        f"{path.relative_to(SOURCE)}: {name.name}"
        for path in sources()
        if "models" in (path.stem, path.parent.name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and "queries" in (node.module or "")
        for name in node.names
        if not name.name.endswith("QuerySet")
    ]
    assert taken == []


def test_every_exception_to_a_check_says_why() -> None:
    """``# noqa: E402 - why``, ``# type: ignore[code]  # why``, or a comment on the line above."""
    silent = []
    for path in [*sources(), *sorted((ROOT / "tests").rglob("*.py"))]:
        lines = path.read_text(encoding="utf-8").splitlines()
        silent += [
            f"{path.relative_to(ROOT)}:{number}"
            for number, (above, line) in enumerate(pairwise(["", *lines]), 1)
            if re.search(r"#\s*(noqa|type: ignore|nosec)", line)
            if not says_why(line) and not above.lstrip().startswith("# ")
        ]
    assert silent == []


def says_why(line: str) -> bool:
    after = re.split(r"#\s*(?:noqa|type: ignore|nosec)", line, maxsplit=1)[1]
    words = re.sub(r"^[:\s]*(\[[\w, -]+\]|[A-Z]+\d+(,\s*[A-Z]+\d+)*)?", "", after)
    # A line that only names the marks in a pattern or a text is no exception.
    return len(re.findall(r"[^\W\d_]{2,}", words)) >= 2


def test_nothing_names_a_place_on_somebodys_machine() -> None:
    places = re.compile(r"(?<![\w.])/(?:home|Users|root|work)/\w+")
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        if path.suffix in {".py", ".md", ".html", ".toml", ".yml", ".yaml", ".sh", ".css", ".js", ".txt", ""}
        if (match := places.search(path.read_text(encoding="utf-8", errors="ignore")))
    ]
    assert found == []


# --- Dependencies ---


def declared() -> list[tuple[str, str]]:
    """(requirement, comment beside it) of every dependency of pyproject.toml."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    parsed = tomllib.loads(text)
    groups = [
        parsed["project"]["dependencies"],
        *parsed["project"]["optional-dependencies"].values(),
        *parsed["dependency-groups"].values(),
    ]
    comments = dict(re.findall(r'^\s*"([^"]+)",?[ \t]*#[ \t]*(\S.*)$', text, re.MULTILINE))
    return [(one, comments.get(one, "")) for group in groups for one in group if isinstance(one, str)]


def test_every_dependency_has_a_lower_bound_and_a_reason() -> None:
    assert [one for one, _ in declared() if not any(part.operator == ">=" for part in Requirement(one).specifier)] == []
    assert [one for one, why in declared() if not why] == []


# Licences that may be combined with the EUPL-1.2: permissive ones, weak copyleft used as a library, and those in
# the EUPL's own list of compatible licences.
COMPATIBLE = re.compile(
    r"MIT|BSD|Apache|ISC|\bPSF|Python Software|Zlib|Unlicense|0BSD|CC0|public domain|MPL|Mozilla|LGPL|"
    r"Lesser General|EUPL|HPND|Historical Permission|W3C|BlueOak|Artistic",
    re.IGNORECASE,
)
# Packages whose metadata name no licence that the pattern knows, with what their own files say.
LOOKED_UP: dict[str, str] = {}
# Not shipped with the portal: they only look at its sources.
TOOLS = {"djlint": "GPL-3.0-or-later, a linter that runs on the developer's machine"}


def licence(name: str) -> str:
    about = metadata.metadata(name)
    fields = [*(about.get_all("License-Expression") or []), *(about.get_all("License") or [])]
    classifiers = [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
    return " ".join([*fields, *classifiers])[:2000]


def shipped() -> set[str]:
    """What is installed with the portal: its dependencies, theirs, and so on, extras of ours included."""
    found: set[str] = set()
    waiting = [Requirement(one).name for one in metadata.requires("teilhabe") or []]
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            needs = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue  # an extra that is not installed here, or a package for another system
        found.add(name)
        for one in map(Requirement, needs):
            if one.marker is None or one.marker.evaluate({"extra": ""}):
                waiting.append(one.name)
    return found


def test_the_licence_of_every_shipped_package_goes_with_ours() -> None:
    packages = shipped()
    assert len(packages) > 40
    unclear = {
        name: licence(name) for name in packages if name not in LOOKED_UP and not COMPATIBLE.search(licence(name))
    }
    assert unclear == {}
    strong = {
        name: licence(name)
        for name in packages
        if re.search(r"(?<!L)(?<!Lesser )\b(A?GPL|General Public)", licence(name))
        and not re.search(r"LGPL|Lesser", licence(name))
    }
    assert strong == {}


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_a_tool_with_another_licence_is_not_shipped(name: str) -> None:
    assert name not in shipped()


# --- Documents ---


def test_every_setting_is_documented() -> None:
    text = (SOURCE / "settings.py").read_text(encoding="utf-8")
    prefixed = re.findall(r"env\.(?!prefixed)\w+\(\s*\"([A-Z_]+)\"", text)
    names = {name if name.startswith("TEILHABE_") else f"TEILHABE_{name}" for name in prefixed}
    page = (ROOT / "docs" / "operate" / "settings.md").read_text(encoding="utf-8")
    described = set(re.findall(r"`(TEILHABE_[A-Z_]+)`", page))
    assert len(names) > 15
    assert names - described == set(), "not described"
    assert described - names == set(), "described, but no longer read"


def test_every_link_between_documents_leads_somewhere() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
    ]
    assert dead == []
