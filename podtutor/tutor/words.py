"""Typed English as a grader sees it: words with their stems and places, sentences, clauses, and what is denied.

This is no parser. It knows inflection, contractions, where a clause ends, and which words turn a sentence round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec


class Token(msgspec.Struct, frozen=True):
    """One word of an answer: as typed (lower case), its stem, its place in the text, its sentence and its clause."""

    text: str
    stem: str
    start: int
    end: int
    sentence: int
    clause: int


_PIECE: Final = re.compile(r"[^\W_]+(?:[.'][^\W_]+)*|[.;!?:\n,()—–]")
_NOT: Final = re.compile(r"n['’]?t\Z")
_CONTRACTED: Final = frozenset(
    f"{verb}nt" for verb in ("do", "does", "did", "is", "are", "was", "were", "has", "have", "had", "should", "would",
                             "could", "must", "need")
)  # fmt: skip
_SENTENCE_ENDS: Final = frozenset(".;!?\n")
_TURNS: Final = frozenset(
    ("but", "however", "although", "though", "whereas", "while", "instead", "yet", "because", "so")
)

NEGATORS: Final = frozenset(("not", "no", "never", "none", "nothing", "neither", "nor", "without", "nobody", "unlike"))
_EXCLUSIONS: Final = {("instead", "of"), ("rather", "than"), ("opposed", "to")}
_FALSE_NEGATIONS: Final = frozenset(("only", "just", "merely", "matter", "doubt"))
_MYTHS: Final = frozenset(("myth", "misconception", "untrue", "fallacy"))
_WRONG: Final = frozenset(("wrong", "false", "incorrect", "mistake", "mistaken"))
_SAYERS: Final = frozenset(("people", "some", "many", "candidates", "beginners", "juniors", "folks", "they", "often"))
_SAY: Final = frozenset(("say", "think", "believe", "claim", "assume", "expect"))
CONDITIONS: Final = frozenset(("if", "when", "unless", "until", "once", "after", "before", "whenever", "as"))

_IRREGULAR: Final = {
    form: base
    for base, forms in {
        "die": "dies died dying dead death",
        "run": "ran running runs",
        "keep": "kept",
        "send": "sent",
        "lose": "lost loses losing",
        "go": "goes gone went going",
        "make": "made makes making",
        "get": "got gets getting gotten",
        "begin": "began begun begins",
        "have": "has had having ve",
        "be": "is are was were been being am",
        "do": "does did done doing",
        "bind": "bound binds",
        "write": "wrote written writing writes",
        "take": "took taken taking takes",
        "choose": "chose chosen choosing",
        "see": "saw seen",
        "know": "knew known",
        "leave": "left leaves leaving",
        "build": "built",
        "hold": "held",
        "stop": "stopped stopping stops",
        "share": "shared sharing shares",
        "kill": "killed killing kills",
        "address": "addresses",
        "ip": "ips",
        "vm": "vms",
        "pv": "pvs",
        "db": "dbs",
        "process": "processes",
    }.items()
    for form in (base, *forms.split())
}

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
    lowered = "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)  # as long as the text
    for piece in _PIECE.finditer(lowered.replace("’", "'")):
        said = piece[0]
        if not said[0].isalnum():
            sentence += said in _SENTENCE_ENDS
            clause += 1
            continue
        if said in _TURNS:
            clause += 1
        place = (piece.start(), piece.end(), sentence, clause)
        out += [Token(word, stem(word), *place) for word in _words(said)]
    return out


def _words(said: str) -> tuple[str, ...]:
    if said in ("cannot", "cant", "can't"):
        return ("can", "not")
    if said in ("wont", "won't"):
        return ("will", "not")
    if said in _CONTRACTED or (said.endswith("n't") and len(said) > 3):
        return (_NOT.sub("", said), "not")
    return (said.partition("'")[0],) if "'" in said else (said,)


def stem(word: str) -> str:
    """What is left of a word without its endings; `shares`, `shared` and `sharing` give the same."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or not word.isalpha():
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed", "ly"):
        if word.endswith(ending) and not word.endswith("eed") and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if ending != "ly" and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 3 else word


def is_denied(tokens: Sequence[Token], matched: Sequence[int]) -> bool:
    """Whether the words at `matched` are said of something by denying it; two denials in one clause cancel out.

    A negator denies what follows it in its clause, over words that carry no sense of their own and two that do; within
    a condition ("if it does not answer the container is restarted") over none.
    """
    taken = set(matched)
    denials: dict[int, int] = {}
    for place in negator_places(tokens, matched):
        if place not in taken and _reaches(tokens, place, matched):
            denials[tokens[place].clause] = denials.get(tokens[place].clause, 0) + 1
    denied = any(count % 2 == 1 for count in denials.values())
    return denied != bool(_called_false(tokens, matched))


def negator_places(tokens: Sequence[Token], matched: Sequence[int] = ()) -> list[int]:
    """Where the text denies something. "Not just" denies only what is said with the `just` that stands at `matched`."""
    places = []
    for place, token in enumerate(tokens):
        after = tokens[place + 1].text if place + 1 < len(tokens) else ""
        denies = after not in _FALSE_NEGATIONS or place + 1 in matched
        if (token.text in NEGATORS and denies) or (token.text, after) in _EXCLUSIONS:
            places.append(place)
    return places


def _reaches(tokens: Sequence[Token], negator: int, matched: Sequence[int]) -> bool:
    clause = tokens[negator].clause
    after = [place for place in matched if place > negator and tokens[place].clause == clause]
    if not after:
        return False
    between = tokens[negator + 1 : min(after)]
    weighty = sum(token.text not in LIGHT_WORDS and token.stem not in LIGHT_WORDS for token in between)
    conditional = any(token.clause == clause and token.text in CONDITIONS for token in tokens[:negator])
    return weighty <= (0 if conditional else 2)


def _called_false(tokens: Sequence[Token], matched: Sequence[int]) -> int:
    """1 where the sentence as a whole calls what it says a myth, or what others say."""
    sentence = tokens[matched[0]].sentence
    places = [place for place, token in enumerate(tokens) if token.sentence == sentence and place not in matched]
    texts = {place: tokens[place].text for place in places}
    for place, text in texts.items():
        if text in _MYTHS:
            return 1
        if text in _WRONG and texts.get(place + 1) in ("that", "to"):
            return 1
        said_by = {texts.get(place - 1), texts.get(place - 2)} & _SAYERS
        if text in _SAY and said_by and place < min(matched) and not _turned(tokens, place, min(matched)):
            return 1
    return 0


def _turned(tokens: Sequence[Token], start: int, end: int) -> bool:
    return any(token.text in _TURNS for token in tokens[start:end])
