"""What kubectl prints of a simulated cluster, as people read it: rows, events, and the description of one pod."""

from __future__ import annotations

from podtutor.sim.describe import describe_text
from podtutor.sim.history import History
from podtutor.sim.kubectl_text import columns, events_text, pods_text, standing, watch_text
from podtutor.sim.run import simulate
from podtutor.sim.scenario_reader import read_scenario

SCENARIO = """
scenario: 1
name: leak
duration: 60
objects:
  - apiVersion: v1
    kind: Pod
    metadata: {name: thumbnails, labels: {app: media}}
    spec:
      containers:
        - name: app
          image: "thumbnails:2.1"
          resources: {limits: {memory: 64Mi}}
          readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 5}
  - {apiVersion: v1, kind: Pod, metadata: {name: brief}, spec: {containers: [{name: app, image: "brief:1"}]}}
behavior:
  - {pod: thumbnails, container: app, attempts: [[{sleep: 3}, {alloc: 200Mi}]]}
actions:
  - {at: 5, delete: pod/brief, force: true}
"""


def history_at(seconds: int) -> History:
    simulation = simulate(read_scenario(SCENARIO))
    simulation.run(seconds * 1000)
    assert simulation.history is not None
    return simulation.history


def test_pods_are_listed_by_name_and_those_that_are_gone_no_more() -> None:
    before, after = pods_text(history_at(2)), pods_text(history_at(8))
    assert before == [
        "NAME         READY   STATUS    RESTARTS   AGE",
        "brief        1/1     Running   0          2s",
        "thumbnails   0/1     Running   0          2s",
    ]
    assert after == [
        "NAME         READY   STATUS    RESTARTS     AGE",
        "thumbnails   0/1     Running   1 (5s ago)   8s",
    ]
    assert pods_text(history_at(2), ["brief"]) == [
        "NAME    READY   STATUS    RESTARTS   AGE",
        "brief   1/1     Running   0          2s",
    ]


def test_an_event_is_told_once_with_its_count() -> None:
    lines = events_text(history_at(8), [standing(history_at(8))[0].uid])
    assert lines[0].split() == ["LAST", "SEEN", "TYPE", "REASON", "OBJECT", "MESSAGE"]
    assert [line.split()[-1] for line in lines if "Scheduled" in line] == ["node-1"]
    assert len([line for line in lines if "Started" in line and "(x2 over" in line]) == 1


def test_a_description_says_how_a_container_ended() -> None:
    history = history_at(5)
    lines = describe_text(history, next(one for one in standing(history) if one.name == "thumbnails"))
    text = "\n".join(lines)
    assert "Status:      Running" in text
    assert "    Last State:     Terminated\n      Reason:       OOMKilled\n      Exit Code:    137\n" in text
    assert (
        "    Limits:\n      memory:  64Mi\n    Requests:\n      memory:   64Mi\n    Readiness:  tcp-socket :8080"
        in text
    )
    assert "  Ready                      False" in text
    assert lines[lines.index("Events:") + 1].split() == ["Type", "Reason", "Age", "From", "Message"]


def test_with_a_width_the_last_column_folds_below_its_row_where_it_gets_too_narrow() -> None:
    rows = [("A", "MESSAGE"), ("a" * 20, "some words that do not fit into what is left of the row")]
    assert columns(rows, padding=3, width=60) == [
        "A                      MESSAGE",
        "aaaaaaaaaaaaaaaaaaaa   some words that do not fit into what",
        "                       is left of the row",
    ]
    assert columns(rows, padding=3, width=50)[1:] == [
        "aaaaaaaaaaaaaaaaaaaa",
        "      some words that do not fit into what is left",
        "      of the row",
    ]
    assert max(map(len, describe_text(history_at(30), standing(history_at(30))[0], width=70))) <= 70


def test_a_watch_tells_every_change_with_its_second() -> None:
    assert watch_text(history_at(2), ["brief"]) == [
        "TIME    NAME    READY   STATUS              RESTARTS",
        "0.0 s   brief   0/1     Pending             0",
        "0.0 s   brief   0/1     ContainerCreating   0",
        "0.6 s   brief   1/1     Running             0",
    ]
