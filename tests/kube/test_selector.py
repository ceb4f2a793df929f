"""Label selectors of objects and of people, and node selectors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podtutor.kube.codec import convert
from podtutor.kube.meta import LabelSelector
from podtutor.kube.pod import NodeSelector
from podtutor.kube.selector import SelectorError, label_selector_as_selector, new_node_selector, selector_from_set
from podtutor.kube.selector_text import parse_selector

LABELS = {"app": "web", "tier": "", "cores": "8"}


def test_null_selects_nothing_and_empty_everything() -> None:
    assert not label_selector_as_selector(None).matches(LABELS)
    assert label_selector_as_selector(LabelSelector()).matches(LABELS)
    assert selector_from_set({}).empty


@pytest.mark.parametrize(
    ("operator", "key", "values", "matches"),
    [
        ("In", "app", ["web", "db"], True),
        ("In", "none", ["web"], False),
        ("NotIn", "none", ["web"], True),
        ("NotIn", "app", ["web"], False),
        ("Exists", "tier", [], True),
        ("DoesNotExist", "tier", [], False),
    ],
)
def test_expressions(operator: str, key: str, values: list[str], matches: bool) -> None:
    selector = convert({"matchExpressions": [{"key": key, "operator": operator, "values": values}]}, LabelSelector)
    assert label_selector_as_selector(selector).matches(LABELS) is matches


def test_labels_and_expressions_are_all_needed() -> None:
    selector = convert(
        {"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "x", "operator": "Exists"}]}, LabelSelector
    )
    assert not label_selector_as_selector(selector).matches(LABELS)
    assert str(label_selector_as_selector(selector)) == "app=web,x"


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("", True),
        ("app=web", True),
        ("app==web,tier", True),
        ("app!=web", False),
        ("app in (web, db),!canary", True),
        ("app notin (web)", False),
        ("tier=", True),
        ("tier in ()", True),
        ("cores>7,cores<9", True),
        ("app>1", False),
        ("in in (in)", False),
    ],
)
def test_what_people_type(text: str, matches: bool) -> None:
    assert parse_selector(text).matches(LABELS) is matches


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("app=web,", "found '', expected: identifier after ','"),
        ("app in (web", "unable to parse requirement: found '', expected: ',' or ')'"),
        ("=web", "found '=', expected: !, identifier, or 'end of string'"),
        ("app web", "unable to parse requirement: found 'web', expected: in, notin, =, ==, !=, gt, lt"),
        ("app in web", "unable to parse requirement: found 'web' expected: '('"),
    ],
)
def test_errors_are_upstreams(text: str, error: str) -> None:
    with pytest.raises(SelectorError) as caught:
        parse_selector(text)
    assert str(caught.value) == error


@given(st.text(alphabet="ab=!(), ><notin/.\x00é", max_size=20))
def test_any_text_is_a_selector_or_a_clear_error(text: str) -> None:
    said = ""
    try:
        selector = parse_selector(text)
    except SelectorError as error:
        said = str(error)
    else:
        assert parse_selector(str(selector)) == selector
        return
    assert said


def _nodes(*terms: dict[str, object]) -> NodeSelector:
    return convert({"nodeSelectorTerms": list(terms)}, NodeSelector)


def test_terms_are_alternatives_and_empty_ones_match_nothing() -> None:
    assert not new_node_selector(_nodes()).matches({"a": "b"}, "n1")
    assert not new_node_selector(_nodes({})).matches({"a": "b"}, "n1")
    either = _nodes(
        {"matchExpressions": [{"key": "a", "operator": "In", "values": ["x"]}]},
        {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["n1"]}]},
    )
    assert new_node_selector(either).matches({"a": "b"}, "n1")
    assert not new_node_selector(either).matches({"a": "b"}, "n2")


def test_one_bad_term_spoils_the_whole_selector() -> None:
    selector = _nodes(
        {"matchExpressions": [{"key": "a", "operator": "Exists"}]},
        {"matchExpressions": [{"key": "cores", "operator": "Gt", "values": ["many"]}]},
    )
    with pytest.raises(SelectorError, match=r"nodeSelectorTerms\[1\].*must be an integer"):
        new_node_selector(selector)
