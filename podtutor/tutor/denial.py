"""What an answer denies: by a negator in its clause, by calling it a myth, or by saying that others believe it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from podtutor.tutor.words import LIGHT_WORDS, TURNS, Token

NEGATORS: Final = frozenset(
    (
        "not",
        "no",
        "never",
        "none",
        "nothing",
        "neither",
        "nor",
        "without",
        "nobody",
        "unlike",
        "avoid",
        "avoids",
        "hardly",
    )
)
EMPTY_HANDED: Final = NEGATORS - {"never", "avoid", "avoids", "hardly"}
"""What `no`, `without` and `nothing` stand for; `not` stands for every negator."""
_BEFORE_NAMES: Final = frozenset(("without", "unlike", "instead", "rather", "opposed"))
_EXCLUSIONS: Final = {("instead", "of"), ("rather", "than"), ("opposed", "to")}
_FALSE_NEGATIONS: Final = frozenset(("only", "just", "merely", "matter", "doubt"))
_CONDITIONS: Final = frozenset(("if", "when", "unless", "until", "once", "after", "before", "whenever", "as"))
_DETERMINERS: Final = frozenset(
    ("a", "an", "the", "this", "that", "these", "those", "its", "it", "they", "we", "i", "you", "he", "she", "there")
)
_PRONOUNS: Final = frozenset(
    ("it", "they", "we", "i", "you", "he", "she", "there", "that", "this", "which", "what", "in")
)

_MYTHS: Final = frozenset(("myth", "misconception", "untrue", "fallacy", "misunderstanding", "nonsense"))
_WRONG: Final = frozenset(("wrong", "false", "incorrect", "mistake", "mistaken", "error"))
_SAYERS: Final = frozenset(
    ("people", "some", "many", "most", "candidates", "beginners", "juniors", "folks", "they", "often", "developers", "everybody",
     "everyone", "colleagues", "newcomers")
)  # fmt: skip
_MAYBE: Final = frozenset(("might", "may", "could", "used", "tempted", "intuitively", "naively"))
_SAY: Final = frozenset(("say", "think", "believ", "claim", "assum", "expect", "conclud", "suppos", "imagin"))
_ASIDE: Final = frozenset(("as", "what", "although", "though", "contrary", "than", "like", "how"))
_BAD: Final = frozenset(
    ("bad", "dangerous", "risky", "pointless", "useless", "harmful", "worse", "nonsense", "myth", "destroys", "destroy", "wrong",
     "false", "incorrect", "untrue")
)  # fmt: skip
_GOOD: Final = frozenset(
    ("help", "helps", "good", "useful", "true", "right", "correct", "needed", "necessary", "solve", "solves", "fix", "idea", "option",
     "reason", "go", "safe", "safer", "enough", "work", "explain", "required", "better")
)  # fmt: skip
_TRUE: Final = frozenset(("true", "right", "correct", "so"))
_YES: Final = frozenset(("yes", "yeah", "yep", "sure", "certainly", "definitely", "correct", "exactly"))


def is_denied(tokens: Sequence[Token], matched: Sequence[int], *, flag: bool = False) -> bool:
    """Whether the words at `matched` are said of something by denying it; two denials in one clause cancel out.

    A negator denies what follows it in its clause, over words that carry no sense of their own and two that do; within
    a condition ("if it does not answer the container is restarted") over none. A red flag is also taken back by a
    question, and by what is said of it afterwards: that it is wrong, or bad, or does not help.
    """
    taken = set(matched)
    denials: dict[int, int] = {}
    for place in negator_places(tokens, matched):
        if place not in taken and _reaches(tokens, place, matched):
            denials[tokens[place].clause] = denials.get(tokens[place].clause, 0) + 1
    denied = any(count % 2 == 1 for count in denials.values())
    if denied != _called_false(tokens, matched):
        return True
    return flag and (_only_asked(tokens, matched) or _taken_back(tokens, matched))


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
    excludes = tokens[negator].text in ("instead", "rather", "opposed")
    between = tokens[negator + 1 + excludes : min(after)]
    weighty = [token.text not in LIGHT_WORDS and token.stem not in LIGHT_WORDS for token in between]
    if tokens[negator].text in _BEFORE_NAMES and _second_name(between, weighty):
        return False
    for place, token in enumerate(between[:-1]):
        if token.text in ("and", "then") and between[place + 1].text in _DETERMINERS and any(weighty[:place]):
            return False
    if any(token.text in NEGATORS for token in between) and any(
        token.text in ("and", "or", "nor") for token in between
    ):
        return False  # "is not moved and not restarted": each denies its own
    conditional = any(token.clause == clause and token.text in _CONDITIONS for token in tokens[:negator])
    return sum(weighty) <= (0 if conditional else 2)


def _second_name(between: Sequence[Token], weighty: Sequence[bool]) -> bool:
    """Whether after the first thing named another begins: "without a probe | the pods are ready"."""
    return any(token.text in _DETERMINERS and any(weighty[:place]) for place, token in enumerate(between))


def _called_false(tokens: Sequence[Token], matched: Sequence[int]) -> bool:
    """Whether the sentence calls what it says a myth, or what others say, or the next one takes it back."""
    sentence, first, last = tokens[matched[0]].sentence, min(matched), max(matched)
    for place, token in enumerate(tokens):
        if token.sentence != sentence or place in matched:
            continue
        ahead = place < first and not _broken(tokens, place, last)
        if token.text in _MYTHS and (ahead or (place > last and token.clause - tokens[last].clause <= 1)):
            return True
        nearby = [one.text for one in tokens[place + 1 : place + 3] if one.sentence == sentence]
        if ahead and token.text in _WRONG and {"that", "to", "is"} & set(nearby):
            return True
        if ahead and token.stem in _SAY and _said_by_others(tokens, place):
            return True
    return _answered(tokens, sentence) == "no"


def breaks_off(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a comma between two places ends one statement and begins another: "is kept, the address changes".

    After a condition ("if it fails, the pod restarts"), and before what refers back ("it", "so", "which"), it does not.
    """
    for place in range(first + 1, last + 1):
        if tokens[place].after != ",":
            continue
        clause = tokens[place - 1].clause
        conditional = any(token.text in _CONDITIONS for token in tokens[:place] if token.clause == clause)
        if not conditional and tokens[place].text not in _PRONOUNS | TURNS | {"then", "and"}:
            return True
    return False


def _said_by_others(tokens: Sequence[Token], place: int) -> bool:
    before = [token.text for token in tokens[max(0, place - 4) : place] if token.sentence == tokens[place].sentence]
    if _ASIDE & set(before):
        return False
    return bool(_SAYERS & set(before[-2:]) or _MAYBE & set(before[-3:]) or tokens[place].text == "thought")


def _broken(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether between two places something else begins to be said; the comma of a list begins nothing."""
    for place in range(start + 1, end + 1):
        token = tokens[place]
        following = tokens[place + 1].text if place + 1 < len(tokens) else ""
        if token.text in TURNS or (token.after and token.after != ","):
            return True
        listed = following if token.text in ("and", "or") else token.text
        if (token.after == "," or token.text == "and") and listed in _PRONOUNS | {"the"} - {"that"}:
            return True
    return False


def _answered(tokens: Sequence[Token], sentence: int) -> str:
    """Whether the sentence after begins by saying `yes` to this one, or `no`; "" if neither."""
    following = [token for token in tokens if token.sentence == sentence + 1][:5]
    texts = [token.text for token in following]
    if not texts:
        return ""
    alone = len(following) == 1 or following[1].after in (",", ":", ".", "—", "–")
    label = len(following) > 1 and following[1].after == ":"  # "no: failures" begins a list
    if (
        alone
        and texts[0] in ("no", "nope", "wrong", "false", "nonsense", "incorrect")
        and not (label and texts[0] == "no")
    ):
        return "no"
    if texts[0] in ("that", "this", "it", "not", "which") and "not" in texts[:3] and _closing(following) in _TRUE:
        return "no"
    if texts[0] in ("that", "this") and (_MYTHS | _WRONG) & set(texts):
        return "no"
    return "yes" if texts[0] in _YES or texts[:2] == ["of", "course"] else ""


def _closing(following: Sequence[Token]) -> str:
    """The last word of the first clause among these."""
    return [token.text for token in following if token.clause == following[0].clause][-1]


def _only_asked(tokens: Sequence[Token], matched: Sequence[int]) -> bool:
    token = tokens[matched[0]]
    return token.asked and _answered(tokens, token.sentence) != "yes"


def _taken_back(tokens: Sequence[Token], matched: Sequence[int]) -> bool:
    """Whether the rest of the clause says of it that it is bad, or that it is not good."""
    rest = list(_rest(tokens, max(matched)))
    for number, token in enumerate(rest):
        if token.text in _BAD:
            return True
        if token.text in ("not", "never", "no", "hardly") and any(
            one.text in _GOOD for one in rest[number + 1 : number + 5]
        ):
            return True
    return False


def _rest(tokens: Sequence[Token], last: int) -> Iterator[Token]:
    for token in tokens[last + 1 : last + 9]:
        if token.clause != tokens[last].clause:
            return
        yield token
