"""The office's desk for applications: registered here so that Django finds every part."""

from . import application, calendar, dispute, feedback, letter_template, outbox, service

__all__ = ["application", "calendar", "dispute", "feedback", "letter_template", "outbox", "service"]
