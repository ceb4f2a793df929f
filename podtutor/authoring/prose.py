"""Sentences of Markdown prose and their length in words; what junior readers are asked to take in at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

JUNIOR_MEAN_WORDS: Final = 15
JUNIOR_MOST_WORDS: Final = 30

_CODE: Final = re.compile(r"```.*?```|~~~.*?~~~", re.DOTALL)
_INLINE: Final = re.compile(r"`[^`]*`")
_ITEM: Final = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+", re.MULTILINE)
_END: Final = re.compile(r"(?<=[.!?])[\"”’')*_]*\s+|(?<=:)\s*\n|\n\s*\n")
_WORD: Final = re.compile(r"[^\W_]")


def sentences(text: str) -> Iterator[str]:
    """The sentences of a Markdown text; inline code counts as one word, an item of a list is a sentence of its own."""
    bare = _INLINE.sub("code", _CODE.sub("\n\n", text))
    for piece in _END.split(_ITEM.sub("\n\n", bare)):
        said = " ".join(piece.split())
        if _WORD.search(said):
            yield said


def length(sentence: str) -> int:
    """How many words a sentence has."""
    return sum(1 for word in sentence.split() if _WORD.search(word))


def width(line: str) -> int:
    """How many columns a line takes in a terminal."""
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in line)
