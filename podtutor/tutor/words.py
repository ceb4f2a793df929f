"""Typed English as a grader sees it: words with their stems, senses and places, sentences and clauses.

This is no parser. It knows inflection, contractions, where a clause ends, and words that say the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from podtutor.tutor.lexicon import expressions_at, senses_of, taken_apart
from podtutor.tutor.stems import stem


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """One word of an answer: as typed (lower case), its stem and senses, its place, sentence and clause.

    `after` is the sign before it, "" for none; `asked`: its sentence is a question; `reach` is where the expression
    ends that begins with it.
    """

    text: str
    stem: str
    start: int
    end: int
    sentence: int
    clause: int
    after: str = ""
    asked: bool = False
    senses: frozenset[str] = frozenset()
    reach: int = 0


_PIECE: Final = re.compile(r"w/o\b|w/|!=|≠|==|[-=]+>|>|[^\W_]+(?:[.'][^\W_]+)*|[.;!?:\n,()—–]")
_SIGNS: Final = {"w/o": "without", "w/": "with", "!=": "not", "≠": "not", "==": "equals", ">": "above"}
_NOT: Final = re.compile(r"n['’]?t\Z")
_CONTRACTED: Final = frozenset(
    f"{verb}nt" for verb in ("do", "does", "dos", "dose", "did", "is", "are", "was", "were", "has", "have", "had",
                             "should", "shoud", "would", "could", "must", "need")
)  # fmt: skip
_WITH_UNIT: Final = re.compile(r"(\d+)([a-z]{1,7})")
_UNITS: Final = {"s": 1, "sec": 1, "secs": 1, "second": 1, "seconds": 1, "m": 60, "min": 60, "mins": 60, "minute": 60,
                 "minutes": 60}  # fmt: skip
_SENTENCE_ENDS: Final = frozenset(".;!?\n")
_SHORTENED: Final = frozenset(("e.g", "i.e", "eg", "ie", "vs", "resp", "approx", "incl"))
TURNS: Final = frozenset(
    ("but", "however", "although", "though", "whereas", "while", "instead", "yet", "because", "becuase", "so", "since")
)

_LIGHT: Final = """
    a an the it its it's their they them that this these those each every any all own one ones be have do get give need
    want cause make let allow mean lead result trigger require receive obtain help by to of in on at for from with and
    or as if really actually ever even also just automatically necessarily can could will would should must may might
    shall you your we our i he she there which who either another other new separate individual same directly
"""
LIGHT_WORDS: Final = frozenset(_LIGHT.split())
"""Words that carry no sense of their own."""


def tokens_of(text: str) -> list[Token]:
    """The words of a text. `don't` becomes `do` and `not`; hyphens and slashes separate."""
    out: list[Token] = []
    sentence = clause = 0
    after = ""
    lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)  # as long as the text
    for piece in _PIECE.finditer(lowered.replace("’", "'")):
        said = _SIGNS.get(piece[0], piece[0])
        if said.endswith(">"):  # an arrow
            continue
        if not said[0].isalnum():
            if said == "." and out and out[-1].text in _SHORTENED and out[-1].end == piece.start():
                continue
            if said == "?":
                out = [msgspec.structs.replace(one, asked=True) if one.sentence == sentence else one for one in out]
            sentence += said in _SENTENCE_ENDS
            clause += 1
            after = said
            continue
        clause += said in TURNS and after != ","  # ", so" is one turn
        for word in _words(said):
            out.append(Token(text=word, stem=stem(word), start=piece.start(), end=piece.end(), sentence=sentence,
                             clause=clause, after=after))  # fmt: skip
            after = ""
    return _understood(out)


def _words(said: str) -> tuple[str, ...]:
    if said in ("cannot", "cant", "can't", "cannt"):
        return ("can", "not")
    if said in ("wont", "won't"):
        return ("will", "not")
    if said in _CONTRACTED or (said.endswith("n't") and len(said) > 3):
        return (_NOT.sub("", said), "not")
    if (measure := _WITH_UNIT.fullmatch(said)) and measure[2] in (*_UNITS, "cpu", "cpus"):
        return (measure[1], measure[2])
    return taken_apart(said.partition("'")[0])


def _understood(tokens: Sequence[Token]) -> list[Token]:
    """The same words with their senses; `5 minutes` can be heard as `300 seconds`."""
    stems = [token.stem for token in tokens]
    out = []
    for place, token in enumerate(tokens):
        senses, length = expressions_at(stems, place)
        if place + length > len(tokens) or tokens[place + length - 1].clause != token.clause:
            senses, length = frozenset(), 1
        unit = _UNITS.get(tokens[place + 1].text) if place + 1 < len(tokens) else None
        if unit and len(token.text) <= 6 and token.text.isdecimal():
            seconds = int(token.text) * unit
            senses |= senses_of(str(seconds)) | {str(seconds)} if unit == 60 else _minutes(seconds)
        if token.text in _UNITS and place and tokens[place - 1].text.isdecimal():
            convertible = _UNITS[token.text] == 60 or int(tokens[place - 1].text[:6]) % 60 == 0
            senses |= senses_of("second") | senses_of("minute") if convertible else frozenset()
        reach = tokens[place + length - 1].end
        out.append(msgspec.structs.replace(token, senses=senses | senses_of(token.text), reach=reach))
    return out


def _minutes(seconds: int) -> frozenset[str]:
    minutes, rest = divmod(seconds, 60)
    return frozenset((*senses_of(str(minutes)), str(minutes))) if minutes and not rest else frozenset()
