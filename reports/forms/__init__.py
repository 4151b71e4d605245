"""The statutory forms of the annual report. A new edition of the form is a new file and a line in ``FORMS``."""

from .form import Form
from .form_2019 import FORM_2019
from .form_2021 import FORM_2021

__all__ = ["FORMS", "Form", "form_for"]

FORMS = (FORM_2019, FORM_2021)


def form_for(year: int) -> Form | None:
    """The form a report for ``year`` must use; None before 2019, when none was prescribed."""
    return next((form for form in FORMS if form.covers(year)), None)
