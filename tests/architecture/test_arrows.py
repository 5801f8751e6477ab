"""Arrows point down where imports do not show it: foreign keys, included templates, components, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps as installed
from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from .layers import SOURCE, apps, height, may_know

OURS = [name for name in apps() if installed.is_installed(f"teilhabe.{name}")]


def test_the_list_of_layers_is_the_list_of_apps() -> None:
    on_disk = {path.parent.name for path in SOURCE.glob("*/apps.py")}
    assert set(apps()) == on_disk
    assert list(settings.TEILHABE_APPS) == sorted(settings.TEILHABE_APPS, key=height)


def test_foreign_keys_point_down() -> None:
    upward = [
        f"{model._meta.label}.{field.name} → {other}"
        for app in OURS
        for model in installed.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if not field.auto_created and (other := getattr(field.related_model, "_meta", None)) is not None
        if other.app_label in OURS and not may_know(app, other.app_label)
    ]
    assert upward == []


def templates() -> Iterator[tuple[str, Path, str]]:
    for app in OURS:
        for path in sorted((SOURCE / app / "templates").rglob("*")):
            if path.is_file():
                yield app, path, path.read_text(encoding="utf-8")


def owner_of_template(name: str) -> str | None:
    """The app of ours that ships the template ``name``; None when a library ships it."""
    return next((app for app in OURS if (SOURCE / app / "templates" / name).is_file()), None)


def test_templates_extend_and_include_only_from_below() -> None:
    upward = [
        f"{path.relative_to(SOURCE)}: {name}"
        for app, path, text in templates()
        for name in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']", text)
        if (owner := owner_of_template(name)) is not None and not may_know(app, owner)
    ]
    assert upward == []


def test_templates_use_only_components_from_below() -> None:
    upward = [
        f"{path.relative_to(SOURCE)}: <c-{name}>"
        for app, path, text in templates()
        for name in re.findall(r"<c-([a-z][\w.-]*)", text)
        if name not in {"slot", "vars", "component"}
        for owner in [owner_of_template(f"cotton/{name.replace('-', '_').replace('.', '/')}.html")]
        if owner is None or not may_know(app, owner)
    ]
    assert upward == []


@pytest.mark.skipif("website" not in OURS, reason="the table of addresses belongs to the website")
def test_templates_link_only_to_addresses_from_below() -> None:
    owners = {name: view.split(".")[1] for name, view in named_views(get_resolver()) if view.startswith("teilhabe.")}
    upward = [
        f"{path.relative_to(SOURCE)}: {name}"
        for app, path, text in templates()
        for name in re.findall(r"{%\s*url\s+[\"']([\w:.-]+)[\"']", text)
        if name in owners and not may_know(app, owners[name])
    ]
    assert upward == []
    assert owners


def named_views(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, str]]:
    """Every named address with the module of its view: ("council:paper", "teilhabe.council.views.papers")."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from named_views(entry, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            view = getattr(entry.callback, "view_class", entry.callback)
            yield f"{namespace}{entry.name}", view.__module__
