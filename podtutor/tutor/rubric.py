"""Grades a typed answer against a rubric, offline and so that it can be explained: which idea was heard in which words.

A phrasing is heard where all its words stand near one another in one sentence, in any order, in any inflection, with a
typo here and there, and where the sentence does not deny it. A phrasing with a negator of its own wants it denied; a
word after `~` must not stand among its words, or next to them; a phrasing that begins with `^` opens the answer. What
follows a preposition follows it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Final

import msgspec

from podtutor.content.quiz import Idea, Rubric
from podtutor.tutor.denial import EMPTY_HANDED, NEGATORS, breaks_off, is_denied, negator_places
from podtutor.tutor.lexicon import PLAIN_WORDS, expressions_at, senses_of, words_of
from podtutor.tutor.stems import stem
from podtutor.tutor.words import LIGHT_WORDS, Token, tokens_of

SLACK: Final = 6  # words of other sense that may stand between the words of one phrasing
_FLAG_STRANGE: Final = 3  # fewer weighty words: whoever is blamed for a statement should have made it
_IDEA_STRANGE: Final = 4
_MOST_VARIANTS: Final = 16
_MOST_LETTERS: Final = 20_000  # of an answer; nobody says more in one breath
_FLAG_TURNS: Final = 1  # clauses over which a red flag may stretch: what is put together from three was not said
_IDEA_TURNS: Final = 6
_OPENING: Final = 3  # words; where an answer says `no` or `nothing` to the question itself
_LINKS: Final = frozenset(("by", "as", "from", "than", "with", "in", "on", "like"))
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

    `negators`: `not` and its like stand for one another; `never` claims more, and stands for itself alone.
    """

    stems: tuple[str, ...]
    beginnings: tuple[str, ...]
    negators: frozenset[str]
    senses: frozenset[str]
    spellings: tuple[str, ...]
    """Stems of all alternatives and of what says the same, for those who type one of them wrongly."""


def grade_open(rubric: Rubric, answer: str) -> RubricGrade:
    """Listens to an answer for every idea and every red flag of a rubric."""
    tokens = tokens_of(answer[:_MOST_LETTERS])
    vocabulary = frozenset(word for idea in (*rubric.ideas, *rubric.forbidden) for word in _vocabulary(idea.accept))
    fits = _Fitting(tokens, vocabulary)
    said: dict[str, Heard] = {}
    wrong: list[range] = []
    for flag in rubric.forbidden:
        places = _listen(flag, tokens, fits, (), flag=True)
        if places is not None:
            said[flag.id] = _quoted(flag, places, tokens, answer)
            wrong.append(range(min(places[1]), max(places[1]) + 1))
    heard: dict[str, Heard] = {}
    for idea in rubric.ideas:
        places = _listen(idea, tokens, fits, wrong, flag=False)
        if places is not None:
            heard[idea.id] = _quoted(idea, places, tokens, answer)
    missing = tuple(idea for idea in rubric.ideas if idea.id not in heard)
    return RubricGrade(heard=tuple(heard.values()), missing=missing, said=tuple(said.values()))


def _listen(
    idea: Idea, tokens: Sequence[Token], fits: _Fitting, wrong: Sequence[range], *, flag: bool
) -> tuple[str, tuple[int, ...]] | None:
    """The first phrasing that is heard, and where.

    Words among which something `wrong` was said say nothing right. A red flag must have been said more closely.
    """
    most_turns, most_strange = (_FLAG_TURNS, _FLAG_STRANGE) if flag else (_IDEA_TURNS, _IDEA_STRANGE)
    for phrasing in idea.accept:
        unwanted = {place for word in _unwanted(phrasing) for place in fits.places(word)}
        for matched in (places for words in variants_of(phrasing) for places in _places(words, fits)):
            inside = any(place in span for span in wrong for place in matched)
            close = (
                not (flag and breaks_off(tokens, min(matched), max(matched)))
                and _turns(tokens, matched) <= most_turns
                and _strange(tokens, matched) <= most_strange
            )
            if (
                close
                and not inside
                and (min(matched) < _OPENING or not phrasing.startswith("^"))
                and not _spoilt(tokens, matched, unwanted)
                and not is_denied(tokens, matched, flag=flag)
            ):
                return phrasing, matched
    return None


def _turns(tokens: Sequence[Token], matched: Sequence[int]) -> int:
    """Over how many clauses after its first the words stretch."""
    return tokens[max(matched)].clause - tokens[min(matched)].clause


def _spoilt(tokens: Sequence[Token], matched: Sequence[int], unwanted: set[int]) -> bool:
    """Whether an unwanted word stands among the words, or two words before or after."""
    sentence, around = tokens[matched[0]].sentence, range(min(matched) - 2, max(matched) + 3)
    return any(place in around and tokens[place].sentence == sentence for place in unwanted)


def _linked(words: Sequence[_Word], matched: Sequence[int]) -> bool:
    """Whether what follows a preposition in the phrasing follows it in the answer, too."""
    return all(
        0 < matched[number + 1] - matched[number] <= 4
        for number, word in enumerate(words[:-1])
        if word.stems and set(word.stems) <= _LINKS
    )


def _strange(tokens: Sequence[Token], matched: Sequence[int]) -> int:
    """How many words with a sense of their own stand among the matched ones."""
    among = (tokens[place] for place in range(min(matched), max(matched)) if place not in matched)
    return sum(token.text not in LIGHT_WORDS and token.stem not in LIGHT_WORDS for token in among)


def _quoted(idea: Idea, places: tuple[str, tuple[int, ...]], tokens: Sequence[Token], answer: str) -> Heard:
    phrasing, matched = places
    start, end = tokens[min(matched)].start, max(tokens[place].reach for place in matched)
    said = " ".join(answer[start:end].split())
    return Heard(id=idea.id, idea=idea.idea, words=said, phrasing=phrasing, start=start, end=end)


@lru_cache(maxsize=4096)
def variants_of(phrasing: str) -> tuple[tuple[_Word, ...], ...]:
    """A phrasing as its words, split as answers are; several ways where an alternative is more than one (`back-off|wait`)."""
    pieces = [_piece(piece) for piece in phrasing.split() if not piece.startswith("~")]
    every = [tuple(word for words in way for word in words) for way in islice(product(*pieces), _MOST_VARIANTS)]
    return tuple(dict.fromkeys(way for plain in every for way in (plain, _shortened(plain))))


@lru_cache(maxsize=4096)
def _unwanted(phrasing: str) -> tuple[_Word, ...]:
    return tuple(_word(_split(piece[1:])) for piece in phrasing.split() if piece.startswith("~"))


def _shortened(words: tuple[_Word, ...]) -> tuple[_Word, ...]:
    """The same words, where an expression (`at once`) is one word of that sense, however it is said."""
    stems = [word.stems[0] if len(word.stems) == 1 and not word.beginnings else "" for word in words]
    out: list[_Word] = []
    place = 0
    while place < len(words):
        senses, length = expressions_at(stems, place)
        out.append(_Word((), (), frozenset(), senses, words_of(senses)) if length > 1 else words[place])
        place += length
    return tuple(out)


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
    senses = frozenset(sense for option in options for sense in senses_of(option.rstrip("*")))
    spelt = (form for option in options for form in (stem(option.rstrip("*")), option.rstrip("*")))
    return _Word(
        tuple(stem(option) for option in plain),
        tuple(option[:-1] for option in options if option.endswith("*")),
        _negators(plain),
        senses,
        tuple(dict.fromkeys((*spelt, *words_of(senses)))),
    )


def _negators(options: Sequence[str]) -> frozenset[str]:
    if {"not", "neither", "nor"} & set(options):
        return NEGATORS
    return EMPTY_HANDED if {"no", "none", "nothing", "nobody", "without"} & set(options) else frozenset()


def _vocabulary(phrasings: Sequence[str]) -> Iterator[str]:
    for phrasing in phrasings:
        for words in variants_of(phrasing):
            for word in words:
                yield from word.spellings


class _Fitting:
    """Which words of an answer a word of a phrasing fits; remembered, for phrasings share words."""

    def __init__(self, tokens: Sequence[Token], vocabulary: frozenset[str]) -> None:
        self.tokens = tokens
        self._negators = frozenset(negator_places(tokens))
        self._strangers = [(place, token) for place, token in enumerate(tokens) if self._may_be_typo(token, vocabulary)]
        self._known: dict[_Word, tuple[int, ...]] = {}
        self._slips: dict[str, tuple[int, ...]] = {}
        self._distance: Callable[[str, str], int] | None = None

    def places(self, word: _Word) -> tuple[int, ...]:
        """Where in the answer a word of a phrasing stands."""
        if word not in self._known:
            slipped = {place for wanted in word.spellings for place in self._slipped(wanted)}
            fitting = (
                place for place, token in enumerate(self.tokens) if place in slipped or self._fits(place, token, word)
            )
            self._known[word] = tuple(fitting)
        return self._known[word]

    def _fits(self, place: int, token: Token, word: _Word) -> bool:
        if token.stem in word.stems or (word.beginnings and token.text.startswith(word.beginnings)):
            return True
        if token.senses and not (token.senses.isdisjoint(word.senses) and token.senses.isdisjoint(word.stems)):
            return True
        meant = token.text in word.negators or token.text not in NEGATORS
        return bool(word.negators) and place in self._negators and meant

    def _slipped(self, wanted: str) -> tuple[int, ...]:
        """Where somebody may have typed this with a slip."""
        if wanted not in self._slips:
            self._slips[wanted] = tuple(place for place, token in self._strangers if self._typo(token, wanted))
        return self._slips[wanted]

    @staticmethod
    def _may_be_typo(token: Token, vocabulary: frozenset[str]) -> bool:
        """Whoever types a word that the rubric knows, or a plain short one, means it."""
        known = token.stem in vocabulary or token.text in vocabulary or token.text in PLAIN_WORDS
        return token.text.isalpha() and not known and not token.senses

    def _typo(self, token: Token, wanted: str) -> bool:
        """One slip in a word of four letters, two in one of nine; in short ones the first letter is right."""
        if _undoubled(token.stem) == _undoubled(wanted):
            return True
        typed = token.text if abs(len(token.text) - len(wanted)) < abs(len(token.stem) - len(wanted)) else token.stem
        shorter, longer = sorted((len(wanted), len(typed)))
        allowed = 0 if longer < 4 or shorter < 3 else 1 if shorter < 9 else 2
        if longer - shorter > allowed or not allowed or (longer < 8 and typed[0] != wanted[0]):
            return False
        if self._distance is None:
            from rapidfuzz.distance import OSA

            self._distance = OSA.distance
        return self._distance(typed, wanted) <= allowed


@lru_cache(maxsize=4096)
def _undoubled(word: str) -> str:
    """`kiled` and `killed` are the same word with a letter too few."""
    return "".join(letter for place, letter in enumerate(word) if not place or word[place - 1] != letter)


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
        if chosen is not None and _linked(words, chosen):
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
