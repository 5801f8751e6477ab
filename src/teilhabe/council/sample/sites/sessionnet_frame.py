"""What all layouts of SessionNet share: the frame, and the sentences with which it says that there is nothing."""

from __future__ import annotations

from dataclasses import dataclass

from teilhabe.council.sample.sites.site import NOTICE, STYLE, e

NO_DATA = "Keine Daten gefunden"
NOT_RELEASED = "Zu dieser Sitzung wurden noch keine Detailinformationen freigegeben"


@dataclass(frozen=True)
class Shell:
    """One installation: its programs' suffix, its version as printed, and its layout."""

    body_name: str
    suffix: str
    version: str
    layout: int
    charset: str

    @property
    def stamp(self) -> str:
        """ "5.5.5" as the meta element has it: "V:050505"."""
        return "V:" + "".join(f"{int(part):02}" for part in self.version.split("."))

    def page(self, program: str, title: str, content: str, *, changed: str = "") -> str:
        links = (
            ("si0040", "Sitzungskalender"),
            ("gr0040", "Gremien"),
            ("kp0041", "Mandatsträger"),
            ("info", "Übersicht"),
        )
        menu = "".join(f'<li><a href="{name}.{self.suffix}" title="{label}">{label}</a></li>' for name, label in links)
        product = f"Beispiel, SessionNet Version {self.version} {self.suffix} bi (Layout {self.layout})"
        return (
            '<!DOCTYPE html>\n<html lang="de">\n<head>\n'
            f'<meta http-equiv="Content-Type" content="text/html; charset={self.charset}">\n'
            f"<title>SessionNet | {e(title)}</title>\n"
            f'<meta name="sessionnet" content="{self.stamp}">\n'
            f'<meta name="author" content="{product}">\n<meta name="Generator" content="{product}">\n{STYLE}\n</head>\n'
            f'<body class="smc-body smc_body_{program}">\n'
            f'<div id="smc_page" class="smc_page_{program}_layout">\n'
            f'<nav id="smcmenu"><p>{e(self.body_name)}</p><p>{NOTICE}</p><ul>{menu}</ul></nav>\n'
            f'<main id="smccontent">\n<h1 class="smc_h1">{e(title)}</h1>\n{content}\n</main>\n'
            f'<div id="smcmenubottom"><ul><li>{NOTICE}</li>{changed}'
            '<li><a href="https://hersteller.invalid/">Software: SessionNet</a></li>'
            '<li><a href="https://www.beispiel.invalid/ortsrecht.pdf">Ortsrecht</a></li></ul></div>\n'
            "</div>\n</body>\n</html>\n"
        )

    def nothing(self) -> str:
        content = f'<h3 class="smc_h3">{NO_DATA}</h3>\n<p>Fehlercode: 1104</p>'
        return self.page("error", "Fehlermeldung", content)

    def refused(self) -> str:
        return self.page("error", "Berechtigungsfehler", "<p>Sie haben keine Berechtigung für diese Funktion.</p>")

    def not_released(self, title: str) -> str:
        return self.page("si0057", title, f'<p class="smc_p">{NOT_RELEASED}.</p>')
