"""A short name for a version of a template, as controllers put it into labels and revision names."""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

from podtutor.kube.codec import encode_json

_SAFE: Final = "bcdfghjklmnpqrstvwxz2456789"
"""k8s.io/apimachinery/pkg/util/rand alphanums: no vowels, so that no words come out."""


def template_hash(template: Any) -> str:
    """Ten characters that tell one template from another.

    Upstream hashes with FNV over a Go dump (pkg/controller/controller_utils.go ComputeHash); the value has no meaning
    beyond being equal for equal templates, so ours differs.
    """
    digest = sha256(encode_json(template)).digest()
    return "".join(_SAFE[byte % len(_SAFE)] for byte in digest[:10])
