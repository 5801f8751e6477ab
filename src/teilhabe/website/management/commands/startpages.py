"""``teilhabe startpages``: write the first texts of the portal."""

from typing import Any

from django.core.management.base import BaseCommand

from teilhabe.core.audit import COMMAND_LINE

from ...actions.pages import create_start_pages


class Command(BaseCommand):
    help = "Legt Startseite, Impressum, Datenschutz und Barrierefreiheit an; was es schon gibt, bleibt."

    def handle(self, *args: Any, **options: Any) -> None:
        written = create_start_pages(by=COMMAND_LINE)
        self.stdout.write(f"{written.new} Seiten angelegt, {written.kept} waren schon da.")
