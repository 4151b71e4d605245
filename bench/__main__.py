"""`python -m bench [NAME ...] [--full]`: run benchmarks and print their table."""

import argparse
import importlib

from .measure import table

BENCHMARKS = (
    "bulk",
    "clock",
    "ledger",
    "parallel",
    "pdf",
    "report",
    "search",
    "web",
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; all by default"
    )
    parser.add_argument("--full", action="store_true", help="the long form that the targets speak of")
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    results = []
    for name in arguments.names or BENCHMARKS:
        results += importlib.import_module(f"bench.{name}").run(full=arguments.full)
    print(table(results))


if __name__ == "__main__":
    main()
