"""What is left of an English word without its endings, so that a grader hears it in any inflection."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

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
        "throw": "threw thrown throws throwing",
        "choose": "chose chosen choosing",
        "see": "saw seen",
        "know": "knew known",
        "think": "thought thinks thinking",
        "say": "said says saying",
        "leave": "left leaves leaving",
        "build": "built",
        "hold": "held",
        "come": "came comes coming",
        "give": "gave given gives giving",
        "stop": "stopped stopping stops",
        "share": "shared sharing shares",
        "kill": "killed killing kills",
        "move": "moved moving moves",
        "deny": "denied denies denying",
        "copy": "copied copies copying",
        "delete": "deletion deletions deleted deletes deleting",
        "evict": "eviction evictions evicted evicts evicting",
        "address": "addresses",
        "ip": "ips",
        "vm": "vms",
        "pv": "pvs",
        "db": "dbs",
        "process": "processes",
    }.items()
    for form in (base, *forms.split())
}


@lru_cache(maxsize=16384)
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
