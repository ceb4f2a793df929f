"""Every kind of decision that can be asked, by name; see `frame` for what a kind is made of.

Each table belongs to one part of Kubernetes: the node and its pods, the control plane, objects.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from podtutor.rules.decide.control_plane import CONTROL_PLANE_DECISIONS
from podtutor.rules.decide.frame import Answer, Decision, Explanation, Table
from podtutor.rules.decide.node import NODE_DECISIONS
from podtutor.rules.decide.objects import OBJECT_DECISIONS

DECISIONS: Mapping[str, Decision] = MappingProxyType(
    {
        decision.name: decision
        for decision in sorted(
            (*NODE_DECISIONS, *CONTROL_PLANE_DECISIONS, *OBJECT_DECISIONS), key=lambda decision: decision.name
        )
    }
)
"""All kinds, sorted by name."""

__all__ = ["DECISIONS", "Answer", "Decision", "Explanation", "Table"]
