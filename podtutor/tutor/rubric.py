"""Grades a typed answer against a rubric, offline and so that it can be explained: which idea was heard in which words.

A phrasing is heard where all its words stand near one another in one sentence, in any order, in any inflection, with a
typo here and there, and where the sentence does not deny it. A phrasing with a negator of its own wants it denied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Final

import msgspec

from podtutor.content.quiz import Idea, Rubric
from podtutor.tutor.words import NEGATORS, Token, is_denied, stem, tokens_of

SLACK: Final = 6  # words of other sense that may stand between the words of one phrasing
_MOST_VARIANTS: Final = 16
_MOST_LETTERS: Final = 20_000  # of an answer; nobody says more in one breath
_FLAG_TURNS: Final = 1  # clauses over which a red flag may stretch: what is put together from three was not said
_IDEA_TURNS: Final = 6
_ENOUGH: Final = 0.6  # share of the ideas that makes an answer right


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """An idea that was heard: in which words of the answer, by which phrasing, and where they stand in it."""

    id: str
    idea: str
    words: str
    phrasing: str
    start: int
    end: int


class RubricGrade(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard in an answer, what was missing, and which red flags were said."""

    heard: tuple[Heard, ...]
    missing: tuple[Idea, ...]
    said: tuple[Heard, ...]

    @property
    def right(self) -> bool:
        """Enough of the ideas, and no red flag."""
        every = len(self.heard) + len(self.missing)
        return not self.said and len(self.heard) >= _ENOUGH * every - 1e-9

    @property
    def credit(self) -> float:
        """The share of the ideas that were heard; half of it where a red flag was said."""
        every = len(self.heard) + len(self.missing)
        return (len(self.heard) / every if every else 0.0) * (0.5 if self.said else 1.0)


class _Word(msgspec.Struct, frozen=True):
    """A word of a phrasing: its alternatives by stem, and by beginning where they end in `*`.

    `negator`: `not` and its like stand for one another; `never` claims more, and stands for itself alone.
    """

    stems: tuple[str, ...]
    beginnings: tuple[str, ...]
    negator: bool
    spellings: tuple[str, ...]
    """Stems of all alternatives, for those who type one of them wrongly."""


def grade_open(rubric: Rubric, answer: str) -> RubricGrade:
    """Listens to an answer for every idea and every red flag of a rubric."""
    tokens = tokens_of(answer[:_MOST_LETTERS])
    vocabulary = frozenset(word for idea in (*rubric.ideas, *rubric.forbidden) for word in _vocabulary(idea.accept))
    fits = _Fitting(tokens, vocabulary)
    said: dict[str, Heard] = {}
    wrong: list[range] = []
    for flag in rubric.forbidden:
        places = _listen(flag, tokens, fits, (), _FLAG_TURNS)
        if places is not None:
            said[flag.id] = _quoted(flag, places, tokens, answer)
            wrong.append(range(min(places[1]), max(places[1]) + 1))
    heard: dict[str, Heard] = {}
    for idea in rubric.ideas:
        places = _listen(idea, tokens, fits, wrong, _IDEA_TURNS)
        if places is not None:
            heard[idea.id] = _quoted(idea, places, tokens, answer)
    missing = tuple(idea for idea in rubric.ideas if idea.id not in heard)
    return RubricGrade(heard=tuple(heard.values()), missing=missing, said=tuple(said.values()))


def _listen(
    idea: Idea, tokens: Sequence[Token], fits: _Fitting, wrong: Sequence[range], most_turns: int
) -> tuple[str, tuple[int, ...]] | None:
    """The first phrasing that is heard, and where; its words may stand in so many clauses after the first.

    Words that said something `wrong` say nothing right besides.
    """
    for phrasing in idea.accept:
        for matched in (places for words in variants_of(phrasing) for places in _places(words, fits)):
            inside = any(all(place in span for place in matched) for span in wrong)
            turns = tokens[max(matched)].clause - tokens[min(matched)].clause
            if turns <= most_turns and not inside and not is_denied(tokens, matched):
                return phrasing, matched
    return None


def _quoted(idea: Idea, places: tuple[str, tuple[int, ...]], tokens: Sequence[Token], answer: str) -> Heard:
    phrasing, matched = places
    start, end = tokens[min(matched)].start, tokens[max(matched)].end
    said = " ".join(answer[start:end].split())
    return Heard(id=idea.id, idea=idea.idea, words=said, phrasing=phrasing, start=start, end=end)


@lru_cache(maxsize=4096)
def variants_of(phrasing: str) -> tuple[tuple[_Word, ...], ...]:
    """A phrasing as its words, split as answers are; several ways where an alternative is more than one (`back-off|wait`)."""
    pieces = [_piece(piece) for piece in phrasing.split()]
    every = product(*pieces)
    return tuple(tuple(word for words in way for word in words) for way in islice(every, _MOST_VARIANTS))


def _piece(piece: str) -> list[tuple[_Word, ...]]:
    """The ways to say one piece: its alternatives of one word together, each longer one by itself."""
    split = [_split(option) for option in piece.split("|")]
    short = [words[0] for words in split if len(words) == 1]
    ways = [(_word(short),)] if short else []
    return ways + [tuple(_word([word]) for word in words) for words in split if len(words) > 1]


def _split(option: str) -> list[str]:
    words = [token.text for token in tokens_of(option.rstrip("*"))]
    return [*words[:-1], words[-1] + "*"] if words and option.endswith("*") else words


def _word(options: Sequence[str]) -> _Word:
    plain = [option for option in options if not option.endswith("*")]
    beginnings = tuple(option[:-1] for option in options if option.endswith("*"))
    return _Word(
        tuple(stem(option) for option in plain),
        beginnings,
        any(option in NEGATORS and option != "never" for option in plain),
        tuple(stem(option.rstrip("*")) for option in options),
    )


def _vocabulary(phrasings: Sequence[str]) -> Iterator[str]:
    for phrasing in phrasings:
        for words in variants_of(phrasing):
            for word in words:
                yield from word.spellings


class _Fitting:
    """Which words of an answer a word of a phrasing fits; remembered, for phrasings share words."""

    def __init__(self, tokens: Sequence[Token], vocabulary: frozenset[str]) -> None:
        self.tokens = tokens
        self._vocabulary = vocabulary
        self._known: dict[_Word, tuple[int, ...]] = {}
        self._distance: Callable[[str, str], int] | None = None

    def places(self, word: _Word) -> tuple[int, ...]:
        """Where in the answer a word of a phrasing stands."""
        if word not in self._known:
            self._known[word] = tuple(place for place, token in enumerate(self.tokens) if self._fits(token, word))
        return self._known[word]

    def _fits(self, token: Token, word: _Word) -> bool:
        if word.negator and token.text in NEGATORS:
            return True
        if token.stem in word.stems or any(token.text.startswith(beginning) for beginning in word.beginnings):
            return True
        return any(self._typo(token, wanted) for wanted in word.spellings)

    def _typo(self, token: Token, wanted: str) -> bool:
        """One slip in a word of five letters, two in one of nine; never where the word is one that the rubric knows."""
        shorter = min(len(wanted), len(token.stem))
        allowed = 0 if shorter < 5 else 1 if shorter < 9 else 2
        if not allowed or not token.stem.isalpha() or token.stem in self._vocabulary:
            return False
        if abs(len(wanted) - len(token.stem)) > allowed or (len(wanted) < 7 and token.stem[0] != wanted[0]):
            return False
        if self._distance is None:
            from rapidfuzz.distance import OSA

            self._distance = OSA.distance
        return self._distance(token.stem, wanted) <= allowed


def _places(words: Sequence[_Word], fits: _Fitting) -> Iterator[tuple[int, ...]]:
    """Every way the words stand near one another in one sentence, the closest first."""
    candidates = [fits.places(word) for word in words]
    if not words or not all(candidates):
        return
    reach = len(words) + SLACK
    found: set[tuple[int, ...]] = set()
    for start in sorted({place for places in candidates for place in places}):
        sentence = fits.tokens[start].sentence
        near = [
            [place for place in places if start <= place < start + reach and fits.tokens[place].sentence == sentence]
            for places in candidates
        ]
        enough = len({place for places in near for place in places}) >= len(words)
        chosen = _assign(near) if enough else None
        if chosen is not None:
            found.add(chosen)
    yield from sorted(found, key=lambda places: (max(places) - min(places), min(places)))


def _assign(near: Sequence[Sequence[int]], taken: tuple[int, ...] = ()) -> tuple[int, ...] | None:
    """One place for each word, none twice, the earliest first."""
    if len(taken) == len(near):
        return taken
    for place in near[len(taken)]:
        if place not in taken:
            rest = _assign(near, (*taken, place))
            if rest is not None:
                return rest
    return None
