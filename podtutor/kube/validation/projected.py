"""Projected volumes: several sources written into one directory (pkg/apis/core/validation validateProjectionSources)."""

from __future__ import annotations

from podtutor.kube.constants import MIN_SERVICE_ACCOUNT_TOKEN_EXPIRATION_SECONDS
from podtutor.kube.validation.field_error import Errors, forbidden, invalid, required
from podtutor.kube.validation.paths import validate_local_non_reserved_path
from podtutor.kube.validation.volume_files import (
    validate_downward_api_file,
    validate_file_mode,
    validate_key_to_path,
)
from podtutor.kube.volume import (
    ConfigMapProjection,
    DownwardAPIProjection,
    ProjectedVolumeSource,
    SecretProjection,
    ServiceAccountTokenProjection,
)

_CONFLICT = "conflicting duplicate paths"


def validate_projected_volume_source(source: ProjectedVolumeSource, path: str) -> Errors:
    """pkg/apis/core/validation validateProjectedVolumeSource.

    Projections behind gates that are off by default (clusterTrustBundle, podCertificate) are dropped before.
    """
    yield from validate_file_mode(source.default_mode, f"{path}.defaultMode")
    paths: set[str] = set()
    for index, projection in enumerate(source.sources):
        place = f"{path}.sources[{index}]"
        count = 0
        if projection.secret is not None:
            count += 1
            yield from _validate_items(projection.secret, f"{place}.secret", path, paths)
        if projection.config_map is not None:
            count += 1
            yield from _validate_items(projection.config_map, f"{place}.configMap", path, paths)
        if projection.downward_api is not None:
            count += 1
            yield from _validate_downward_api(projection.downward_api, f"{place}.downwardAPI", path, paths)
        if projection.service_account_token is not None:
            count += 1
            yield from _validate_token(projection.service_account_token, f"{place}.serviceAccountToken", path)
        if count > 1:
            yield forbidden(place, "may not specify more than 1 volume type per source")


def _validate_items(
    source: SecretProjection | ConfigMapProjection, path: str, volume_path: str, paths: set[str]
) -> Errors:
    if not source.name:
        yield required(f"{path}.name")
    for index, item in enumerate(source.items):
        yield from validate_key_to_path(item, f"{path}.items[{index}]")
        if item.path:
            if item.path in paths:
                yield invalid(volume_path, source.name, _CONFLICT)
            paths.add(item.path)


def _validate_downward_api(source: DownwardAPIProjection, path: str, volume_path: str, paths: set[str]) -> Errors:
    for file in source.items:
        yield from validate_downward_api_file(file, path)
        if file.path:
            if file.path in paths:
                yield invalid(volume_path, file.path, _CONFLICT)
            paths.add(file.path)


def _validate_token(source: ServiceAccountTokenProjection, path: str, volume_path: str) -> Errors:
    seconds = source.expiration_seconds or 0
    if seconds < MIN_SERVICE_ACCOUNT_TOKEN_EXPIRATION_SECONDS:
        message = "may not specify a duration less than 10 minutes"
        yield invalid(f"{path}.expirationSeconds", seconds, message)
    if seconds > 1 << 32:
        message = "may not specify a duration larger than 2^32 seconds"
        yield invalid(f"{path}.expirationSeconds", seconds, message)
    if not source.path:
        yield required(f"{volume_path}.path")
    else:
        yield from validate_local_non_reserved_path(source.path, f"{volume_path}.path")
