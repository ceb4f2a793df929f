"""The indexes of an Indexed Job: sets of numbers written as intervals, `0-2,5,7,8`, and what pods know of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeAlias

from podtutor.kube.pod import Pod

COMPLETION_INDEX: Final = "batch.kubernetes.io/job-completion-index"
"""batch.JobCompletionIndexAnnotation: annotation and label with a pod's index."""
INDEX_FAILURE_COUNT: Final = "batch.kubernetes.io/job-index-failure-count"
"""batch.JobIndexFailureCountAnnotation: failures of the index before this pod that counted."""
INDEX_IGNORED_FAILURE_COUNT: Final = "batch.kubernetes.io/job-index-ignored-failure-count"
"""batch.JobIndexIgnoredFailureCountAnnotation: failures of the index before this pod that were ignored."""
UNKNOWN_COMPLETION_INDEX: Final = -1

Intervals: TypeAlias = tuple[tuple[int, int], ...]
"""Disjoint intervals (first, last) in increasing order."""

_NUMBER = re.compile(r"[+-]?[0-9]{1,40}", re.ASCII)
_LARGEST_INT32 = 2**31 - 1
_INT64 = range(-(2**63), 2**63)


def _atoi(text: str) -> int | None:
    """strconv.Atoi: a 64-bit number, None where it is none."""
    if not _NUMBER.fullmatch(text):
        return None
    number = int(text)
    return number if number in _INT64 else None


def parse_indexes_from_string(text: str, completions: int) -> Intervals:
    """pkg/controller/job/indexed_job_utils.go parseIndexesFromString

    The intervals below `completions`; what cannot be read is left out.
    """
    result: list[tuple[int, int]] = []
    for part in text.split(",") if text else ():
        limits = part.split("-")
        first = _atoi(limits[0])
        if first is None:
            continue
        if first >= completions:
            break
        last = _atoi(limits[1]) if len(limits) > 1 else first
        if last is None:
            continue
        last = min(last, completions - 1)
        if result and result[-1][1] == first - 1:
            result[-1] = (result[-1][0], last)
        else:
            result.append((first, last))
    return tuple(result)


def merge(left: Intervals, right: Intervals) -> Intervals:
    """pkg/controller/job/indexed_job_utils.go orderedIntervals.merge

    The union of both, neighbours joined.
    """
    result: list[tuple[int, int]] = []
    for first, last in sorted((*left, *right), key=lambda interval: interval[0]):
        if not result or first > result[-1][1] + 1:
            result.append((first, last))
        elif result[-1][1] < last:
            result[-1] = (result[-1][0], last)
    return tuple(result)


def with_ordered_indexes(intervals: Intervals, indexes: Iterable[int]) -> Intervals:
    """pkg/controller/job/indexed_job_utils.go orderedIntervals.withOrderedIndexes

    The intervals with single indexes added.
    """
    return merge(intervals, tuple((index, index) for index in sorted(indexes)))


def total(intervals: Intervals) -> int:
    """pkg/controller/job/indexed_job_utils.go orderedIntervals.total

    How many indexes there are.
    """
    return sum(last - first + 1 for first, last in intervals)


def indexes_string(intervals: Intervals) -> str:
    """pkg/controller/job/indexed_job_utils.go orderedIntervals.String

    As in `status.completedIndexes`: two neighbours stay `3,4`, three become `3-5`.
    """
    parts: list[str] = []
    for first, last in intervals:
        if last <= first:
            parts.append(str(first))
        else:
            parts.append(f"{first},{last}" if last == first + 1 else f"{first}-{last}")
    return ",".join(parts)


def has(intervals: Intervals, index: int) -> bool:
    """pkg/controller/job/indexed_job_utils.go orderedIntervals.has"""
    low, high = 0, len(intervals)
    while high > low:
        middle = (low + high) // 2
        if intervals[middle][1] >= index:
            high = middle
        else:
            low = middle + 1
    return high < len(intervals) and intervals[high][0] <= index


def get_completion_index(pod: Pod) -> int:
    """pkg/controller/job/indexed_job_utils.go getCompletionIndex

    The pod's index, UNKNOWN_COMPLETION_INDEX where it has none.
    """
    index = _atoi(pod.metadata.annotations.get(COMPLETION_INDEX, ""))
    return UNKNOWN_COMPLETION_INDEX if index is None or index < 0 else index


def get_indexes(pods: Iterable[Pod]) -> list[int]:
    """pkg/controller/job/indexed_job_utils.go getIndexes

    The indexes of the pods, each once, in increasing order.
    """
    found = dict.fromkeys(get_completion_index(pod) for pod in pods)
    found.pop(UNKNOWN_COMPLETION_INDEX, None)
    return sorted(found)


def get_index_failure_count(pod: Pod) -> int:
    """pkg/controller/job/indexed_job_utils.go getIndexFailureCount

    Failures of the pod's index before it; 0 where the annotation is missing or no 32-bit count.
    """
    return _count(pod, INDEX_FAILURE_COUNT)


def get_index_ignored_failure_count(pod: Pod) -> int:
    """pkg/controller/job/indexed_job_utils.go parseIndexFailureIgnoreCountAnnotation"""
    return _count(pod, INDEX_IGNORED_FAILURE_COUNT)


def get_index_absolute_failure_count(pod: Pod) -> int:
    """pkg/controller/job/indexed_job_utils.go getIndexAbsoluteFailureCount

    Counted and ignored failures of the pod's index before it.
    """
    return get_index_failure_count(pod) + get_index_ignored_failure_count(pod)


def _count(pod: Pod, annotation: str) -> int:
    count = _atoi(pod.metadata.annotations.get(annotation, ""))
    return 0 if count is None or not 0 <= count <= _LARGEST_INT32 else count


def first_free_indexes(taken: Intervals, count: int, completions: int) -> list[int]:
    """pkg/controller/job/indexed_job_utils.go firstPendingIndexes

    The lowest `count` indexes below `completions` outside `taken`.
    """
    result: list[int] = []
    candidate = 0
    for first, last in (*taken, (completions, completions)):
        while candidate < min(first, completions) and len(result) < count:
            result.append(candidate)
            candidate += 1
        candidate = max(candidate, last + 1)
    return result
