"""200 applicants at once at the real form: gunicorn with two workers, production settings, PostgreSQL.

Each opens the form, goes through its pages with a scan, answers the human check when asked, files, and reads the number
on the receipt; every tenth presses the last button twice at once. Afterwards the register is held against what they saw.
"""

import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import quantiles

from tests.applicants import Applicant, Broken, Register, picture
from tests.clusters import Site, cluster_in

from .measure import Result

APPLICANTS = 200
SECONDS = 60  # of the long form
WORKERS = 2
TWICE = 10  # every tenth clicks twice


@dataclass(frozen=True)
class Load:
    """What the applicants saw, and what the register held afterwards."""

    numbers: list[str]
    errors: list[str]
    took: list[tuple[str, float]]
    questions: int
    seconds: float
    register: Register

    def faults(self, before: Sequence[str] = ()) -> list[str]:
        """Errors, duplicates, gaps, lost or torn cases, in words; none is the promise. ``before``: filed earlier."""
        found = list(self.errors)
        if sorted([*before, *self.numbers]) != sorted(self.register.numbers):
            found.append(f"{len(self.numbers)} receipts, {len(self.register.numbers)} cases")
        if len(set(self.numbers)) < len(self.numbers):
            found.append("a number was given twice")
        if not self.register.is_sound:
            found.append(f"the register is not sound: {self.register}")
        return found

    def slowest(self, *kinds: str) -> tuple[float, float]:
        """Median and 99th percentile of requests of these kinds (all by default), in seconds."""
        cut = quantiles((took for kind, took in self.took if kind in kinds or not kinds), n=100)
        return cut[49], cut[98]


def run(*, full: bool) -> list[Result]:
    """Needs PostgreSQL from Debian. Raises AssertionError on any error, duplicate or gap."""
    if not Path("/usr/lib/postgresql").exists():
        print("parallel was not measured: it needs the Debian package postgresql")
        return []
    with _site() as site:
        done = under_load(site, APPLICANTS, SECONDS if full else 0)
    assert not done.faults(), done.faults()[:10]
    filed = len(done.numbers)
    print(
        f"{filed} applications of {APPLICANTS} applicants in {done.seconds:.1f} s, {done.questions} asked the question"
    )
    results = [Result("application filed, all its pages", "application", done.seconds / filed, "–", 0, 0)]
    for name, kinds in (("any request", ()), ("the filing", ("submit",))):
        half, most = done.slowest(*kinds)
        results += [
            Result(f"{name} of {APPLICANTS} at once, median", "request", half, "–", 0, 0),
            Result(f"{name} of {APPLICANTS} at once, slowest of hundred", "request", most, "–", 0, 0),
        ]
    return results


def under_load(site: Site, applicants: int, seconds: float) -> Load:
    """So many applicants file at once, again and again until ``seconds`` have passed, once at least."""
    with site.serving(workers=WORKERS):
        scan, numbers, errors = picture(), [], []
        everybody = [Applicant(site.port, number, scan) for number in range(applicants)]
        go = threading.Barrier(applicants + 1)

        def one(place: int, applicant: Applicant) -> None:
            go.wait()
            until = time.monotonic() + seconds
            while True:
                try:
                    numbers.append(_file(applicant, twice=place % TWICE == 0))
                except (AssertionError, Broken, LookupError, TypeError) as error:
                    errors.append(f"{type(error).__name__}: {error}"[:500])
                if time.monotonic() >= until:
                    return

        with ThreadPoolExecutor(applicants) as pool:
            works = [pool.submit(one, *pair) for pair in enumerate(everybody)]
            go.wait()
            start = time.monotonic()
            for work in works:
                work.result()
            lasted = time.monotonic() - start
        took = list(chain.from_iterable(applicant.took for applicant in everybody))
        asked = sum(applicant.questions for applicant in everybody)
        return Load(numbers, errors, took, asked, lasted, Register.of(site))


def _file(applicant: Applicant, *, twice: bool) -> str:
    applicant.cookies.clear()
    applicant.open()
    fields = applicant.walk()
    if twice:
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(applicant.submit, [fields] * 2))
    else:
        answers = [applicant.submit(fields)]
    assert set(answers) == {302}, answers
    return applicant.number()


@contextmanager
def _site() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="gk-bench-parallel-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with cluster_in(folder / "postgres", options="") as cluster:
            site = Site(folder / "portal", database=cluster.url)
            site.prepare()
            yield site
