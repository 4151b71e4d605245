"""The database moved to an earlier state of its tables, and the models as they stood there."""

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate(*target: tuple[str, str]) -> Apps:
    """Go to ``target`` and return the models as they stand there."""
    MigrationExecutor(connection).migrate(list(target))
    return MigrationExecutor(connection).loader.project_state(list(target)).apps
