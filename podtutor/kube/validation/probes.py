"""Probes and lifecycle hooks: their handlers and timing (pkg/apis/core/validation validateProbe, validateLifecycle)."""

from __future__ import annotations

from typing import Final

from podtutor.kube.container import (
    ExecAction,
    GRPCAction,
    HTTPGetAction,
    Lifecycle,
    LifecycleHandler,
    Probe,
    SleepAction,
    TCPSocketAction,
)
from podtutor.kube.validation.field_error import (
    Errors,
    each_invalid,
    forbidden,
    invalid,
    not_supported,
    required,
    validate_nonnegative,
)
from podtutor.kube.validation.names import is_http_header_name, is_valid_port_name, is_valid_port_num
from podtutor.kube.wire import IntOrString

_SCHEMES: Final = ("HTTP", "HTTPS")
_Action = ExecAction | HTTPGetAction | TCPSocketAction | GRPCAction | SleepAction


def validate_liveness_probe(probe: Probe | None, path: str) -> Errors:
    """pkg/apis/core/validation validateLivenessProbe (and validateStartupProbe, which asks the same)."""
    if probe is not None:
        yield from _validate_probe(probe, path)
        if probe.success_threshold != 1:
            yield invalid(f"{path}.successThreshold", probe.success_threshold, "must be 1")


def validate_readiness_probe(probe: Probe | None, path: str) -> Errors:
    """pkg/apis/core/validation validateReadinessProbe."""
    if probe is not None:
        yield from _validate_probe(probe, path)
        grace = probe.termination_grace_period_seconds
        if grace is not None:
            yield invalid(f"{path}.terminationGracePeriodSeconds", grace, "must not be set for readinessProbes")


def _validate_probe(probe: Probe, path: str) -> Errors:
    yield from _validate_handler(
        (
            ("exec", probe.exec),
            ("httpGet", probe.http_get),
            ("tcpSocket", probe.tcp_socket),
            ("grpc", probe.grpc),
        ),
        None,
        path,
    )
    yield from validate_nonnegative(probe.initial_delay_seconds, f"{path}.initialDelaySeconds")
    yield from validate_nonnegative(probe.timeout_seconds, f"{path}.timeoutSeconds")
    yield from validate_nonnegative(probe.period_seconds, f"{path}.periodSeconds")
    yield from validate_nonnegative(probe.success_threshold, f"{path}.successThreshold")
    yield from validate_nonnegative(probe.failure_threshold, f"{path}.failureThreshold")
    grace = probe.termination_grace_period_seconds
    if grace is not None and grace <= 0:
        yield invalid(f"{path}.terminationGracePeriodSeconds", grace, "must be greater than 0")


def validate_lifecycle(lifecycle: Lifecycle, grace_period: int | None, path: str) -> Errors:
    """pkg/apis/core/validation validateLifecycle."""
    if lifecycle.post_start is not None:
        yield from _validate_hook(lifecycle.post_start, grace_period, f"{path}.postStart")
    if lifecycle.pre_stop is not None:
        yield from _validate_hook(lifecycle.pre_stop, grace_period, f"{path}.preStop")


def _validate_hook(hook: LifecycleHandler, grace_period: int | None, path: str) -> Errors:
    yield from _validate_handler(
        (
            ("exec", hook.exec),
            ("httpGet", hook.http_get),
            ("tcpSocket", hook.tcp_socket),
            ("sleep", hook.sleep),
        ),
        grace_period,
        path,
    )


def _validate_handler(handlers: tuple[tuple[str, _Action | None], ...], grace_period: int | None, path: str) -> Errors:
    """pkg/apis/core/validation validateHandler: only the first handler is looked into, others are refused."""
    given = 0
    for name, action in handlers:
        if action is None:
            continue
        if given:
            yield forbidden(f"{path}.{name}", "may not specify more than 1 handler type")
        else:
            given += 1
            yield from _validate_action(action, grace_period, f"{path}.{name}")
    if not given:
        yield required(path, "must specify a handler type")


def _validate_action(action: _Action, grace_period: int | None, path: str) -> Errors:
    if isinstance(action, ExecAction):
        if not action.command:
            yield required(f"{path}.command")
    elif isinstance(action, HTTPGetAction):
        yield from _validate_http_get(action, path)
    elif isinstance(action, SleepAction):
        if grace_period is not None and not 0 <= action.seconds <= grace_period:
            message = f"must be non-negative and less than terminationGracePeriodSeconds ({grace_period})"
            yield invalid(path, action.seconds, message)
    else:
        yield from validate_port_num_or_name(action.port, f"{path}.port")


def _validate_http_get(action: HTTPGetAction, path: str) -> Errors:
    if not action.path:
        yield required(f"{path}.path")
    yield from validate_port_num_or_name(action.port, f"{path}.port")
    if action.scheme not in _SCHEMES:
        yield not_supported(f"{path}.scheme", action.scheme, _SCHEMES)
    for header in action.http_headers:
        yield from each_invalid(f"{path}.httpHeaders", header.name, is_http_header_name(header.name))


def validate_port_num_or_name(port: IntOrString, path: str) -> Errors:
    """pkg/apis/core/validation ValidatePortNumOrName."""
    messages = is_valid_port_num(port) if isinstance(port, int) else is_valid_port_name(port)
    yield from each_invalid(path, port, messages)
