"""A thread of the server that works only while the test looks on: no sleeping, and never both at the database at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Thread

import pytest

from disclosure.bulk import work

LONGEST = 120  # seconds; a fault of the thread shows as such, not as a test that never ends
ENDED = object()


class Server:
    """The threads that ``work.in_background`` began, each held before every call of one function."""

    def __init__(self) -> None:
        self.threads: list[Thread] = []
        self._told: Queue = Queue()
        self._let: Queue = Queue()

    def begin(self, target, args: tuple, daemon: bool) -> Thread:
        """In the place of ``threading.Thread``."""

        def run() -> None:
            try:
                target(*args)
            finally:
                self._told.put(ENDED)

        self.threads.append(Thread(target=run, daemon=daemon))
        return self.threads[-1]

    def held(self, function):
        def call(*args, **kwargs):
            self._told.put(function.__name__)
            self._let.get(timeout=LONGEST)
            return function(*args, **kwargs)

        return call

    def steps(self) -> Iterator[int]:
        """The number of each call, while the thread waits with it; ends when the thread has ended."""
        number = 0
        while self._told.get(timeout=LONGEST) is not ENDED:
            number += 1
            yield number
            self._let.put(None)
        for thread in self.threads:
            thread.join(LONGEST)


@contextmanager
def worked_in_steps(place: object, name: str) -> Iterator[Server]:
    """Hold the server's work before each call of ``place.name``."""
    server = Server()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(work, "Thread", server.begin)
        patched.setattr(place, name, server.held(getattr(place, name)))
        yield server
