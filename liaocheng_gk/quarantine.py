"""Uploads that came while the virus scanner was silent: looked at as soon as it answers, and shut until then."""

import logging
from dataclasses import dataclass

from django.conf import settings

from . import audit
from .rotation import private_files
from .uploads import clamd
from .vault import INFECTED, seal_file

log = logging.getLogger(__name__)


@dataclass
class Looked:
    clean: int = 0
    infected: int = 0
    waiting: int = 0


def scan_quarantine() -> Looked:
    """Have every waiting file looked at; once the scanner does not answer the others go on waiting."""
    storage, looked, silent = private_files(), Looked(), not settings.GK_CLAMD
    for name in storage.names():
        try:
            if not storage.is_waiting(name):
                continue
            if silent:
                looked.waiting += 1
                continue
            content = storage.waiting(name)
            virus = clamd.scan(content, settings.GK_CLAMD)
            storage.replace(name, INFECTED if virus else seal_file(content, name))
        except FileNotFoundError:  # deleted since the list was made
            continue
        except clamd.ScannerUnavailable as error:
            log.error("virus scanner unavailable: %s", error)
            silent = True
            looked.waiting += 1
            continue
        if virus:
            looked.infected += 1
            audit.record(audit.SYSTEM, "病毒检查未通过，文件已删除", name, virus[:100])
        else:
            looked.clean += 1
    return looked
