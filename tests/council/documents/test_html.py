"""Foreign HTML becomes clean: what Word, Aspose and councils' pages bring, and whatever else may come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from teilhabe.council.documents.headings import is_known_heading
from teilhabe.council.documents.html_blocks import blocks_of_html
from teilhabe.council.documents.markup import ATTRIBUTES, TAGS, html_of
from teilhabe.council.documents.sections import Section, sections_of_html, sections_of_html_blocks
from teilhabe.council.documents.tree import MOST_TAGS, bounded

NBSP = "\xa0"


@dataclass(frozen=True)
class Block:
    """What a page says of a piece of text."""

    html: str
    kind: str = ""
    heading: str = ""
    confidence: float = 1.0


def clean(html: str) -> str:
    return html_of(blocks_of_html(html, is_known_heading=is_known_heading))


def only(html: str) -> Section:
    (section,) = sections_of_html(html)
    return section


def word_list(*items: tuple[str, str]) -> str:
    """Paragraphs as Word saves the items of a list: the mark in a span of its own, spaced by another."""
    return "".join(
        f"<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]>"
        f"<span style='font-family:{'Symbol' if mark == '·' else 'Calibri'}'><span style='mso-list:Ignore'>{mark}"
        f"<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>"
        f"{text}<o:p></o:p></p>\n"
        for mark, text in items
    )


# -- lists that Word broke


@pytest.mark.parametrize("mark", ["•", "·", "-", "–", "&#61623;", "&#xf0a7;", "■"])
def test_paragraphs_that_begin_with_a_bullet_are_a_list(mark: str) -> None:
    html = f"<p>Vorgesehen sind:</p><p>{mark}&nbsp;&nbsp; Lesepaten</p><p>{mark}&nbsp;Sprach<b>cafés</b></p><p>Ende</p>"
    assert clean(html) == (
        "<p>Vorgesehen sind:</p>\n<ul><li>Lesepaten</li><li>Sprach<strong>cafés</strong></li></ul>\n<p>Ende</p>"
    )


@pytest.mark.parametrize("mark", ["·", "o", "§", "Ø", "ü", "-"])
def test_words_own_remark_tells_a_mark_from_a_letter(mark: str) -> None:
    if mark in "ØÜü§":  # letters that only their font makes a bullet
        html = word_list((mark, "erstens"), (mark, "zweitens")).replace("Calibri", "Wingdings")
    else:
        html = word_list((mark, "erstens"), (mark, "zweitens"))
    assert clean(html) == "<ul><li>erstens</li><li>zweitens</li></ul>"


def test_a_word_in_courier_or_symbol_is_no_mark() -> None:
    assert clean('<p><span style="font-family:Courier New">ob</span> es geht</p>') == "<p>ob es geht</p>"
    assert clean('<p><font face="Symbol">abc</font> und mehr</p>') == "<p>abc und mehr</p>"
    assert clean("<p>o weh, sagte sie</p>") == "<p>o weh, sagte sie</p>"


def test_numbers_stay_as_printed_where_word_restarts_them() -> None:
    html = (
        word_list(("1.", "Beratung"), ("2.", "Begleitung"), ("3.", "Nachhilfe"))
        + "<p>4. Kurse</p>"
        + word_list(("1.", "Neue Ideen"), ("2.", "Stellen"))
    )
    assert clean(html) == (
        "<ol><li>Beratung</li><li>Begleitung</li><li>Nachhilfe</li><li>Kurse</li></ol>\n"
        "<ol><li>Neue Ideen</li><li>Stellen</li></ol>"
    )
    # the same, saved as lists of their own
    html = "<ol><li>a</li><li>b</li><li>c</li></ol><p>4. Kurse</p><ol><li>d</li><li>e</li></ol>"
    assert clean(html) == "<ol><li>a</li><li>b</li><li>c</li><li>Kurse</li></ol>\n<ol><li>d</li><li>e</li></ol>"
    assert clean("<p>2. zwei</p><p>5. fünf</p>") == '<ol start="2"><li>zwei</li><li value="5">fünf</li></ol>'
    assert clean("<p>b) zwei</p><p>c) drei</p>") == '<ol start="2" type="a"><li>zwei</li><li>drei</li></ol>'
    assert only("<p>b) zwei</p><p>c) drei</p>").text == "b) zwei\nc) drei"


def test_dates_sections_and_chapters_are_no_list() -> None:
    for text in ("12. Dezember 2026", "1.1 Ziele", "§ 5 Satzung", "2026 beginnt es"):
        assert clean(f"<p>{text}</p>") == f"<p>{text}</p>"
    assert clean(word_list(("1.1", "Ziele"))) == "<p>1.1 Ziele</p>"


def test_lines_of_one_paragraph_are_a_list_too() -> None:
    html = "<p>Es geht um<br>- Wege<br>- Plätze<br>und mehr</p>"
    assert clean(html) == "<p>Es geht um</p>\n<ul><li>Wege</li><li>Plätze und mehr</li></ul>"


def test_a_list_set_as_a_table_is_a_list() -> None:
    html = "<table><tr><td>•</td><td><p>Wege</p></td></tr><tr><td>•</td><td>Plätze</td></tr></table>"
    assert clean(html) == "<ul><li>Wege</li><li>Plätze</li></ul>"


def test_text_beside_items_keeps_its_place() -> None:
    html = (
        "<ul><li>eins</li>dazwischen<li>zwei<table><tr><td>a</td><td>b</td></tr></table>danach</li></ul><li>drei</li>"
    )
    assert re.sub(r"<[^>]+>|\s+", " ", clean(html)).split() == [
        "eins",
        "dazwischen",
        "zwei",
        "a",
        "b",
        "danach",
        "drei",
    ]


# -- Word's and Aspose's mark-up


def test_prologs_nested_documents_comments_and_office_tags_leave_only_text() -> None:
    html = (
        '<?xml version="1.0" encoding="iso-8859-1"?><!DOCTYPE html><html><head><title>Vorlage</title></head><body>'
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Geheim</w:View></w:WordDocument></xml><![endif]-->"
        '<div class="WordSection1"><p class=MsoNormal><span lang=DE>Der Ra</span><span>t nimmt<o:p></o:p></span>'
        f"{NBSP}{NBSP}den <st1:place>Bericht</st1:place>\n zur Kennt&shy;nis.</p>"
        '<a name="allrisSV"></a><?xml version="1.0"?><html><head><style>p {color:red}</style></head><body>'
        '<p style="font-weight:bold"><span style="-aw-import:ignore">&#xa0;</span>Sachverhalt:</p>'
        '<p>Text <span style="display:none">unsichtbar</span>im <i>zweiten</i> Dokument, 5 m<sup>2</sup>.</p>'
        "</body></html></div></body></html>"
    )
    letterhead, matter = sections_of_html(html)
    assert letterhead.html == "<p>Der Rat nimmt den Bericht zur Kenntnis.</p>"
    assert (matter.kind, matter.html) == ("matter", "<p>Text im <em>zweiten</em> Dokument, 5 m<sup>2</sup>.</p>")


def test_struck_words_stay_struck() -> None:
    html = '<p>Es werden <s>10.000</s> <span style="text-decoration:line-through">9.000</span> 8.000 Euro gezahlt.</p>'
    assert clean(html) == "<p>Es werden <s>10.000 9.000</s> 8.000 Euro gezahlt.</p>"


def test_where_everything_is_bold_bold_says_nothing() -> None:
    bold = '<p><span style="font-weight:bold">{}</span></p>'
    html = "".join(bold.format(f"Der Ausschuss empfiehlt dem Rat folgenden Beschluss Nummer {n}.") for n in range(3))
    html += bold.format("Die Verwaltung berichtet") + "<p>Ende.</p>"
    assert "<strong>" not in clean(html)
    assert "<h3>" not in clean(html)
    usual = (
        "<p>" + "Der Ausschuss berät über den Bericht der Verwaltung. " * 3 + "</p>" + bold.format("Ziele der Arbeit")
    )
    assert clean(usual).endswith("<h3>Ziele der Arbeit</h3>")


# -- tables


def test_merged_cells_stay_merged_and_heads_stay_heads() -> None:
    html = (
        "<table border=1><caption>Haushalt</caption><tr><th rowspan=2>Jahr</th><th colspan='2'>Euro</th></tr>"
        "<tr><th>Ertrag</th><th>Aufwand</th></tr><tr><td>2026</td><td>1.000<br>geschätzt</td><td><b>2.000</b></td></tr></table>"
    )
    assert clean(html) == (
        '<p>Haushalt</p>\n<table><thead><tr><th scope="col" rowspan="2">Jahr</th><th scope="col" colspan="2">Euro</th>'
        '</tr><tr><th scope="col">Ertrag</th><th scope="col">Aufwand</th></tr></thead><tbody><tr><td>2026</td>'
        "<td>1.000<br>geschätzt</td><td><strong>2.000</strong></td></tr></tbody></table>"
    )
    assert only(html).text.endswith("2026 | 1.000 geschätzt | 2.000")


def test_tables_that_only_place_text_vanish_and_those_inside_them_stay() -> None:
    html = (
        "<table><tr><td><h2>Ziele</h2><p>- eins</p><p>- zwei</p>"
        "<table><tr><td>Jahr</td><td>Zahl</td></tr><tr><td>2026</td><td>3</td></tr></table></td></tr></table>"
    )
    assert clean(html) == (
        "<h3>Ziele</h3>\n<ul><li>eins</li><li>zwei</li></ul>\n"
        '<table><thead><tr><th scope="col">Jahr</th><th scope="col">Zahl</th></tr></thead>'
        "<tbody><tr><td>2026</td><td>3</td></tr></tbody></table>"
    )


# -- blocks of a page


def test_each_block_opens_its_section_and_bold_headings_inside_open_others() -> None:
    sections = sections_of_html_blocks(
        [
            Block("<p>Der Rat beschließt den Plan.</p>", "resolution", "Beschlussvorschlag:"),
            Block(
                "<p><b>Sachlage:</b></p><p>Es fehlt an Plätzen.</p><p><b>Personelle Auswirkungen:</b><br>Keine</p>"
                "<p><b>Finanzielle/bilanzielle Auswirkungen:</b></p><p>500 Euro</p><p>Im Auftrag:</p><p>gez. X</p>",
                "matter",
                confidence=0.6,
            ),
            Block("<p>Die Mitglieder beraten.</p>", "minutes", "Wortprotokoll"),
        ]
    )
    assert [(s.kind, s.heading_raw, s.confidence) for s in sections] == [
        ("resolution", "Beschlussvorschlag", 1.0),
        ("matter", "Sachlage", 0.6),
        ("staff", "Personelle Auswirkungen", 1.0),
        ("finance", "Finanzielle/bilanzielle Auswirkungen", 1.0),
        ("signature", "", 1.0),
        ("other", "Wortprotokoll", 1.0),
    ]
    assert sections[1].html == "<p>Es fehlt an Plätzen.</p>"
    assert [s.order for s in sections] == list(range(6))
    assert {s.source for s in sections} == {"html"}


def test_a_block_of_which_nobody_knows_what_it_is_is_not_taken_for_the_resolution_before_it() -> None:
    resolution = Block("<p>Der Rat beschließt den Plan.</p>", "resolution", confidence=0.9)
    unknown = [Block("<p>Die Halle ist zu klein.</p>", confidence=0.0), Block("<p>Keine.</p>", confidence=0.0)]
    assert [(s.kind, s.text) for s in sections_of_html_blocks([resolution, *unknown])] == [
        ("resolution", "Der Rat beschließt den Plan."),
        ("other", "Die Halle ist zu klein.\n\nKeine."),
    ]
    continued = sections_of_html_blocks([resolution, Block("<p>Er dankt allen.</p>")])
    assert [s.kind for s in continued] == ["resolution"]


def test_a_heading_is_not_said_twice_and_blocks_of_one_kind_go_together() -> None:
    first, second = sections_of_html_blocks(
        [
            Block("<p><b>Beschlussvorschlag</b></p><p>Der Rat stimmt zu.</p>", "resolution", "Beschlussvorschlag:"),
            Block("<p>Er dankt.</p>", "resolution"),
            Block("<p>Hintergrund ist ein Antrag.</p>", heading="Begründung"),
            Block("<p>Er wurde vertagt.</p>"),
        ]
    )
    assert (first.html, first.heading_raw) == ("<p>Der Rat stimmt zu.</p>\n<p>Er dankt.</p>", "Beschlussvorschlag")
    assert (second.kind, second.text) == ("reasons", "Hintergrund ist ein Antrag.\n\nEr wurde vertagt.")


def test_a_block_that_nothing_introduces_names_no_clerk() -> None:
    long = "Fragen beantwortet das Amt; wer schreibt, richtet sich an post@stadt.example. " * 4
    html = f"<p>Auskunft erteilt: Frau Muster</p><p>Tel.: 0241 5198-123</p><p>Der Rat berät.</p><p>{long}</p>"
    (section,) = sections_of_html_blocks([Block(html)])
    assert section.kind == "other"
    assert "Muster" not in section.html
    assert "Der Rat berät." in section.html
    assert "post@stadt.example" in section.html
    assert sections_of_html_blocks([]) == ()
    assert sections_of_html_blocks([Block("", "matter"), Block("<p>–</p>")]) == ()


# -- whatever may come


class _Checker(HTMLParser):
    """Fails on any mark-up that is not of the vocabulary."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES.get(tag, set()) or (tag, name) == ("a", "rel")
            assert name != "href" or (value or "").startswith(("http://", "https://"))

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")

    def handle_pi(self, data: str) -> None:
        raise AssertionError("an instruction")


def check(html: str) -> str:
    """Clean HTML of the vocabulary, the same once more when cleaned again."""
    result = clean(html)
    checker = _Checker()
    checker.feed(result)
    checker.close()
    assert clean(result) == result
    for section in (*sections_of_html(html), *sections_of_html_blocks([Block(html, "matter"), Block(html)])):
        assert section.text.strip()
    return result


_WORDS = st.sampled_from(
    ["wort", "Sachlage:", "Beschluss: ja", "Kosten", "•", "-", "1.", "4.", "b)", "o", "Im Auftrag", "gez. X", "\xa0",
     "\uf0b7", "&", "<", "5", "„Ja“", "Ende.", "Tel.: 1", "\u200b", "ß", "·"]
)  # fmt: skip
_TAGS = st.sampled_from(
    re.findall(
        r"\S+",
        "p p p div span b i u s br ul ol li li table tr td td th h1 h3 h5 a font sup o:p blockquote hr caption script"
        " style center dl dd form html body head title template svg iframe textarea select xmp noscript",
    )
)
_STYLES = st.sampled_from(
    ["", ' style="font-weight:bold"', " style='mso-list:Ignore'", ' style="font-family:Symbol"', ' start="4"',
     ' href="https://rat.example/a?b=1&amp;c=2"', ' href="javascript:x"', " hidden", ' style="display:none"',
     ' colspan="3"', ' value="9"', ' type="a"',
     ' rowspan="99999"', ' style="font-weight:normal;font-style:italic"', ' onclick="x()"', ' title="<b>']
)  # fmt: skip
_BITS = st.one_of(
    st.builds(lambda tag, look: f"<{tag}{look}>", _TAGS, _STYLES),
    st.builds("</{}>".format, _TAGS),
    _WORDS,
    st.sampled_from(
        [" ", "\n", "<!--", "-->", "<![endif]>", "<?xml ?>", "<!DOCTYPE html>", "</", "<", "&nbsp;", "&#0;"]
    ),
    st.text(max_size=4),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(_BITS, max_size=40).map("".join))
@example("<ul><li>a<ul><li>b</ul><li>c")
@example("<p><b>Kurz<br>und lang</b>")
@example("<p>Finanzielle<br>Auswirkungen: keine")
@example("<p>• • - o Text")
@example("<table><tr><td>a<td>b<tr><td>c")
@example("<frameset><frame>")
@example("<li value='²'>x<ol start=99999999999><li>y")
@example("<b><i>fett</i></b><i>kursiv</i>")
def test_no_page_breaks_the_cleaning_and_clean_stays_clean(html: str) -> None:
    check(html)


_INLINE = st.sampled_from(["b", "i", "span", "font", "u", "st1:place", "em", "sup", "o:p"])


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A page with numbered words, and the words in the order in which a reader sees them."""
    words: list[str] = []

    def word() -> str:
        words.append(f"Wort{len(words)}x")
        return words[-1]

    def running(depth: int) -> str:
        parts = []
        for _ in range(draw(st.integers(1, 3))):
            kind = draw(st.integers(0, 6))
            if kind == 0 and depth:
                tag = draw(_INLINE)
                parts.append(f"<{tag}{draw(_STYLES_SEEN)}>{running(depth - 1)}</{tag}>")
            elif kind == 1:
                parts.append("<!-- Geheim --><script>var geheim</script><br>")
            else:
                parts.append(f" {word()} ")
        return "".join(parts)

    def block(depth: int) -> str:
        kind = draw(st.sampled_from(["p", "p", "mark", "div", "h2", "ul", "ol", "table", "document"]))
        if kind == "mark":
            return f"<p>{draw(st.sampled_from(['•', '1.', 'b)', '-', '&#61623;']))}&nbsp;{running(1)}</p>"
        if not depth or kind in ("p", "h2"):
            return f"<{kind if kind == 'h2' else 'p'}>{running(2)}</{kind if kind == 'h2' else 'p'}>"

        def inner() -> str:
            return "".join(block(depth - 1) for _ in range(draw(st.integers(1, 2))))

        if kind in ("ul", "ol"):
            return f"<{kind}>{''.join(f'<li>{inner()}</li>' for _ in range(draw(st.integers(1, 3))))}</{kind}>"
        if kind == "table":
            cells = "".join(f"<td>{inner()}</td>" for _ in range(draw(st.integers(1, 3))))
            return f"<table><tr>{cells}</tr></table>"
        if kind == "document":
            return f"<?xml version='1.0'?><html><head><title>Geheim</title></head><body>{inner()}</body></html>"
        return f"<div>{inner()}</div>"

    html = "".join(block(draw(st.integers(0, 2))) for _ in range(draw(st.integers(1, 5))))
    return html, words


_STYLES_SEEN = st.sampled_from(
    ["", ' style="font-weight:bold"', ' style="mso-list:Ignore"', ' style="font-family:Symbol"']
)


def test_what_goes_on_bold_in_the_next_paragraph_of_a_point_is_one_bold_text() -> None:
    html = "<ul><li><p>Kosten: <b>42.000 Euro</b></p><p><b>einmalig</b></p><p><i>jährlich</i></p><p>keine</p></li></ul>"
    shown = "<ul><li>Kosten: <strong>42.000 Euro einmalig</strong> <em>jährlich</em> keine</li></ul>"
    assert check(html) == shown


@settings(max_examples=40, deadline=None)
@given(pages())
def test_no_visible_word_is_lost_or_moved(page: tuple[str, list[str]]) -> None:
    html, words = page
    found = re.findall(r"Wort\d+x", re.sub(r"<[^>]+>", " ", check(html)))
    assert found == words
    read = re.findall(r"Wort\d+x", " ".join(section.text for section in sections_of_html(html)))
    assert read == words
    assert "eheim" not in clean(html)


@pytest.mark.parametrize(
    "page",
    ["<div>" * 60_000, "<p><b>x" * 3_000, "<table><tr><td>" * 5_000, "<" * 50_000, "<a '" * 20_000, "<!--" * 20_000,
     "".join(f"<font id={n}>" for n in range(20_000)) + "<p>x" * 2_000, "• " * 20_000, "<ol><li>" * 5_000,
     "<div>" * 5_000 + "</div>" * 5_000, "<script>" * 20_000, "&" * 50_000],
    ids=range(12),
)  # fmt: skip
def test_bombs_are_read_like_anything_else(page: str) -> None:
    clean(page + "<p>Danach</p>")


def test_what_is_too_deep_or_too_much_loses_tags_and_no_words() -> None:
    deep = "".join(f"<div>w{n} " for n in range(3_000)) + "</div>" * 3_000 + "<p>Danach</p>"
    assert re.findall(r"w\d+|Danach", clean(deep)) == [*(f"w{n}" for n in range(3_000)), "Danach"]
    much = "<p>x</p>" * (MOST_TAGS // 2) + "<p>letztes <b>Wort</b></p>"
    assert bounded(much).endswith(" letztes  Wort  ")
    usual = "<div><p>a<b>b</b><script>if (a < b) {'<div>'}</script></div>"
    assert bounded(usual) is usual
