"""Events: what a component says happened to an object (v1.Event)."""

from __future__ import annotations

from msgspec import field

from podtutor.kube.meta import ObjectMeta, ObjectReference
from podtutor.kube.wire import ApiType, Time


class EventSource(ApiType, frozen=True, kw_only=True):
    """v1.EventSource."""

    component: str = ""
    host: str = ""


class EventSeries(ApiType, frozen=True, kw_only=True):
    """v1.EventSeries."""

    count: int = 0
    last_observed_time: Time | None = None


class Event(ApiType, frozen=True, kw_only=True):
    """v1.Event: `type` Normal or Warning."""

    api_version: str = ""
    kind: str = ""
    metadata: ObjectMeta = ObjectMeta()
    involved_object: ObjectReference = field(default_factory=ObjectReference)
    reason: str = ""
    message: str = ""
    source: EventSource = EventSource()
    first_timestamp: Time | None = None
    last_timestamp: Time | None = None
    count: int = 0
    type: str = ""
    event_time: Time | None = None
    series: EventSeries | None = None
    action: str = ""
    related: ObjectReference | None = None
    reporting_component: str = ""
    reporting_instance: str = ""
