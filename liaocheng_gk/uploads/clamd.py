"""The virus scanner, if the office runs one: clamd's INSTREAM over its socket."""

import socket
import struct
from contextlib import closing

TIMEOUT = 30  # seconds
_CHUNK = 64 * 1024


class ScannerUnavailable(Exception):
    """It does not answer, or not in its language; the file has not been looked at."""


def scan(data: bytes, address: str) -> str:
    """The name of what was found; empty if nothing was.

    Args:
        address: path of a socket (``/run/clamav/clamd.ctl``) or ``host:port``.

    Raises:
        ScannerUnavailable
    """
    try:
        with closing(_connected(address)) as line:
            line.sendall(b"zINSTREAM\0")
            for at in range(0, len(data), _CHUNK):
                piece = data[at : at + _CHUNK]
                line.sendall(struct.pack("!I", len(piece)) + piece)
            line.sendall(struct.pack("!I", 0))
            answer = b""
            while not answer.endswith(b"\0") and (piece := line.recv(4096)):
                answer += piece
    except (OSError, ValueError) as error:
        raise ScannerUnavailable(str(error)) from error
    verdict = answer.rstrip(b"\0\n").decode("utf-8", "replace")
    if verdict == "stream: OK":
        return ""
    if verdict.endswith(" FOUND"):
        return verdict.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerUnavailable(verdict or "no answer")


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(TIMEOUT)
        try:
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), TIMEOUT)
