"""Which names, keys and values Kubernetes takes: each function returns what is wrong, nothing when all is well.

Wording and order are those of apimachinery/pkg/util/validation and pkg/api/validate/content.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Final

from podtutor.kube import constants
from podtutor.kube.validation.field_error import inclusive_range_error

_LABEL: Final = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN: Final = _LABEL + r"(\." + _LABEL + ")*"
_UNDERSCORE_LABEL: Final = "[a-z0-9_]([-_a-z0-9]*[a-z0-9])?"
_UNDERSCORE_SUBDOMAIN: Final = r"[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*"
_LABEL_1035: Final = "[a-z]([-a-z0-9]*[a-z0-9])?"
_QUALIFIED: Final = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_LABEL_VALUE: Final = f"({_QUALIFIED})?"
_CONFIG_KEY: Final = "[-._a-zA-Z0-9]+"
_HEADER: Final = "[-A-Za-z0-9]+"
_RELAXED_ENV: Final = "[ -<>-~]+"


@lru_cache(maxsize=16384)
def _matches(pattern: str, value: str) -> bool:
    return re.fullmatch(pattern, value, re.ASCII) is not None


def _too_long(value: str, most: int, unit: str = "characters") -> list[str]:
    size = len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass"))
    return [f"must be no more than {most} {unit}"] if size > most else []


def _shape_error(message: str, pattern: str, *examples: str) -> str:
    shown = ",  or ".join(f"'{example}'" for example in examples)
    return f"{message} (e.g. {shown}, regex used for validation is '{pattern}')"


_SUBDOMAIN_ERROR: Final = _shape_error(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
    "and end with an alphanumeric character",
    _SUBDOMAIN,
    "example.com",
)
_LABEL_ERROR: Final = _shape_error(
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
    "with an alphanumeric character",
    _LABEL,
    "my-name",
    "123-abc",
)
_QUALIFIED_WORDS: Final = (
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character"
)


def is_dns1123_label(value: str) -> list[str]:
    """validation.IsDNS1123Label: `my-name`."""
    messages = _too_long(value, constants.DNS1123_LABEL_MAX_LENGTH)
    if not _matches(_LABEL, value):
        messages.append("must not contain dots" if _matches(_SUBDOMAIN, value) else _LABEL_ERROR)
    return messages


def is_dns1123_subdomain(value: str) -> list[str]:
    """validation.IsDNS1123Subdomain: `example.com`."""
    messages = _too_long(value, constants.DNS1123_SUBDOMAIN_MAX_LENGTH)
    return messages if _matches(_SUBDOMAIN, value) else [*messages, _SUBDOMAIN_ERROR]


def is_dns1123_subdomain_with_underscore(value: str) -> list[str]:
    """validation.IsDNS1123SubdomainWithUnderscore: `_tcp.example.com`."""
    messages = _too_long(value, constants.DNS1123_SUBDOMAIN_MAX_LENGTH)
    if not _matches(_UNDERSCORE_LABEL + r"(\." + _UNDERSCORE_LABEL + ")*", value):
        words = "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.'"
        words += ", and must start and end with an alphanumeric character"
        messages.append(_shape_error(words, _UNDERSCORE_SUBDOMAIN, "example.com"))
    return messages


def is_dns1035_label(value: str) -> list[str]:
    """validation.IsDNS1035Label: `my-name`, starting with a letter."""
    messages = _too_long(value, constants.DNS1123_LABEL_MAX_LENGTH)
    if not _matches(_LABEL_1035, value):
        words = "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
        words += "character, and end with an alphanumeric character"
        messages.append(_shape_error(words, _LABEL_1035, "my-name", "abc-123"))
    return messages


def is_qualified_name(value: str) -> list[str]:
    """content.IsLabelKey: `example.com/MyName`, the prefix optional."""
    parts = value.split("/")
    if len(parts) > 2:
        error = _shape_error(f"a valid label key {_QUALIFIED_WORDS}", _QUALIFIED, "MyName", "my.name", "123-abc")
        return [f"{error} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"]
    messages: list[str] = []
    if len(parts) == 2:
        if not parts[0]:
            messages.append("prefix part must be non-empty")
        else:
            messages += [f"prefix part {message}" for message in is_dns1123_subdomain(parts[0])]
    name = parts[-1]
    if not name:
        messages.append("name part must be non-empty")
    else:
        too_long = _too_long(name, constants.QUALIFIED_NAME_MAX_LENGTH, "bytes")
        messages += [f"name part {message}" for message in too_long]
    if not _matches(_QUALIFIED, name):
        messages.append(_shape_error(f"name part {_QUALIFIED_WORDS}", _QUALIFIED, "MyName", "my.name", "123-abc"))
    return messages


def is_valid_label_value(value: str) -> list[str]:
    """content.IsLabelValue: empty, or like `my_value`."""
    messages = _too_long(value, constants.LABEL_VALUE_MAX_LENGTH, "bytes")
    if not _matches(_LABEL_VALUE, value):
        words = "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and "
        words += "must start and end with an alphanumeric character"
        messages.append(_shape_error(words, _LABEL_VALUE, "MyValue", "my_value", "12345"))
    return messages


def name_is_dns_subdomain(name: str, *, prefix: bool = False) -> list[str]:
    """apimachinery/pkg/api/validation NameIsDNSSubdomain; a `prefix` may end with a dash."""
    return is_dns1123_subdomain(_mask_trailing_dash(name) if prefix else name)


def name_is_dns_label(name: str, *, prefix: bool = False) -> list[str]:
    """apimachinery/pkg/api/validation NameIsDNSLabel; a `prefix` may end with a dash."""
    return is_dns1123_label(_mask_trailing_dash(name) if prefix else name)


def name_is_dns1035_label(name: str, *, prefix: bool = False) -> list[str]:
    """apimachinery/pkg/api/validation NameIsDNS1035Label; a `prefix` may end with a dash."""
    return is_dns1035_label(_mask_trailing_dash(name) if prefix else name)


def _mask_trailing_dash(name: str) -> str:
    return name[:-2] + "a" if len(name) > 1 and name.endswith("-") else name


def is_valid_port_num(port: int) -> list[str]:
    """validation.IsValidPortNum."""
    return [] if 1 <= port <= 65535 else [inclusive_range_error(1, 65535)]


def is_valid_port_name(name: str) -> list[str]:
    """validation.IsValidPortName: up to 15 of a-z, 0-9 and single hyphens, with a letter."""
    messages = _too_long(name, constants.PORT_NAME_MAX_LENGTH)
    if not _matches("[-a-z0-9]+", name):
        messages.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", name):
        messages.append("must contain at least one letter (a-z)")
    if "--" in name:
        messages.append("must not contain consecutive hyphens")
    if name and (name[0] == "-" or name[-1] == "-"):
        messages.append("must not begin or end with a hyphen")
    return messages


def is_config_map_key(key: str) -> list[str]:
    """validation.IsConfigMapKey."""
    messages = _too_long(key, constants.DNS1123_SUBDOMAIN_MAX_LENGTH)
    if not _matches(_CONFIG_KEY, key):
        words = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
        messages.append(_shape_error(words, _CONFIG_KEY, "key.name", "KEY_NAME", "key-name"))
    if key in {".", ".."}:
        messages.append(f"must not be '{key}'")
    elif key.startswith(".."):
        messages.append("must not start with '..'")
    return messages


def is_http_header_name(name: str) -> list[str]:
    """validation.IsHTTPHeaderName."""
    words = "a valid HTTP header must consist of alphanumeric characters or '-'"
    return [] if _matches(_HEADER, name) else [_shape_error(words, _HEADER, "X-Header-Name")]


def is_relaxed_env_var_name(name: str) -> list[str]:
    """validation.IsRelaxedEnvVarName: any printable ASCII but the equals sign."""
    if not name:
        return ["environment variable name must be non-empty"]
    if _matches(_RELAXED_ENV, name):
        return []
    return ["a valid environment variable name must consist only of printable ASCII characters other than '='"]


def parse_ip_sloppy(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """k8s.io/utils/net ParseIPSloppy: an IP address, leading zeros in its numbers allowed; None if it is none."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+){3}", text, re.ASCII) and len(text) < 64:
        text = ".".join(str(int(part)) for part in text.split("."))
    if "%" in text:
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def is_valid_ip(text: str) -> list[str]:
    """validation.IsValidIPForLegacyField."""
    return [] if parse_ip_sloppy(text) else ["must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"]


def is_valid_id(number: int) -> list[str]:
    """validation.IsValidUserID and IsValidGroupID."""
    return [] if 0 <= number <= constants.MAX_INT32 else [inclusive_range_error(0, constants.MAX_INT32)]
