"""Short ways to pods for tables of rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from podtutor.kube.codec import convert
from podtutor.kube.pod import Pod

MakePod = Callable[..., Pod]


@pytest.fixture
def pod() -> MakePod:
    """Makes a Pod named p of a spec and, by keyword, of other parts of it."""

    def make(spec: dict[str, Any], *, status: dict[str, Any] | None = None, **metadata: Any) -> Pod:
        return convert(
            {"metadata": {"name": "p", "namespace": "default", **metadata}, "spec": spec, "status": status or {}}, Pod
        )

    return make
