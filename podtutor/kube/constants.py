"""Every number and fixed name of Kubernetes, once, with upstream's name for it in the comment beside it.

Times are in the unit the name says; without a unit in the name, seconds.
"""

from __future__ import annotations

from typing import Final

# Defaults of a pod (pkg/apis/core/v1/defaults.go, staging/src/k8s.io/api/core/v1/types.go).
DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS: Final = 30  # v1.DefaultTerminationGracePeriodSeconds
TERMINATION_MESSAGE_PATH_DEFAULT: Final = "/dev/termination-log"  # v1.TerminationMessagePathDefault
DEFAULT_SCHEDULER_NAME: Final = "default-scheduler"  # v1.DefaultSchedulerName
DEFAULT_ENABLE_SERVICE_LINKS: Final = True  # v1.DefaultEnableServiceLinks
DEFAULT_PROBE_TIMEOUT_SECONDS: Final = 1  # SetDefaults_Probe
DEFAULT_PROBE_PERIOD_SECONDS: Final = 10  # SetDefaults_Probe
DEFAULT_PROBE_SUCCESS_THRESHOLD: Final = 1  # SetDefaults_Probe
DEFAULT_PROBE_FAILURE_THRESHOLD: Final = 3  # SetDefaults_Probe
VOLUME_SOURCE_DEFAULT_MODE: Final = 0o644  # v1.ConfigMapVolumeSourceDefaultMode and its siblings
SERVICE_ACCOUNT_TOKEN_EXPIRATION_SECONDS: Final = 3600  # SetDefaults_ServiceAccountTokenProjection
