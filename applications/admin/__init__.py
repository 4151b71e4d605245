"""The office's desk for applications: registered here so that Django finds every part."""

from . import application, feedback, letter_template

__all__ = ["application", "feedback", "letter_template"]
