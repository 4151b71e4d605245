"""Search and lists over many items: every class of word, by relevance and by date, beside tantivy on the same texts.

PostgreSQL with a million items where GK_TEST_DATABASE names one (``tests/on_postgres.sh python -m bench search
--full``), else SQLite with a hundred thousand. A page is its count and its twenty items, read from the database on
both sides.
"""

import time
from collections.abc import Callable, Iterator
from random import Random
from statistics import median
from typing import Any

from .corpus import COMMON, MID, RARE_SIGNS, items, write
from .database import bureau_database, kept_folder, small_database, turn_to
from .measure import Result

SEED = 7
LENGTHS = ("1", "2", "4", "8", "two")
RARE_AT_MOST = 1_000  # hits
TIMES = 5
TARGET, TARGET_P95 = 0.1, 0.3  # seconds
FEW = 1_000  # items, for the list pages


def run(*, full: bool) -> list[Result]:
    with bureau_database():
        from django.db import connection  # noqa: PLC0415 -- needs Django set up

        large = connection.vendor == "postgresql"
        count = (1_000_000 if large else 100_000) if full else 10_000
        return _measure(connection, count)


def _measure(connection: Any, count: int) -> list[Result]:
    from disclosure.models import Category, Item, ItemChange  # noqa: PLC0415
    from disclosure.search.indexing import rebuild  # noqa: PLC0415

    categories = list(
        Category.objects.filter(children__isnull=True).order_by("pk").values_list("pk", flat=True)
    )

    held = Item.objects.count()
    if held not in (0, count):
        raise RuntimeError(f"the database holds {held:,} items, not {count:,}")
    if held != count:
        loading = _seconds(lambda: write(items(count, seed=SEED, categories=categories)))
        indexing = _seconds(rebuild)
        print(f"loaded in {loading:.0f} s, indexed in {indexing:.0f} s ({count / indexing:,.0f} items/s)")
    elif ItemChange.objects.exists():
        print(f"a migration emptied the index; made anew in {_seconds(rebuild):.0f} s")
    _analyse(connection)
    text, index = _text_bytes(connection), _index_bytes(connection)
    print(f"{connection.vendor}: {count:,} items, {text / 1e6:,.0f} MB text ({text / count:.0f} bytes each)")
    print(f"index {index / 1e6:,.0f} MB, {index / text:.2f} of the text")
    results = list(_lists(connection, count, categories))
    return results + _searches(connection, count)


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _lists(connection: Any, count: int, categories: list[int]) -> Iterator[Result]:
    """Page 1 of a category's list, and page 500 or the last, of all items and of few, in turn."""
    from disclosure.search.indexing import rebuild  # noqa: PLC0415

    large = connection.settings_dict["NAME"]
    with small_database() as small:
        write(items(FEW, seed=SEED, categories=categories))
        rebuild()
        _analyse(connection)
        times: dict[tuple[str, str], list[float]] = {}
        for _ in range(5):
            for name in (small, large):
                turn_to(name)
                for page, some in _list_pages().items():
                    times.setdefault((name, page), []).extend(some)
    few, many = ({page: median(times[name, page]) for page in ("1", "500")} for name in (small, large))
    for page in few:
        yield Result(
            f"list, page {page}, {count:,} items", "page", many[page], f"{FEW:,} items", few[page], 0.67
        )
    yield Result("list, page 500", "page", many["500"], "page 1", many["1"], 0.67)


def _list_pages() -> dict[str, list[float]]:
    """Seconds to the first byte, built afresh each time; the first of a new connection is not counted."""
    from django.test import Client  # noqa: PLC0415

    from disclosure.models import Category, Item  # noqa: PLC0415
    from disclosure.paging import place_text  # noqa: PLC0415

    top = max(Category.objects.tree_with_counts(), key=lambda row: row.number if row.parent is None else 0)
    client = Client()
    inside = Item.objects.public().in_category(top).newest()
    place = list(inside[499 * 20 - 1 : 499 * 20]) or list(inside.reverse()[20:21])
    addresses = {"1": "?", "500": f"?after={place_text(place[0])}&page=500&"}
    times: dict[str, list[float]] = {page: [] for page in addresses}
    for number in range(6):
        for page, address in addresses.items():
            start = time.perf_counter()
            response = client.get(f"{top.get_absolute_url()}{address}again={number}-{start}")
            if number:
                times[page].append(time.perf_counter() - start)
            assert response.status_code == 200, response
    return times


def _index_bytes(connection: Any) -> int:
    """With its own indexes; all of it is read once, so that what is measured is in the machine's memory."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(length(content)) FROM disclosure_searchpage")
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class"
                " WHERE relkind = 'r' AND relname LIKE 'disclosure_search%'"
            )
        else:
            cursor.execute(
                "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%disclosure_search%' AND aggregate = TRUE"
            )
        return int(cursor.fetchone()[0])


def _text_bytes(connection: Any) -> int:
    column = "search_text" if connection.vendor == "postgresql" else "CAST(search_text AS BLOB)"
    length = "octet_length" if connection.vendor == "postgresql" else "length"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT sum({length}({column})) FROM disclosure_item")  # noqa: S608
        return int(cursor.fetchone()[0])


def _analyse(connection: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _searches(connection: Any, count: int) -> list[Result]:
    from disclosure.models import Item  # noqa: PLC0415
    from disclosure.search import Order, search  # noqa: PLC0415

    from .tantivy_index import TantivyIndex  # noqa: PLC0415 -- a package of the benchmarks alone

    def ours(query: str, order: Order) -> int:
        found = search(query, order=order)
        found.items()
        return found.count

    def theirs(query: str, order: Order) -> int:
        total, pks = tantivy.search(query, by_date=order is Order.DATE)
        Item.objects.public().defer("search_text").select_related("category").in_bulk(pks)
        return total

    questions = {"common": COMMON, "mid": MID, "rare": _rare(count)}
    start = time.perf_counter()
    tantivy = TantivyIndex(
        Item.objects.order_by("pk").values_list("pk", "search_text").iterator(2_000), kept_folder()
    )
    print(f"tantivy indexed in {time.perf_counter() - start:.0f} s, {tantivy.size() / 1e6:,.0f} MB")
    results, ratios, bare = [], [], []
    print("| words | hits | order | median | p95 | first | tantivy, with its items | tantivy, numbers only |")
    print("|---|---|---|---|---|---|---|---|")
    for frequency, by_length in questions.items():
        for length in LENGTHS:
            for order in Order:
                mine: list[float] = []
                other: list[float] = []
                numbers: list[float] = []
                firsts, hits = [], set()
                for query in by_length[length]:
                    for turn in range(TIMES):
                        taken, total = _timed(ours, query, order)
                        mine.append(taken)
                        if not turn:
                            firsts.append(taken)
                        taken, exact = _timed(theirs, query, order)
                        other.append(taken)
                        numbers.append(_timed(tantivy.search, query, order is Order.DATE)[0])
                        assert total == min(exact, 10_001), (query, total, exact)
                        hits.add(exact)
                name = f"{frequency}, {length} {'words' if length == 'two' else 'signs'}"
                ratios.append(median(mine) / median(other))
                bare.append(median(mine) / median(numbers))
                print(
                    f"| {name} | {min(hits):,}-{max(hits):,} | {order.value} | {_ms(median(mine))} | {_ms(_p95(mine))} "
                    f"| {_ms(max(firsts))} | {_ms(median(other))} | {_ms(median(numbers))} |"
                )
                by = f"{name}, by {order.value}"
                results.append(Result(by, "page", median(mine), "100 ms", TARGET, 1))
                results.append(Result(f"{by}, p95", "page", _p95(mine), "300 ms", TARGET_P95, 1))
                results.append(Result(by, "page", median(mine), "tantivy", median(other), 0.2))
    print(
        f"against tantivy with its items: {_mean(ratios):.2f} in the geometric mean, {max(ratios):.1f} at worst"
    )
    print(
        f"against tantivy's numbers only: {_mean(bare):.2f} in the geometric mean, {max(bare):.1f} at worst"
    )
    return results


def _timed(work: Callable[..., Any], *arguments: Any) -> tuple[float, Any]:
    start = time.perf_counter()
    value = work(*arguments)
    return time.perf_counter() - start, value


def _rare(count: int) -> dict[str, list[str]]:
    """Pieces of random texts, across the borders of words, that few items hold; of single signs the rarest there are."""
    from disclosure.models import Item  # noqa: PLC0415
    from disclosure.search import search  # noqa: PLC0415

    random = Random(SEED)

    def pieces(length: int) -> Iterator[str]:
        while True:
            text = Item.objects.values_list("search_text", flat=True).get(pk=random.randrange(1, count))
            text = text.rpartition("\n")[2]
            at = random.randrange(max(1, len(text) - length))
            piece = text[at : at + length]
            if len(piece) == length and piece.isalpha() and not piece.isascii():
                yield piece

    hits = {sign: search(sign).count for sign in RARE_SIGNS}
    rare = {"1": sorted((sign for sign in hits if hits[sign]), key=lambda sign: (hits[sign], sign))[:3]}
    for length in ("2", "4", "8"):
        rare[length] = []
        for piece in pieces(int(length)):
            if piece not in rare[length] and search(piece).count <= RARE_AT_MOST:
                rare[length].append(piece)
            if len(rare[length]) == 3:
                break
    rare["two"] = [f"信息公开 {rare['4'][0]}", f"{rare['2'][0]} 公开"]
    return rare


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] if len(times) > 1 else times[0]


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _mean(ratios: list[float]) -> float:
    product = 1.0
    for ratio in ratios:
        product *= ratio ** (1 / len(ratios))
    return product
