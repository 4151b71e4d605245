"""Every file that comes in passes here, whoever sends it: by name, by content, by size, by the scanner."""

from .checking import PICTURES_AND_PDF, PUBLIC, REPLY, CheckedFile, check_upload
from .kinds import Kind, accept_attribute, words_for

__all__ = [
    "PICTURES_AND_PDF",
    "PUBLIC",
    "REPLY",
    "CheckedFile",
    "Kind",
    "accept_attribute",
    "check_upload",
    "words_for",
]
