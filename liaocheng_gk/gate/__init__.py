"""The release gate: what must not be in a text or file that becomes public. Pure; knows no Django."""

from .files import inspect_file
from .findings import RULES, Finding, Rule
from .text import inspect_text

__all__ = ["RULES", "Finding", "Rule", "inspect_file", "inspect_text"]
