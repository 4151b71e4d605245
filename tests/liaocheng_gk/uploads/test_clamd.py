"""The scanner's protocol against a small server that speaks it; its silence lets nothing in."""

import logging
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from liaocheng_gk.uploads import PUBLIC, check_upload
from liaocheng_gk.uploads.clamd import ScannerUnavailable, scan

VIRUS = b"X5O!P%@AP-not-the-real-one"


class Scanner(threading.Thread):
    """Answers INSTREAM: FOUND where ``VIRUS`` is in the stream, or whatever ``answer`` says instead."""

    def __init__(self, line: socket.socket) -> None:
        super().__init__(daemon=True)
        self.line, self.answer, self.received = line, b"", []

    def run(self) -> None:
        while True:
            try:
                caller, _ = self.line.accept()
            except OSError:
                return
            with caller, caller.makefile("rb") as stream:
                if stream.read(10) != b"zINSTREAM\0":
                    caller.sendall(b"UNKNOWN COMMAND\0")
                    continue
                data = b""
                while size := struct.unpack("!I", stream.read(4))[0]:
                    data += stream.read(size)
                self.received.append(data)
                verdict = b"stream: Test-Virus FOUND\0" if VIRUS in data else b"stream: OK\0"
                caller.sendall(self.answer or verdict)


@pytest.fixture(params=["socket", "port"])
def scanner(request, tmp_path: Path) -> Iterator[Scanner]:
    if request.param == "socket":
        line = socket.socket(socket.AF_UNIX)
        line.bind(str(tmp_path / "clamd.ctl"))
        address = str(tmp_path / "clamd.ctl")
    else:
        line = socket.create_server(("127.0.0.1", 0))
        address = f"127.0.0.1:{line.getsockname()[1]}"
    line.listen()
    server = Scanner(line)
    server.address = address
    server.start()
    yield server
    line.shutdown(socket.SHUT_RDWR)
    line.close()
    server.join(5)


def test_clean_and_infected_streams_longer_than_one_piece(scanner):
    clean = b"0" * 200_000
    assert scan(clean, scanner.address) == ""
    assert scan(clean + VIRUS, scanner.address) == "Test-Virus"
    assert scanner.received == [clean, clean + VIRUS]


def test_another_answer_is_no_verdict(scanner):
    scanner.answer = b"INSTREAM size limit exceeded. ERROR\0"
    with pytest.raises(ScannerUnavailable, match="size limit"):
        scan(b"x", scanner.address)


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:1", "nonsense"])
def test_nobody_there(address):
    with pytest.raises(ScannerUnavailable):
        scan(b"x", address)


def test_an_infected_upload_is_refused_and_a_clean_one_kept(scanner, settings):
    settings.GK_CLAMD = scanner.address
    with pytest.raises(ValidationError, match="没有通过病毒检查"):
        check_upload(ContentFile(VIRUS, name="a.txt"), PUBLIC)
    assert check_upload(ContentFile(b"clean", name="a.txt"), PUBLIC).content.read() == b"clean"


def test_what_was_not_looked_at_is_not_kept(settings, caplog):
    settings.GK_CLAMD = "/nowhere/clamd.ctl"
    with (
        caplog.at_level(logging.ERROR),
        pytest.raises(ValidationError, match="暂时无法进行病毒检查，没有接收"),
    ):
        check_upload(ContentFile(b"clean", name="a.txt"), PUBLIC)
    assert "virus scanner unavailable" in caplog.text
