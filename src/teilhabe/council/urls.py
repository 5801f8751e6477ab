"""Addresses below ``/rat/``. Lists have no slash at their end, a body has one, so neither can hide the other."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from .views import bodies, calendars, committees, lists, meetings, papers, persons, places


class Number(StringConverter):
    """A paper's number as people type it: ``2019/0465`` has a stroke inside, never at its end."""

    regex = r"[^/]+(?:/[^/]+){0,3}"


register_converter(Number, "paper_number")

app_name = "council"
urlpatterns = [
    path("", bodies.index, name="index"),
    path("vorlagen", lists.papers, name="papers"),
    path("sitzungen", lists.meetings, name="meetings"),
    path("gremien", lists.committees, name="committees"),
    path("<slug:body>/", bodies.body, name="body"),
    path("<slug:body>/vorlage/<paper_number:slug>/datei/<int:number>", papers.paper_file, name="paper_file"),
    path("<slug:body>/vorlage/<paper_number:slug>/orte", places.paper_places, name="paper_places"),
    path("<slug:body>/vorlage/<paper_number:slug>", papers.paper, name="paper"),
    path("<slug:body>/sitzung/<str:slug>.ics", calendars.meeting, name="meeting_ics"),
    path("<slug:body>/sitzung/<str:slug>/datei/<int:number>", meetings.meeting_file, name="meeting_file"),
    path("<slug:body>/sitzung/<str:slug>", meetings.meeting, name="meeting"),
    path("<slug:body>/gremium/<str:slug>.ics", calendars.committee, name="committee_ics"),
    path("<slug:body>/gremium/<str:slug>", committees.committee, name="committee"),
    path("<slug:body>/person/<str:slug>", persons.person, name="person"),
]
