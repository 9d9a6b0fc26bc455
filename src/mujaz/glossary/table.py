"""A big table of text as a mapping: what is looked up is searched for in the file's bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = ["Table"]


class Table(Mapping[str, str]):
    """Lines of a word, a tab and what it stands for, in the order of the words' code points.

    Nothing is parsed before it is asked for: of 175,000 lines a text needs some ten.
    """

    __slots__ = ("_lines",)

    def __init__(self, lines: bytes) -> None:
        """Take the lines as UTF-8, whose bytes sort as its code points do."""
        self._lines = lines

    def __getitem__(self, word: str) -> str:
        lines, key = self._lines, word.encode("utf-8", "surrogatepass") + b"\t"
        low, high = 0, len(lines)
        while low < high:
            start = max(low, lines.rfind(b"\n", low, (low + high) // 2) + 1)
            end = lines.find(b"\n", start)
            if end < 0:
                end = len(lines)
            found = lines[start : start + len(key)]
            if found == key:
                return lines[start + len(key) : end].decode()
            if found < key:
                low = end + 1
            else:
                high = start
        raise KeyError(word)

    def __iter__(self) -> Iterator[str]:
        for line in self._lines.decode().splitlines():
            yield line.partition("\t")[0]

    def __len__(self) -> int:
        return self._lines.count(b"\n")
