"""The shell completes lessons, levels, kinds, claims, terms and paths."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("podtutor learn small-", "small-pod"),
        ("podtutor quiz small-n", "small-node"),
        ("podtutor quiz --kind red", "redflag"),
        ("podtutor learn --level mi", "middle"),
        ("podtutor claims small-c", "small-crash-replaces-pod"),
        ("podtutor explain small-node", "small-node-term"),
        ("podtutor path small-ni", "small-night"),
        ("podtutor che", "cheatsheet"),
    ],
)
def test_completion(process, words: str, found: str) -> None:
    done = process(
        _PODTUTOR_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1),
        _TYPER_COMPLETE_ARGS=words,
    )  # fmt: skip
    assert found in done.out.split()
    assert done.err == ""
