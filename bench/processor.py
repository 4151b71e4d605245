"""Processor time of servers: what a request costs them, however busy the machine is with other work."""

import os
import time
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def seconds_of(*roots: int) -> float:
    """Seconds used so far by the processes ``roots`` and all below them, except wrk, which only asks.

    Those that have ended count with their parent, or a connection of the database that is closed meanwhile would take
    its time away again; but not those of this process, for wrk is one of them.
    """
    parents, used, asking = {}, {}, set()
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, tail = path.read_text().rpartition(")")
        except OSError:
            continue  # it has just ended
        pid, _, name = head.partition(" (")
        fields = tail.split()
        parents[int(pid)], used[int(pid)] = int(fields[1]), sum(map(int, fields[11:13]))
        if int(pid) != os.getpid():
            used[int(pid)] += sum(map(int, fields[13:15]))
        if name == "wrk":
            asking.add(int(pid))
    total = 0
    for pid, ticks in used.items():
        above = pid
        while above and above not in roots:
            above = parents.get(above, 0)
        if above and pid not in asking:
            total += ticks
    return total / TICK


def until_idle(*roots: int) -> None:
    """Wait until these processes have nothing left to do: who was asked before still answers what wrk left standing.

    Raises:
        RuntimeError: they are still at work after half a minute.
    """
    for _ in range(100):
        used = seconds_of(*roots)
        time.sleep(0.3)
        if seconds_of(*roots) - used <= 2 / TICK:
            return
    raise RuntimeError("the servers do not come to rest")
