"""A check for machines that shuts no person out and asks no service outside.

Most people never see it. A form that was filled in faster than it can be read, in which a field nobody sees was
filled, or of which very many came from one address, is held back once: a page asks a sum in words, keeps everything
that was typed, and lets the form through on the answer. The sum is plain text, for a screen reader as for the eye.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from liaocheng_gk.counters import count

TRAP = "extra_note"  # a field that people do not see
ANSWER, QUESTION = "human_answer", "human_question"
DIGITS = "零一二三四五六七八九"
PERIOD = timedelta(hours=1)
# Forms posted from one address within the period: more than the first are asked, more than the second must wait.
# A reading point or a company is one address with many people.
ASKED_FROM, MOST = 60, 600
GOOD_FOR = timedelta(minutes=30)
_SALT = "liaocheng_gk.doors.human"


def check_human(*, opened: Callable[[str], float | None]) -> Callable:
    """For a view with a public form.

    Args:
        opened: from the form's signed key to the time it was made (seconds since 1970); None if it is not ours.
    """

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            now = timezone.now()
            number = count("form", request.META["REMOTE_ADDR"], per=PERIOD, now=now)
            if number > MOST:
                return _ask(request, too_many=True, status=429)
            if ANSWER in request.POST:
                if not _is_right(request.POST.get(QUESTION, ""), request.POST[ANSWER], now=now):
                    return _ask(request, wrong=True)
            elif number > ASKED_FROM or request.POST.get(TRAP) or _too_fast(request, opened, now.timestamp()):
                return _ask(request)
            return view(request, *args, **kwargs)

        return checked

    return wrap


def _too_fast(request: HttpRequest, opened: Callable[[str], float | None], now: float) -> bool:
    made = opened(request.POST.get("submission_key", ""))
    return made is not None and now - made < settings.GK_FORM_SECONDS


def _ask(
    request: HttpRequest, *, wrong: bool = False, too_many: bool = False, status: int = 200
) -> HttpResponse:
    """The question, and everything that was typed in hidden fields; files cannot be held and are named."""
    first, second = 1 + secrets.randbelow(9), 1 + secrets.randbelow(9)
    left_out = {ANSWER, QUESTION, TRAP, "csrfmiddlewaretoken"}
    context = {
        "typed": [(name, value) for name, value in _pairs(request.POST) if name not in left_out],
        "files": [file.name for file in request.FILES.values()],
        "question": f"{DIGITS[first]}加{DIGITS[second]}等于几？",
        "token": _token(first + second),
        "wrong": wrong,
        "too_many": too_many,
        "action": request.get_full_path(),
    }
    return render(request, "human_check.html", context, status=status)


def _pairs(posted: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in posted.lists() for value in values]


def _token(total: int) -> str:
    """Signed, dated, and without the answer in clear: the sum is behind a keyed hash with a grain of salt."""
    grain = secrets.token_hex(8)
    return signing.dumps([grain, _hidden(grain, total)], salt=_SALT)


def _hidden(grain: str, total: int) -> str:
    return salted_hmac(_SALT, f"{grain}:{total}", algorithm="sha256").hexdigest()


def _is_right(token: str, answer: str, *, now: Any) -> bool:
    """Each question lets one form through: the answered ones are counted like everything else."""
    try:
        grain, hidden = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return False
    total = number_of(answer)
    if total is None or _hidden(grain, total) != hidden:
        return False
    return count("question", grain, per=timedelta(days=1), now=now) == 1


def number_of(answer: str) -> int | None:
    """``8``, ``８``, ``八`` or ``十三`` as a number up to 19; None for anything else."""
    text = "".join(answer.split())
    if text.isdecimal() and len(text) < 4:
        return int(text)
    tens, _, ones = text.partition("十") if "十" in text else ("", "", text)
    if tens not in ("", "一") or len(ones) > 1 or (ones and ones not in DIGITS):
        return None
    if not ones and "十" not in text:
        return None
    return ("十" in text) * 10 + (DIGITS.index(ones) if ones else 0)
