"""Committees, their members and persons: public roles and nothing else."""

from __future__ import annotations

from datetime import date

from teilhabe.council.ingest.allris3.people import read_committees, read_members, read_person

from .pages import BASE, page

COMMITTEES = page(
    "au010",
    "Ausschüsse",
    '<table class="tl1"><tr class="zk1"><th colspan="2">&nbsp;</th><th>Mitglieder</th></tr>'
    '<tr class="zl12"><td></td><td class="text1">'
    '<a href="au020.asp?AULFDNR=12&amp;altoption=Ausschuss">Schulausschuss</a></td>'
    '<td class="text5">17</td></tr><tr class="zl11"><td></td><td>'
    '<a href="fr020.asp?FRLFDNR=3">SPD-Fraktion</a></td></tr></table>',
)
ADDRESS = (
    '<h3>Anschrift</h3><table class="tk1"><tr><td class="kb1">Telefon:</td><td class="text4">0241 5198</td></tr>'
    '<tr><td><a href="mailto:eva@rat.example">eva@rat.example</a></td></tr></table>'
)


def member(number: int, name: str, role: str, group: str) -> str:
    return (
        f'<tr class="zl12"><td></td><td>&nbsp;</td><td><a href="kp020.asp?KPLFDNR={number}">{name}</a></td>'
        f'<td class="text1"><div>{role}</div></td><td class="text4"><div>{group}</div></td></tr>'
    )


MEMBERS = page(
    "au020",
    "Schulausschuss",
    f'{ADDRESS}<h3>Mitglieder</h3><table class="tl1"><tr class="zk1"><th></th><th></th>'
    '<th>Name <a href="au020.asp?AULFDNR=12&amp;SORT=1">x</a></th><th>Art der Mitarbeit</th><th>Funktion</th></tr>'
    f"{member(3, 'Aydın, Meryem', 'Vorsitz', 'SPD-Fraktion')}{member(4, '', 'Mitglied', 'CDU-Fraktion')}"
    f"{member(5, 'N. N.', 'Mitglied', 'CDU-Fraktion')}{member(6, 'Otto Muster', 'Verwaltung', 'Schulamt')}</table>",
)
PERSON = page(
    "kp020",
    "Meryem Aydın",
    '<table class="tk1"><tr><td class="kb1">Telefon:</td><td>0241 5198</td></tr><tr>'
    '<td class="kb1">Beruf:</td><td>Ärztin</td></tr>'
    '<tr><td class="kb1">Fraktion:</td><td class="text4">SPD-Fraktion</td></tr></table>'
    '<table class="tl1"><tr class="zk1"><th></th>'
    "<th>Gremium</th><th>Art der Mitarbeit</th><th>von</th><th>bis</th></tr><tr><td></td>"
    '<td><a href="au020.asp?AULFDNR=12">Schulausschuss</a></td><td>Vorsitz</td><td>01.11.2020</td>'
    "<td>&nbsp;</td></tr></table>",
)


def test_a_list_names_committees_and_groups() -> None:
    found = read_committees(COMMITTEES, f"{BASE}au010.asp").committees
    assert [(one.key, one.name, one.kind_raw, one.url) for one in found] == [
        ("aulfdnr=12", "Schulausschuss", "Ausschuss", f"{BASE}au020.asp?AULFDNR=12"),
        ("frlfdnr=3", "SPD-Fraktion", "Fraktion", f"{BASE}fr020.asp?FRLFDNR=3"),
    ]


def test_members_have_a_name_and_a_public_role() -> None:
    found = read_members(MEMBERS, f"{BASE}au020.asp")
    assert (found.key, found.name) == ("aulfdnr=12", "Schulausschuss")
    assert [(one.name, one.person, one.role, one.group) for one in found.members] == [
        ("Aydın, Meryem", "kplfdnr=3", "Vorsitz", "SPD-Fraktion")
    ]


def test_a_person_tells_roles_and_times_and_nothing_private() -> None:
    found = read_person(PERSON, f"{BASE}kp020.asp?KPLFDNR=3")
    assert (found.key, found.name, found.group) == ("kplfdnr=3", "Meryem Aydın", "SPD-Fraktion")
    (role,) = found.roles
    assert (role.committee, role.committee_key, role.role) == ("Schulausschuss", "aulfdnr=12", "Vorsitz")
    assert (role.start, role.end) == (date(2020, 11, 1), None)
    assert "0241" not in repr(found)
    assert "Ärztin" not in repr(found)
