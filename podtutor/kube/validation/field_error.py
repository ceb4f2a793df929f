"""Errors about one field, in upstream's types and wording (apimachinery/pkg/util/validation/field).

A path is plain text: `spec.containers[0].name`. Validators are generators of FieldError, in upstream's order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from podtutor.kube.quantity import Quantity

Errors = Iterator["FieldError"]


class FieldError(msgspec.Struct, frozen=True):
    """field.Error: `type` as Go names it (`FieldValueRequired`), the field's path, what is wrong, the bad value.

    `shown` is the bad value as the message renders it, empty where the kind of error shows none.
    """

    type: str
    field: str
    detail: str = ""
    shown: str = ""

    @property
    def text(self) -> str:
        """field.Error.Error: `spec.containers[0].name: Required value: must be set`."""
        text = f"{self.field}: {_HEADINGS[self.type]}"
        if self.shown:
            text += f": {self.shown}"
        return f"{text}: {self.detail}" if self.detail else text


_HEADINGS = {
    "FieldValueRequired": "Required value",
    "FieldValueInvalid": "Invalid value",
    "FieldValueNotSupported": "Unsupported value",
    "FieldValueDuplicate": "Duplicate value",
    "FieldValueForbidden": "Forbidden",
    "FieldValueNotFound": "Not found",
    "FieldValueTooLong": "Too long",
    "FieldValueTooMany": "Too many",
}


def quoted(text: str) -> str:
    """Go's %q for the text of names and values: double quotes, JSON's escapes."""
    return msgspec.json.encode(text).decode()


def shown(value: Any) -> str:
    """A bad value as field.Error.ErrorBody renders it: text quoted, numbers bare, anything else as JSON."""
    if isinstance(value, Quantity):
        return quoted(str(value))
    return msgspec.json.encode(value, enc_hook=str).decode()


def required(field: str, detail: str = "") -> FieldError:
    """field.Required."""
    return FieldError("FieldValueRequired", field, detail)


def invalid(field: str, value: Any, detail: str) -> FieldError:
    """field.Invalid."""
    return FieldError("FieldValueInvalid", field, detail, shown(value))


def not_supported(field: str, value: Any, supported: Iterable[str]) -> FieldError:
    """field.NotSupported: the supported values in the order given."""
    detail = "supported values: " + ", ".join(quoted(each) for each in supported)
    return FieldError("FieldValueNotSupported", field, detail, shown(value))


def duplicate(field: str, value: Any) -> FieldError:
    """field.Duplicate."""
    return FieldError("FieldValueDuplicate", field, "", shown(value))


def forbidden(field: str, detail: str) -> FieldError:
    """field.Forbidden."""
    return FieldError("FieldValueForbidden", field, detail)


def not_found(field: str, value: Any, detail: str = "") -> FieldError:
    """field.NotFound."""
    return FieldError("FieldValueNotFound", field, detail, shown(value))


def too_long(field: str, most: int) -> FieldError:
    """field.TooLong."""
    return FieldError("FieldValueTooLong", field, f"may not be more than {most} bytes")


def too_many(field: str, count: int, most: int) -> FieldError:
    """field.TooMany."""
    return FieldError("FieldValueTooMany", field, f"must have at most {most} items", str(count))


def each_invalid(field: str, value: Any, messages: Iterable[str]) -> Errors:
    """One field.Invalid for each message."""
    for message in messages:
        yield invalid(field, value, message)


def inclusive_range_error(low: int, high: int) -> str:
    """validation.InclusiveRangeError."""
    return f"must be between {low} and {high}, inclusive"


IS_NEGATIVE_ERROR = "must be greater than or equal to 0"  # IsNegativeErrorMsg
IS_NOT_POSITIVE_ERROR = "must be greater than zero"  # isNotPositiveErrorMsg
IS_NOT_INTEGER_ERROR = "must be an integer"  # isNotIntegerErrorMsg
FIELD_IMMUTABLE_ERROR = "field is immutable"  # FieldImmutableErrorMsg


def validate_nonnegative(value: int, field: str) -> Errors:
    """apimachinery/pkg/api/validation ValidateNonnegativeField."""
    if value < 0:
        yield invalid(field, value, IS_NEGATIVE_ERROR)


def validate_nonnegative_quantity(value: Quantity, field: str) -> Errors:
    """pkg/apis/core/validation ValidateNonnegativeQuantity."""
    if value.sign < 0:
        yield invalid(field, str(value), IS_NEGATIVE_ERROR)
