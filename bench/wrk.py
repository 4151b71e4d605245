"""Load from wrk, Debian's package: 64 connections from one thread; a run with any answer but 2xx is refused."""

import json
import re
import subprocess
import tempfile
from collections.abc import Sequence
from typing import NamedTuple

from .processor import seconds_of, until_idle

CONNECTIONS = 64
# Each request asks for another address, so that no cache has it.
FRESH = """local paths, n = {{{paths}}}, 0
request = function()
  n = n + 1
  return wrk.format(nil, paths[(n - 1) % #paths + 1] .. "?n=" .. n .. "-{round}")
end
"""
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}
_rounds = 0


class Load(NamedTuple):
    """``p99``: seconds within which 99 of 100 requests were answered; ``cost``: processor seconds of one request."""

    per_second: float
    p99: float
    requests: int
    cost: float


def load(
    url: str, *, seconds: int, servers: tuple[int, ...], fresh: Sequence[str] = (), at_least: int = 0
) -> Load:
    """Ask for ``url`` as fast as it is answered, once the servers have done with whatever was asked before.

    Args:
        servers: the processes that serve, whose processor time counts.
        fresh: the paths to ask for instead of that of ``url``, in turn, each time with another query string.
        at_least: go on until so many requests have been answered.
    """
    global _rounds
    _rounds += 1
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(FRESH.format(paths=", ".join(map(json.dumps, fresh)), round=_rounds) if fresh else "")
        script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "--latency"]
        command += ["-s", script.name] if fresh else []
        until_idle(*servers)
        before = seconds_of(*servers)
        told = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
        used = seconds_of(*servers) - before
    requests = int(re.search(r"(\d+) requests in", told)[1])
    if "Non-2xx" in told or (requests == 0 and not at_least):
        raise RuntimeError(f"not all requests to {url} were answered:\n{told}")
    amount, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", told).groups()
    measured = Load(
        float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1]),
        float(amount) * UNITS[unit],
        requests,
        used / max(requests, 1),
    )
    if requests < at_least:
        # Twice as long: what was not answered in this time still stands before the server.
        load(url, seconds=2 * seconds, servers=servers, fresh=fresh, at_least=at_least - requests)
    return measured
