"""Sentences and their lengths: what a junior reader has to take in at once."""

from __future__ import annotations

import pytest

from podtutor.authoring.prose import length, sentences, width


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("A pod runs. It has one address.", [3, 4]),
        ("Does it stop? No! It goes on…", [3, 1, 3]),
        ("Type `kubectl get pods -o wide` and look.", [4]),
        ("Version 1.36 is out. So is e.g. 1.35.", [4, 3, 1]),
        ("Three things:\n\n- the first one\n- the second\n1. the third\n", [2, 3, 2, 2]),
        ("It says “stop.” Then it stops.", [3, 3]),
        ("One paragraph\ngoes on.\n\nAnother", [4, 1]),
        ("```\nmany words in a block of code\n```\nAfter it.", [2]),
        ("", []),
        ("— … —", []),
    ],
)
def test_sentences(text: str, lengths: list[int]) -> None:
    assert [length(sentence) for sentence in sentences(text)] == lengths


@pytest.mark.parametrize(("line", "columns"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("──▶", 3), ("", 0)])
def test_width_counts_columns_of_a_terminal(line: str, columns: int) -> None:
    assert width(line) == columns
