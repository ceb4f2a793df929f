"""The language of expectations: what each check holds of, and how a verdict says it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podtutor.content.claims import Expectation
from podtutor.judge.expectations import complaints, expectation_problems, has, judge, same
from podtutor.source import compose

TRACE: dict[str, Any] = {
    "pods": {
        "web": {
            "uid": 1,
            "runs": [
                {"container": "app", "start": 0.0, "end": 4.0, "precise": [0.551, 4.2], "exitCode": 1},
                {"container": "app", "start": 5.0, "end": None, "precise": None, "exitCode": None},
                {"container": "helper", "start": 0.0, "end": None, "exitCode": None},
            ],
            "phases": [{"at": 0.0, "phase": "Pending"}, {"at": 0.7, "phase": "Running"}],
            "ready": [{"at": 0.7, "ready": True}, {"at": 4.4, "ready": False}],
            "kubectl": [
                {"at": 0.0, "READY": "0/2", "STATUS": "Pending", "RESTARTS": "0"},
                {"at": 0.7, "READY": "2/2", "STATUS": "Running", "RESTARTS": "0"},
                {"at": 4.4, "READY": "1/2", "STATUS": "Error", "RESTARTS": "0"},
            ],
            "gone": 30.0,
        }
    },
    "endpoints": [
        {"at": 0.7, "service": "web", "addresses": [{"pod": "web", "ready": True}]},
        {"at": 4.4, "service": "web", "addresses": [{"pod": "web", "ready": False}]},
        {"at": 1.0, "service": "other", "addresses": []},
    ],
}

CASES: list[tuple[str, dict[str, Any], bool, str]] = [
    ("length(runs('web', 'app'))", {"equals": 2}, True, "2"),
    ("length(runs('web', 'app'))", {"equals": 3}, False, "2"),
    ("runs('web', 'app')[0].ended", {"equals": 4.2}, True, "4.2"),
    ("runs('web', 'app')[1].started", {"equals": 5}, True, "5"),
    ("runs('web', 'app')[1].ended", {"absent": True}, True, "nothing"),
    ("runs('web', 'nobody')", {"absent": True}, True, "an empty list"),
    ("runs('nobody', 'app')", {"absent": True}, True, "an empty list"),
    ("pod('web').uid", {"equals": 1}, True, "1"),
    ("pod('web').uid", {"equals": True}, False, "1"),
    ("pod('db')", {"absent": True}, True, "nothing"),
    ("status_at('web', `3`)", {"equals": "Running"}, True, '"Running"'),
    ("status_at('web', `4.4`)", {"equals": "Error"}, True, '"Error"'),
    ("status_at('web', `30`)", {"absent": True}, True, "nothing"),
    ("row_at('web', `5`).READY", {"equals": "1/2"}, True, '"1/2"'),
    ("phase_at('web', `0.5`)", {"equals": "Pending"}, True, '"Pending"'),
    ("phase_at('web', `31`)", {"absent": True}, True, "nothing"),
    ("ready_at('web', `0.1`)", {"equals": False}, True, "false"),
    ("ready_at('web', `2`)", {"equals": True}, True, "true"),
    ("endpoints_at('web', `0`)", {"absent": True}, True, "an empty list"),
    ("endpoints_at('web', `2`)[0].ready", {"equals": True}, True, "true"),
    ("endpoints_at('web', `9`)", {"contains": {"pod": "web", "ready": False}}, True, "pod: "),
    ("since(runs('web', 'app')[0].ended, runs('web', 'app')[1].started)", {"equals": 0.8}, True, "0.8"),
    ("since(runs('web', 'app')[1].ended, `3`)", {"absent": True}, True, "nothing"),
    ("pod('web').phases[].phase", {"equals": ["Pending", "Running"]}, True, '"Pending", "Running"'),
    ("pod('web').phases[].phase", {"contains": "Failed"}, False, '"Pending", "Running"'),
    ("pod('web').kubectl[0].STATUS", {"contains": "Pend"}, True, '"Pending"'),
    ("length(runs('web', 'app'))", {"at_least": 2}, True, "2"),
    ("length(runs('web', 'app'))", {"at_least": 2, "at_most": 3}, True, "2"),
    ("length(runs('web', 'app'))", {"at_least": 3, "at_most": 4}, False, "2"),
    ("runs('web', 'app')[1].ended", {"at_most": 100}, False, "nothing"),
    ("runs('web', 'app')[0].started", {"before": "runs('web', 'app')[1].started"}, True, "0.551"),
    ("runs('web', 'app')[1].started", {"before": "runs('web', 'app')[1].started"}, False, "5"),
    ("runs('web', 'app')[1].ended", {"before": "runs('web', 'app')[1].started"}, False, "nothing"),
    ("runs('web', 'app')[0].ended", {"before": "runs('web', 'app')[1].ended"}, False, "4.2"),
]


@pytest.mark.parametrize(("query", "check", "holds", "observed"), CASES)
def test_a_check_of_a_trace(query: str, check: dict[str, Any], holds: bool, observed: str) -> None:
    finding = judge(Expectation(query=query, **check), TRACE)
    assert finding.holds is holds
    assert observed in finding.observed
    assert finding.asked


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ({"equals": 2}, "2"),
        ({"equals": ["Pending", "Running"]}, '"Pending", "Running"'),
        ({"contains": "web"}, 'something with "web"'),
        ({"absent": True}, "nothing"),
        ({"at_least": 5}, "at least 5"),
        ({"at_most": 2.5}, "at most 2.5"),
        ({"at_least": 45, "at_most": 65}, "from 45 to 65"),
        ({"before": "pod('web').gone"}, "less than `pod('web').gone`, which is 30"),
    ],
)
def test_a_verdict_says_what_was_expected(check: dict[str, Any], words: str) -> None:
    assert judge(Expectation(query="pod('web').uid", **check), TRACE).expected == words


def test_a_decision_is_asked_by_plain_queries() -> None:
    answer = {"disruptionsAllowed": 0, "reason": "InsufficientPods"}
    assert judge(Expectation(query="disruptionsAllowed", equals=0), answer).holds
    assert judge(Expectation(query="@", equals=answer), answer).holds
    assert not judge(Expectation(query="pod('web').uid", equals=1), answer).holds


@pytest.mark.parametrize(
    ("expectation", "key", "words"),
    [
        (Expectation(query="runs('web', ", equals=1), "query", "cannot be read"),
        (Expectation(query="run('web')", equals=1), "query", "there is no function run()"),
        (Expectation(query="pod('web', 'app')", equals=1), "query", "pod() takes 1 arguments, not 2"),
        (Expectation(query="pod('web')"), "query", "nothing is expected"),
        (Expectation(query="pod('web')", equals=1, absent=True), "absent", "one thing"),
        (Expectation(query="pod('web').gone", before="pod("), "before", "cannot be read"),
    ],
)
def test_what_can_never_be_judged_is_a_complaint(expectation: Expectation, key: str, words: str) -> None:
    (found,) = complaints(expectation)
    assert found[0] == key
    assert words in found[1]


def test_a_malformed_query_is_a_problem_with_its_place() -> None:
    text = "expect:\n  - query: pod('web').uid\n    equals: 1\n  - query: pod(\n    equals: 1\n"
    (node,) = compose(text, "claims.yaml")
    expectations = [Expectation(query="pod('web').uid", equals=1), Expectation(query="pod(", equals=1)]
    (problem,) = expectation_problems(expectations, "expect", node, "claims.yaml")
    assert str(problem).startswith("claims.yaml:4:12: the query cannot be read")
    assert problem.code == "bad-expectation"


def test_a_query_that_does_not_fit_finds_nothing_and_refutes_nothing() -> None:
    finding = judge(Expectation(query="length(pod('nobody').runs)", equals=0), TRACE)
    assert not finding.holds
    assert not finding.asked
    assert finding.observed.startswith("the query does not fit what is there")


@pytest.mark.parametrize(
    ("expected", "value", "equal"),
    [
        (1, 1.0, True),
        (True, 1, False),
        (0, False, False),
        ({"a": 1, "b": [1]}, {"b": [1.0], "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([1, 2], [2, 1], False),
        ("1", 1, False),
        (None, None, True),
    ],
)
def test_equality_is_that_of_json(expected: Any, value: Any, equal: bool) -> None:
    assert same(expected, value) is equal


def test_contains_looks_for_entries_not_for_whole_members() -> None:
    assert has([{"pod": "web", "ready": True}], {"pod": "web"})
    assert not has([{"pod": "web", "ready": True}], {"pod": "web", "ready": False})
    assert has({"a": {"b": 1, "c": 2}}, {"a": {"b": 1}})
    assert not has(5, 5)


@given(
    st.text(max_size=40), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5)
)
def test_no_query_raises(query: str, document: Any) -> None:
    finding = judge(Expectation(query=query or "x", equals=1), document)
    assert isinstance(finding.holds, bool)
