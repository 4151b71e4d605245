"""Medians of paired runs, and the table they are shown in."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Result:
    """``seconds`` per unit of work, ``against`` the same for what it is compared with.

    ``target``: the wanted ratio; 0 where none is promised and the figure stands for itself. ``against``: 0 for nothing.
    """

    name: str
    unit: str
    seconds: float
    against_name: str
    against: float
    target: float

    @property
    def ratio(self) -> float:
        return self.against / self.seconds

    @property
    def met(self) -> bool:
        return self.ratio >= self.target


def paired(ours: Callable[[], int], theirs: Callable[[], int], *, runs: int) -> tuple[float, float]:
    """Run both in turn ``runs`` times; each returns how many units it did. Medians in seconds per unit."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for work, kept in zip((ours, theirs), times, strict=True):
            start = time.perf_counter()
            count = work()
            kept.append((time.perf_counter() - start) / count)
    return median(times[0]), median(times[1])


def table(results: list[Result]) -> str:
    lines = [
        "| what | ours, per unit | against | per unit | times faster | target | met |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {r.name} | {scaled(r.seconds)}/{r.unit} | {r.against_name} | {scaled(r.against) if r.against else '–'} "
        f"| {times(r.ratio) if r.against else '–'} | {r.target or '–'} | {verdict(r)} |"
        for r in results
    ]
    return "\n".join(lines)


def times(ratio: float) -> str:
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2f}"


def verdict(result: Result) -> str:
    if not result.target:
        return "–"
    return "yes" if result.met else "NO"


def scaled(seconds: float) -> str:
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.2f} {unit}"
    return f"{seconds * 1e9:.0f} ns"
