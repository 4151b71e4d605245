"""The same texts in tantivy, an embedded engine: single signs and pairs as words, long words as phrases of pairs."""

import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import tantivy

from disclosure.folding import terms_of

HEAP = 256_000_000  # bytes of its writer


class TantivyIndex:
    """In a folder of its own that goes with it, or in ``kept``, where a finished one is used again."""

    def __init__(self, texts: Iterator[tuple[int, str]], kept: Path | None = None) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="gk-tantivy-")
        self._folder = kept / "tantivy" if kept else Path(self._temporary.name)
        self._folder.mkdir(exist_ok=True)
        builder = tantivy.SchemaBuilder()
        builder.add_integer_field("place", stored=True, fast=True)
        builder.add_text_field("signs", tokenizer_name="whitespace", index_option="basic")
        builder.add_text_field("pairs", tokenizer_name="whitespace", index_option="position")
        self._schema = builder.build()
        finished = self._folder / "finished"
        index = tantivy.Index(self._schema, path=str(self._folder))
        if not finished.exists():
            self._fill(index, texts)
            if kept:
                finished.touch()
        index.reload()
        self._searcher = index.searcher()

    @staticmethod
    def _fill(index: tantivy.Index, texts: Iterator[tuple[int, str]]) -> None:
        writer = index.writer(HEAP, 1)
        writer.delete_all_documents()
        for pk, text in texts:
            writer.add_document(
                tantivy.Document(place=pk, signs=" ".join(set(text)), pairs=" ".join(_pairs(text)))
            )
        writer.commit()
        writer.wait_merging_threads()

    def search(self, query: str, by_date: bool) -> tuple[int, list[int]]:
        """The exact count and the first twenty; their place stands for the date."""
        parts = [(tantivy.Occur.Must, self._part(word)) for word in terms_of(query)]
        asked = tantivy.Query.boolean_query(parts)
        found = self._searcher.search(asked, 20, count=True, order_by_field="place" if by_date else None)
        return found.count, [self._searcher.doc(address)["place"][0] for _, address in found.hits]

    def _part(self, word: str) -> tantivy.Query:
        if len(word) == 1:
            return tantivy.Query.term_query(self._schema, "signs", word)
        if len(word) == 2:
            return tantivy.Query.term_query(self._schema, "pairs", word)
        return tantivy.Query.phrase_query(self._schema, "pairs", list(_pairs(word)))

    def size(self) -> int:
        return sum(path.stat().st_size for path in self._folder.iterdir())


def _pairs(text: str) -> Iterator[str]:
    """Pairs of neighbouring signs; one with a space holds its place and matches nothing."""
    return (
        "_" if first.isspace() or second.isspace() else first + second for first, second in pairwise(text)
    )
