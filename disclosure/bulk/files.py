from disclosure.models import BulkImport, BulkStage

from .steps import step_on


def look_into(bulk: BulkImport, until: float | None) -> None:
    step_on(bulk, BulkStage.COMPARING)


def attach_all(bulk: BulkImport, by) -> int:
    return 0
