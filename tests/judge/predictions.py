"""Scenarios and questions of the tests on predictions and exhibits: a leaking pod, a small shop, and a shelf to find them on."""

from __future__ import annotations

from typing import Any

from podtutor.content.quiz import Distractor, Predict
from podtutor.errors import PodtutorError
from podtutor.judge.predictor import Predictor
from podtutor.judge.resolution import Resolution

LEAK = """
scenario: 1
name: leak
duration: 60
nodes: [{name: node-1, capacity: {cpu: "4"}, taints: [{key: team, value: media, effect: PreferNoSchedule}]}]
objects:
  - apiVersion: v1
    kind: Pod
    metadata: {name: thumbnails}
    spec: {containers: [{name: app, image: "thumbnails:2.1", resources: {limits: {memory: 64Mi}}}]}
  - {apiVersion: v1, kind: Pod, metadata: {name: ledger}, spec: {containers: [{name: app, image: "ledger:1"}]}}
behavior:
  - {pod: thumbnails, container: app, attempts: [[{sleep: 3}, {alloc: 200Mi}], [{sleep: 50}]]}
  - {pod: ledger, container: app, attempts: [[{sleep: 9}]]}
actions:
  - {at: 20, delete: pod/ledger}
  - {at: 40, delete: pod/thumbnails}
"""
SHOP = """
scenario: 1
name: shop
duration: 10
objects:
  - {apiVersion: v1, kind: Pod, metadata: {name: website}, spec: {containers: [{name: app, image: "website:1"}]}}
  - apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web}
    spec:
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: app, image: "web:1"}]}
behavior:
  - {pod: website, container: app, attempts: [[{exit: 1}]]}
  - {pod: "web-*", container: app, attempts: [[{listen: 80}]]}
"""
COMMON: dict[str, Any] = {
    "id": "what-then",
    "level": "middle",
    "topic": "restarts",
    "claims": ("one-crash-restarts-all",),
    "prompt": "What happens?",
    "explanation": "That is how it is.",
    "why": "It is computed.",
}
CRASHED = "runs('thumbnails', 'app')[0].reason"


class Shelf:
    """Scenarios by name, and how often each was read."""

    def __init__(self, **texts: str) -> None:
        self.texts = texts
        self.read: list[str] = []

    def __call__(self, name: str) -> tuple[str, str]:
        self.read.append(name)
        if name not in self.texts:
            raise PodtutorError(f"there is no scenario `{name}`")
        return self.texts[name], f"{name}.yaml"


def prediction(query: str = CRASHED, *wrong: str, **changes: Any) -> Predict:
    distractors = tuple(Distractor(text=text, why=f"not {text}", voices="trap-23") for text in wrong or ("Error",))
    if "decision" not in changes:
        changes.setdefault("scenario", "leak")
    return Predict(**COMMON | {"query": query, "distractors": distractors} | changes)


def resolved(question: Predict) -> Resolution:
    return Predictor(Shelf(leak=LEAK)).resolution(question)
