"""Load the bureau's own data where there is none yet. What the office has entered or changed stays as it is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.base import DeserializationError
from django.db import DatabaseError

# In this order; rooms above add theirs under these names.
FIXTURES = ("agency", "calendar_*", "categories", "figures_*")


class Command(BaseCommand):
    help = "载入本机关的基础数据（机关信息、工作日历、目录分类、历年年报数字）；已有的数据保留不动。"

    def handle(self, *args: Any, **options: Any) -> None:
        kept = 0
        for path in fixture_files():
            rows = json.loads(path.read_text(encoding="utf-8"))
            title = title_of(rows[0])
            if is_loaded(rows[0]):
                kept += 1
                continue
            try:
                call_command("loaddata", path, verbosity=0)
            except (DeserializationError, DatabaseError) as error:
                raise CommandError(f"{path.name}未能载入，数据库没有改动：{error}") from error
            self.stdout.write(f"已载入：{title}（{len(rows)}条，{path.name}）")
        if kept:
            self.stdout.write(f"已有数据保留不动：{kept}项")


def fixture_files() -> Iterator[Path]:
    for folder in settings.FIXTURE_DIRS:
        for name in FIXTURES:
            yield from sorted(Path(folder).glob(f"{name}.json"))


def is_loaded(first: dict[str, Any]) -> bool:
    """Whether there are rows of the kind the fixture begins with: of its year, if the kind is kept by year."""
    model = apps.get_model(first["model"])
    year = year_of(first)
    return model._default_manager.filter(**{"year": year} if year else {}).exists()


def title_of(first: dict[str, Any]) -> str:
    name = str(apps.get_model(first["model"])._meta.verbose_name)
    year = year_of(first)
    return f"{year}年{name}" if year else name


def year_of(first: dict[str, Any]) -> int | None:
    try:
        apps.get_model(first["model"])._meta.get_field("year")
    except FieldDoesNotExist:
        return None
    return first["fields"].get("year")
