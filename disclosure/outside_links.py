"""Links of public texts to other sites that lead nowhere any more. Only on request: it asks other people's servers."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPMethod, HTTPStatus
from urllib import request
from urllib.error import HTTPError

from django.utils.encoding import iri_to_uri

from .inspection import Fault, links_of_public_texts

AT_ONCE = 8
TIMEOUT = 10  # seconds
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
# Other answers than these are the business of that site: many refuse whatever is no browser.
NO_HEAD = (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.FORBIDDEN, *GONE)
NO_ANSWER = "没有应答"


def dead_outside_links() -> Iterator[Fault]:
    """One for each page and address; a single one if nothing answers, for then it is this machine that has no way out."""
    places: dict[str, list[str]] = {}
    for page, address, ours in links_of_public_texts():
        if not ours and address.startswith(("http://", "https://")):
            places.setdefault(address, []).append(page)
    with ThreadPoolExecutor(AT_ONCE) as workers:
        found = dict(zip(places, workers.map(_what_is_wrong, places), strict=True))
    if len(found) > 1 and set(found.values()) == {NO_ANSWER}:
        yield Fault("/", f"{len(found)} 个站外链接都没有应答，本机可能不能访问外网，没有逐个列出")
        return
    for address, wrong in found.items():
        for page in places[address] if wrong else ():
            yield Fault(page, f"站外链接 {address} {wrong}")


def _what_is_wrong(address: str) -> str:
    for method in (HTTPMethod.HEAD, HTTPMethod.GET):
        status = _status(address, method)
        if status not in NO_HEAD:
            break
    if status is None:
        return NO_ANSWER
    return f"打不开（{status}）" if status in GONE else ""


def _status(address: str, method: HTTPMethod) -> int | None:
    asked = request.Request(  # noqa: S310 -- http and https only, see above and the opener
        iri_to_uri(address), method=method, headers={"User-Agent": "Mozilla/5.0 (compatible; link check)"}
    )
    try:
        with _opener().open(asked, timeout=TIMEOUT) as answer:
            return answer.status
    except HTTPError as error:
        with error:
            return error.code
    except (OSError, ValueError):  # no such host, refused, too slow, no valid certificate or address
        return None


def _opener() -> request.OpenerDirector:
    """Without what urllib has for files of this machine."""
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler,
        request.HTTPHandler,
        request.HTTPSHandler,
        request.HTTPRedirectHandler,
        request.HTTPErrorProcessor,
        request.HTTPDefaultErrorHandler,
    ):
        opener.add_handler(handler())
    return opener
