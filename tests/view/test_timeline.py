"""The picture of a history: what stands where, how waits are folded, and that every recording can be drawn."""

from __future__ import annotations

import io
import json
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from podtutor.fidelity.recordings import recorded_histories, shipped
from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario
from podtutor.view.console import TutorConsole
from podtutor.view.timeline.drawing import MARKS, STATES, MomentsView, TimelineView, time_words
from podtutor.view.timeline.scale import FOLD, scale_of
from podtutor.view.timeline.story import Story, story_of
from podtutor.view.timeline.trace import as_trace

SCENARIO = Path(__file__).parent.parent / "course" / "lessons" / "scenarios" / "small-crash.yaml"


@cache
def crash() -> Story:
    simulation = simulate(read_scenario(SCENARIO.read_bytes(), str(SCENARIO)))
    simulation.run()
    return story_of(as_trace(simulation.trace()), 20.0)


def drawn(content: object, *, width: int = 80, plain: bool = False) -> list[str]:
    console = TutorConsole(
        plain=plain, file=io.StringIO(), width=width, force_terminal=not plain, color_system=None, _environ={}
    )
    console.print(content)
    return [line.rstrip() for line in console.file.getvalue().rstrip("\n").split("\n")]


def row(lines: list[str], name: str) -> str:
    return next(line for line in lines if line.split()[:1] == [name])


def test_each_container_has_a_row_with_its_states_and_marks() -> None:
    lines = drawn(TimelineView(crash()))
    app, helper = row(lines, "app"), row(lines, "helper")
    assert "✗" in app
    assert "↻" in app
    assert app.index("✗") < app.index("↻")
    assert not {"✗", "↻"} & set(helper)
    assert row(lines, "READY").split() == ["READY", "0/2", "2/2", "2/2"]
    assert row(lines, "time").split()[0::5] == ["time", "20s"]


def test_the_legend_explains_what_was_drawn_and_nothing_else() -> None:
    text = "\n".join(drawn(TimelineView(crash())))
    assert "↻ starts again" in text
    assert "✗ ended with an error" in text
    assert "evicted" not in text


def test_now_hides_the_future() -> None:
    lines = drawn(TimelineView(crash(), now=2.0))
    assert not {"✗", "↻"} & set("".join(lines))
    assert "3.5s" not in row(lines, "time")


def test_read_aloud_it_is_sentences() -> None:
    lines = drawn(TimelineView(crash()), plain=True)
    assert any(line.endswith("app ends with exit code 1") for line in lines)
    assert not {"━", "✗"} & set("".join(lines))


@pytest.mark.parametrize("name", sorted(recorded_histories(shipped("traces"))))
def test_every_recording_fits_a_narrow_screen(name: str) -> None:
    width = 60
    from podtutor.fidelity.recordings import _text

    story = story_of(as_trace(json.loads(_text(recorded_histories(shipped("traces"))[name][0]))))
    for line in (*drawn(TimelineView(story), width=width), *drawn(MomentsView(story), width=width)):
        assert len(line) <= width, line


@given(st.lists(st.floats(0, 4000, allow_nan=False), min_size=2, max_size=60, unique=True), st.integers(30, 200))
def test_columns_ascend_and_stay_inside(times: list[float], width: int) -> None:
    ordered = sorted(times)
    scale = scale_of(ordered, width)
    columns = [scale.column(at) for at in ordered]
    assert columns == sorted(columns)
    assert columns[0] == 0
    assert max(columns) < width
    assert all(fold.end - fold.begin == FOLD for fold in scale.folds)


def test_a_long_wait_is_folded_between_the_moments_around_it() -> None:
    scale = scale_of([0.0, 1.0, 2.0, 3.0, 600.0, 601.0, 602.0], 60)
    assert [(fold.begin, fold.end) for fold in scale.folds] == [(scale.column(3.0), scale.column(600.0))]
    assert scale.column(2.0) - scale.column(1.0) >= 3


@pytest.mark.parametrize(
    ("at", "words"),
    [(0, "0s"), (3.62, "3.6s"), (12, "12s"), (60, "1m"), (250, "4m10s"), (3600, "1h"), (3661, "1h1m1s")],
)
def test_times_in_words(at: float, words: str) -> None:
    assert time_words(at) == words


def test_every_mark_and_state_of_a_story_can_be_drawn() -> None:
    from podtutor.view.timeline import story

    names = {
        value for name, value in vars(story).items() if name.isupper() and isinstance(value, str) and name[0] != "_"
    }
    assert names <= set(STATES) | set(MARKS)


def of_the_course(name: str) -> Story:
    path = Path(__file__).parents[2] / "lessons" / "scenarios" / f"{name}.yaml"
    simulation = simulate(read_scenario(path.read_bytes(), str(path)))
    simulation.run()
    return story_of(as_trace(simulation.trace()))


def test_a_drain_says_how_it_ended_and_how_often_it_was_refused() -> None:
    assert of_the_course("drain-meets-a-budget").actions[-1].text == "drain node-1 gives up, after 6 refusals"
    assert of_the_course("drain-for-maintenance").actions[-1].text == "drain node-1 is done"


def test_an_eviction_says_its_answer() -> None:
    said = [action.text for action in of_the_course("two-budgets-two-policies").actions]
    assert said[0].startswith("evict pod/strict-?1: refused with 429")
    assert said[1] == "evict pod/lenient-?1: granted with 201"


def test_a_process_that_outlives_its_pod_object_is_drawn_to_its_end() -> None:
    lane = next(pod for pod in of_the_course("force-delete-a-stateful-pod").pods if pod.name == "ledger-0").lanes[0]
    assert [(step.at, step.state) for step in lane.steps][-2:] == [(8.01, "stopping"), (10.04, "done")]


def test_containers_stand_in_the_order_in_which_they_start() -> None:
    (pod,) = of_the_course("deleted-while-preparing").pods
    assert [lane.name for lane in pod.lanes] == ["sidecar proxy", "init warm-up", "app"]


def test_nothing_waits_for_a_start_once_the_pod_is_over() -> None:
    (report,) = of_the_course("sidecar-that-ends-politely").pods
    assert report.lanes[0].steps[-1].state == "done"
    assert {step.state for step in report.lanes[0].steps if 23 < step.at < 25} == {"backoff"}
    strict = next(pod for pod in of_the_course("init-fails-twice").pods if pod.name == "orders-strict")
    assert [step.state for step in strict.lanes[1].steps] == ["waiting", "done"]


def test_what_ends_a_container_is_told_before_its_end() -> None:
    told = [moment.text for moment in of_the_course("evicted-but-completed").moments]
    evicted = next(number for number, text in enumerate(told) if text.startswith("is evicted"))
    assert told[evicted + 1].startswith("app is to be stopped")
    assert told[evicted + 2] == "app ends with exit code 0"


def test_a_cut_is_explained_and_the_times_on_both_sides_of_it_are_said() -> None:
    lines = drawn(TimelineView(replace(of_the_course("evicted-but-completed"), end=120.0)))
    assert row(lines, "time").split()[-3:] == ["14s", "╱╱", "2m"]
    assert "╱╱ a long time, cut short" in lines[-1]
    assert "cut short" not in "\n".join(drawn(TimelineView(crash())))
