"""Every address of the project as the resolver knows it: one line a route, as it stands in the table."""

import re
from collections.abc import Iterator

from django.urls import get_resolver
from django.urls.resolvers import RegexPattern, URLPattern, URLResolver

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def routes() -> list[str]:
    """A route made of a regular expression is named instead: its text lists the apps and would change with them."""
    return list(_below(get_resolver("liaocheng_gk.urls"), ""))


def open_addresses(**given: str) -> list[str]:
    """Every address outside the office, with ``given`` for the parameters of its route."""
    found = [route for route in routes() if not route.startswith("/admin/")]
    return [PARAMETER.sub(lambda name: given[name[1]], route) for route in found]


def _below(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _below(entry, prefix + str(entry.pattern))
        else:
            yield f"/{prefix}{_shown(entry)}"


def _shown(entry: URLPattern) -> str:
    return f"({entry.name or 'any other'})" if isinstance(entry.pattern, RegexPattern) else str(entry.pattern)
