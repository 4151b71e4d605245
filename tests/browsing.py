"""A browser without a screen, for proofs against real servers: cookies, forms with files, the office's two doors.

Nothing but the standard library, so that deploy/prove.sh can run it on a machine that has the portal only.
"""

import hmac
import re
import ssl
import struct
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection, RemoteDisconnected
from urllib.parse import urlsplit
from uuid import uuid4

PASSWORD = "clerk-of-a-proof-2026"
PHONE_KEY = "3132333435363738393031323334353637383930"  # of RFC 6238
# Run by `manage.py shell -c`: a member of staff with a phone that is bound already.
STAFF = f"""
from django.contrib.auth.models import User
from liaocheng_gk.authenticator import Authenticator
user = User.objects.create_superuser("clerk", password="{PASSWORD}")
Authenticator.objects.create(user=user, name="phone", key="{PHONE_KEY}", confirmed=True)
"""
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')


def code_now(key: str = PHONE_KEY, *, at: float | None = None) -> str:
    """The six digits that a phone shows (RFC 6238)."""
    moment = int((time.time() if at is None else at) // 30)
    digest = hmac.digest(bytes.fromhex(key), struct.pack(">Q", moment), "sha1")
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes
    headers: dict[str, str]

    @property
    def page(self) -> str:
        return self.content.decode(errors="replace")

    @property
    def place(self) -> str:
        """Where a redirect leads."""
        return self.headers.get("Location", "")


class Cut(Exception):
    """The connection broke before the answer was whole."""


class Browser:
    """Redirects are not followed. ``site`` may change between requests: cookies go with the reader, not the server."""

    def __init__(self, site: str) -> None:
        self.site, self.cookies = site, {}

    def get(self, path: str, **headers: str) -> Answer:
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, fields: dict[str, str], **files: tuple[str, str, bytes]) -> Answer:
        """``files``: name, kind and content of each. The token of the last form seen goes with it."""
        mark, fields = uuid4().hex, {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")} | fields
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        for name, (file, kind, content) in files.items():
            head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: {kind}\r\n\r\n'
            parts += [head.encode(), content, b"\r\n"]
        body = b"".join([*parts, f"--{mark}--\r\n".encode()])
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "Referer": self.site + path}
        return self._ask("POST", path, body, headers)

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of the form at ``path``."""
        found = _HIDDEN.findall(self.get(path).page)
        return {name: value for name, value in found if name != "csrfmiddlewaretoken"}

    def log_in(self, user: str = "clerk", password: str = PASSWORD) -> None:
        """Through password and phone, as the office does; the password counts as given just now."""
        self.get("/admin/login/")
        assert self.post("/admin/login/", {"username": user, "password": password}).status == 302
        self.get("/admin/second-factor/code/")
        given = self.post("/admin/second-factor/code/", {"code": code_now()})
        assert given.status == 302, given.page
        self.get("/admin/password/")
        assert self.post("/admin/password/", {"password": password}).status == 302

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        place = urlsplit(self.site)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if place.scheme == "https":
            # A certificate of one's own making: the proof looks at the portal, not at an authority.
            trust = ssl._create_unverified_context()  # noqa: S323
            connection: HTTPConnection = HTTPSConnection(place.netloc, timeout=60, context=trust)
        else:
            connection = HTTPConnection(place.netloc, timeout=60)
        try:
            connection.request(method, path, body, headers | ({"Cookie": cookie} if cookie else {}))
            response = connection.getresponse()
            content = response.read()
        except (RemoteDisconnected, ConnectionError, HTTPException) as error:
            raise Cut(str(error)) from error
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, content, dict(response.headers))
