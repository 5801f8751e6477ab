"""Text as word processors leave it in the pages of council systems."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from teilhabe.council.sample.text import Block, Bullets, Heading, Numbers, Paragraph

PROLOG = '<?xml version="1.0" encoding="iso-8859-1" standalone="no"?>'
DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
)
PLAIN = "margin-top:0pt; margin-bottom:8pt; text-align:justify; line-height:108%; font-size:11pt"
HANGING = "margin-top:0pt; margin-left:36pt; margin-bottom:4pt; text-indent:-18pt; font-size:11pt"
FACE = "font-family:Arial"


def sections(content: Iterable[Block]) -> list[list[Block]]:
    """The blocks by section: each list begins with its heading of level 2, the first perhaps not."""
    found: list[list[Block]] = []
    for block in content:
        if not found or (isinstance(block, Heading) and block.level == 2):
            found.append([])
        found[-1].append(block)
    return found


def heading_of(section: Sequence[Block]) -> str:
    return section[0].text if isinstance(section[0], Heading) else ""


# -- Aspose.Words, as ALLRIS 3 embeds it --------------------------------


def aspose_document(content: Iterable[Block]) -> str:
    """A whole HTML document with a prolog of its own, to stand in the middle of another one."""
    return (
        f'{PROLOG}{DOCTYPE}<html xmlns="http://www.w3.org/1999/xhtml"><head>'
        '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1" />'
        '<meta http-equiv="Content-Style-Type" content="text/css" />'
        '<meta name="generator" content="Aspose.Words for .NET 19.1" /><title></title></head>'
        f"<body><div>{aspose(content)}</div></body></html>"
    )


def aspose(content: Iterable[Block]) -> str:
    return "\n".join(_aspose(block) for block in content)


def _aspose(block: Block) -> str:
    match block:
        case Heading(2, words):
            return _paragraph(_span(f"{words}:", "font-weight:bold"))
        case Heading(_, words):
            return _empty() + _paragraph(_span(words, "font-weight:bold; text-decoration:underline"))
        case Paragraph(words):
            return _paragraph("<br />".join(_span(line) for line in words.split("\n"))) + _empty()
        case Bullets(items):
            # The bullet is a letter of the Symbol font: a paragraph, no list.
            return "\n".join(_hanging("&#xf0b7;", item, face="Symbol") for item in items)
        case Numbers(start, (only,)):
            return _hanging(f"{start}.", only)
        case Numbers(_, items):
            inner = "".join(f'<li style="margin-left:14pt; {FACE}">{_span(item)}</li>' for item in items)
            return f'<ol type="1" style="margin:0pt; padding-left:0pt">{inner}</ol>{_empty()}'


def _paragraph(inner: str) -> str:
    return f'<p style="{PLAIN}">{inner}</p>'


def _span(words: str, more: str = "") -> str:
    style = f"{FACE}; {more}" if more else FACE
    return f'<span style="{style}">{escape(words, quote=False)}</span>'


def _empty() -> str:
    return f'<p style="{PLAIN}"><span style="{FACE}">&#xa0;</span></p>'


def _hanging(mark: str, words: str, face: str = "Arial") -> str:
    gap = "<span style=\"font:7.0pt 'Times New Roman'\">&#xa0;&#xa0;&#xa0;&#xa0;&#xa0; </span>"
    return f'<p style="{HANGING}"><span style="font-family:{face}">{mark}</span>{gap}{_span(words)}</p>'


# -- MS Word, as SessionNet and ALLRIS 4 embed it --------------------------------


def ms_word(content: Iterable[Block]) -> str:
    return "\n".join(_ms_word(block) for block in content)


def _ms_word(block: Block) -> str:
    match block:
        case Heading(2, words):
            return f"<p class=MsoNormal><b><span style='font-size:11.0pt'>{_text(words)}:<o:p></o:p></span></b></p>"
        case Heading(_, words):
            return f"<p class=MsoNormal><b><u>{_text(words)}</u></b><o:p></o:p></p>"
        case Paragraph(words):
            return f"<p class=MsoNormal style='text-align:justify'>{_text(words)}<o:p></o:p></p>\n{_MSO_EMPTY}"
        case Bullets(items):
            return "\n".join(_mso_item("·", item, "font-family:Symbol;mso-bidi-font-family:Symbol") for item in items)
        case Numbers(start, items):
            return "\n".join(
                _mso_item(f"{start + place}.", item, "mso-list:Ignore") for place, item in enumerate(items)
            )


_MSO_EMPTY = "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"


def _mso_item(mark: str, words: str, style: str) -> str:
    return (
        "<p class=MsoListParagraph style='margin-left:36.0pt;text-indent:-18.0pt;mso-list:l0 level1 lfo1'>"
        f"<![if !supportLists]><span style='{style}'>{mark}"
        "<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span><![endif]>"
        f"{_text(words)}<o:p></o:p></p>"
    )


def _text(words: str) -> str:
    return escape(words, quote=False).replace("\n", "<br>\n")
