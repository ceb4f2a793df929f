"""What `kubectl apply` makes of a manifest and what stands: a three-way strategic merge.

Upstream: staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go. Values are builtins, as on the wire.
"""

from __future__ import annotations

from typing import Any

MERGE_KEYS = {
    "containers": "name",
    "initContainers": "name",
    "ephemeralContainers": "name",
    "volumes": "name",
    "env": "name",
    "imagePullSecrets": "name",
    "schedulingGates": "name",
    "volumeMounts": "mountPath",
    "hostAliases": "ip",
    "conditions": "type",
    "ownerReferences": "uid",
    "topologySpreadConstraints": "topologyKey",
    "taints": "key",
}
"""patchMergeKey by the name of the list; other lists are replaced as a whole."""
RETAIN_KEYS = ("strategy",)
"""patchStrategy retainKeys: of these unions nothing is kept that the manifest does not name."""


def three_way_merge(last_applied: Any, live: Any, manifest: Any) -> Any:
    """`live` changed as little as the new `manifest` asks for; what `last_applied` had and it lacks is removed."""
    if not isinstance(manifest, dict) or not isinstance(live, dict):
        return manifest
    before = last_applied if isinstance(last_applied, dict) else {}
    merged = dict(live)
    for key in before:
        if key not in manifest:
            merged.pop(key, None)
    for key, wanted in manifest.items():
        merged[key] = _merge_field(key, before.get(key), live.get(key), wanted)
    return merged


def _merge_field(key: str, before: Any, live: Any, wanted: Any) -> Any:
    if isinstance(wanted, list) and isinstance(live, list):
        by = MERGE_KEYS.get(key) or ("containerPort" if key == "ports" and _has(wanted, "containerPort") else None)
        if by is not None and (_has(wanted, by) or not wanted) and _has(live, by):
            return _merge_lists(by, before if isinstance(before, list) else [], live, wanted)
        return wanted
    if isinstance(wanted, dict) and isinstance(live, dict):
        if key in RETAIN_KEYS:
            live = {name: value for name, value in live.items() if name in wanted}
        return three_way_merge(before, live, wanted)
    return wanted


def _has(entries: list[Any], by: str) -> bool:
    return bool(entries) and all(isinstance(entry, dict) and by in entry for entry in entries)


def _merge_lists(by: str, before: list[Any], live: list[Any], wanted: list[Any]) -> list[Any]:
    known = {entry[by]: entry for entry in live}
    earlier = {entry[by]: entry for entry in before if isinstance(entry, dict) and by in entry}
    merged = [
        three_way_merge(earlier.get(entry[by]), known[entry[by]], entry) if entry[by] in known else entry
        for entry in wanted
    ]
    asked = {entry[by]: None for entry in wanted}
    kept = [entry for entry in live if entry[by] not in asked and entry[by] not in earlier]
    return merged + kept
