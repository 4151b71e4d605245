"""The office's desk for applications: registered here so that Django finds every part."""

from . import application, calendar, feedback, letter_template

__all__ = ["application", "calendar", "feedback", "letter_template"]
