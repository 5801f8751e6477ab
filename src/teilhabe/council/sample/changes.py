"""What happens to a council while people look: titles and texts change, papers vanish, meetings are called off.

Each change is a verb with the council first; :data:`CHANGES` is the same by name, for the command line and the control
address. All sites of a council show it at once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from inspect import signature

from teilhabe.council.sample import text
from teilhabe.council.sample.store import Obj, SampleCouncil, UnknownObject


class UnknownChange(ValueError):
    """There is no change of this name, or not with these details."""


def retitle(council: SampleCouncil, *, paper: str, title: str) -> None:
    """Give the paper with this reference another title, in the agendas too."""
    ref = council.paper(paper)
    with council.lock:
        council.change(ref, name=title)
        for item in _items_of(council, ref):
            if item["public"]:
                council.change(item["id"], name=title)


def reword(council: SampleCouncil, *, paper: str, section: str, text: str) -> None:
    """Write the section of a paper anew ("Sachlage"); the resolution is the section "Beschlussvorschlag"."""
    ref = council.paper(paper)
    with council.lock:
        council.texts[ref] = _reworded(council.texts[ref], section, text)
        council.touch(ref)


def vanish(council: SampleCouncil, *, paper: str) -> None:
    """Take the paper away without a word: no page, no link, no notice."""
    council.vanish(council.paper(paper))


def come_back(council: SampleCouncil, *, paper: str) -> None:
    """Bring a paper back that vanished."""
    for ref, obj in council.gone.items():
        if paper in (ref, obj.get("reference")):
            council.come_back(ref)
            return
    raise UnknownObject(paper)


def cancel(council: SampleCouncil, *, committee: str) -> None:
    """Call off the next meeting of the committee with this name (or short name)."""
    meeting = next_meeting(council, committee)
    council.change(meeting["id"], cancelled=True)


def decide(council: SampleCouncil, *, paper: str, result: str, resolution: str = "", vote: str = "") -> None:
    """Let the result of the paper's first public consultation without one become known."""
    ref = council.paper(paper)
    with council.lock:
        for item in _items_of(council, ref):
            if item["public"] and "result" not in item:
                council.change(item["id"], result=result, **({"resolutionText": resolution} if resolution else {}))
                if vote:
                    council.votes[item["id"]] = vote
                council.touch(ref)
                return
    raise UnknownChange(f"every consultation of {paper} has a result already")


Change = Callable[..., None]
CHANGES: dict[str, Change] = {
    one.__name__.replace("_", "-"): one for one in (retitle, reword, vanish, come_back, cancel, decide)
}


def apply(council: SampleCouncil, name: str, details: dict[str, str]) -> None:
    """Make the change of this name. Raises UnknownChange, or UnknownObject for what the council does not have."""
    if name not in CHANGES:
        raise UnknownChange(f"unknown change: {name}; there are: {', '.join(CHANGES)}")
    change = CHANGES[name]
    try:
        signature(change).bind(council, **details)
    except TypeError as problem:
        raise UnknownChange(f"{name}: {problem}; it takes: {', '.join(details_of(name))}") from None
    change(council, **details)


def details_of(name: str) -> list[str]:
    """What a change wants to know: "paper", "title"; an optional one in brackets."""
    parameters = list(signature(CHANGES[name]).parameters.values())[1:]
    return [one.name if one.default is one.empty else f"[{one.name}]" for one in parameters]


def next_meeting(council: SampleCouncil, committee: str) -> Obj:
    """The next meeting of a committee that is not called off, on the council's clock."""
    coming = []
    for ref in council.ids("Meeting"):
        meeting = council.object(ref)
        if meeting.get("deleted") or meeting.get("cancelled"):
            continue
        organization = council.object(meeting["organization"][0])
        start = datetime.fromisoformat(meeting["start"])
        if committee in (organization["name"], organization.get("shortName")) and start > council.now:
            coming.append((start, ref))
    if not coming:
        raise UnknownObject(f"no coming meeting of {committee}")
    return council.object(min(coming)[1])


def _items_of(council: SampleCouncil, paper: str) -> list[Obj]:
    """The agenda items at which a paper is heard, in the order of its consultations."""
    found = []
    for ref in council.object(paper).get("consultation", ()):
        item = council.objects.get(council.object(ref).get("agendaItem", ""))
        if item and not item.get("deleted"):
            found.append(item)
    return found


def _reworded(content: list[text.Block], section: str, source: str) -> list[text.Block]:
    heads = [place for place, block in enumerate(content) if isinstance(block, text.Heading) and block.level == 2]
    for place in heads:
        block = content[place]
        if isinstance(block, text.Heading) and block.text == section:
            end = next((later for later in heads if later > place), len(content))
            return [*content[: place + 1], *text.blocks(source), *content[end:]]
    names = ", ".join(block.text for place in heads if isinstance(block := content[place], text.Heading))
    raise UnknownChange(f"no section {section!r}; there are: {names}")
