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

# Names and sizes (apimachinery/pkg/util/validation, pkg/apis/core/validation).
DNS1123_LABEL_MAX_LENGTH: Final = 63  # validation.DNS1123LabelMaxLength
DNS1123_SUBDOMAIN_MAX_LENGTH: Final = 253  # validation.DNS1123SubdomainMaxLength
LABEL_VALUE_MAX_LENGTH: Final = 63  # content.LabelValueMaxLength
QUALIFIED_NAME_MAX_LENGTH: Final = 63  # content.labelKeyMaxLength
PORT_NAME_MAX_LENGTH: Final = 15  # validation.IsValidPortName
TOTAL_ANNOTATION_SIZE_LIMIT: Final = 256 * 1024  # validation.TotalAnnotationSizeLimitB, bytes
MAX_GENERATED_NAME_LENGTH: Final = 58  # names.MaxGeneratedNameLength: 63 less the 5 random characters
MAX_DNS_NAMESERVERS: Final = 3  # validation.MaxDNSNameservers
MAX_DNS_SEARCH_PATHS: Final = 32  # validation.MaxDNSSearchPaths
MAX_DNS_SEARCH_LIST_CHARS: Final = 2048  # validation.MaxDNSSearchListChars
MAX_CONTAINER_RESTART_RULES: Final = 20  # validation.validateContainerRestartPolicy
MAX_RESTART_RULE_EXIT_CODES: Final = 255  # validation.validateContainerRestartPolicy
HOSTNAME_MAX_LENGTH: Final = 63  # kubelet truncatePodHostnameIfNeeded
FQDN_MAX_LENGTH: Final = 64  # kubelet util.fqdnMaxLen
SYSCTL_MAX_LENGTH: Final = 253  # validation.SysctlMaxLength
MAX_INT32: Final = 2**31 - 1  # math.MaxInt32
MIN_SERVICE_ACCOUNT_TOKEN_EXPIRATION_SECONDS: Final = 600  # validateProjectionSources
