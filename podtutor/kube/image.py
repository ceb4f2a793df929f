"""Image references: name, tag and digest, or that the text is none (github.com/distribution/reference)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

_DOMAIN_COMPONENT: Final = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_DOMAIN: Final = rf"(?:{_DOMAIN_COMPONENT}(?:\.{_DOMAIN_COMPONENT})*|\[(?:[a-fA-F0-9:]+)\])(?::[0-9]+)?"
_PATH_COMPONENT: Final = "[a-z0-9]+(?:(?:[._]|__|[-]+)[a-z0-9]+)*"
_NAME: Final = rf"(?:{_DOMAIN}/)?{_PATH_COMPONENT}(?:/{_PATH_COMPONENT})*"
_TAG: Final = r"[\w][\w.-]{0,127}"
_DIGEST: Final = r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*[:][0-9a-fA-F]{32,}"
_REFERENCE: Final = re.compile(rf"({_NAME})(?::({_TAG}))?(?:@({_DIGEST}))?", re.ASCII)
_IDENTIFIER: Final = re.compile("[a-f0-9]{64}", re.ASCII)
_DIGEST_LENGTHS: Final = {"sha256": 64, "sha384": 96, "sha512": 128}
_LONGEST_NAME: Final = 255  # reference.RepositoryNameTotalLengthMax


class ImageReference(NamedTuple):
    """An image: repository with its domain, tag (`latest` where neither tag nor digest is given), digest."""

    repository: str
    tag: str
    digest: str


@lru_cache(maxsize=4096)
def parse_image_name(image: str) -> ImageReference | None:
    """pkg/util/parsers ParseImageName; None where the text is no image reference."""
    if _IDENTIFIER.fullmatch(image):
        return None
    first, slash, rest = image.partition("/")
    if not slash or (not re.search("[.:]", first) and first != "localhost" and first.lower() == first):
        domain, remainder = "docker.io", image
    else:
        domain, remainder = first, rest
    if domain == "index.docker.io":
        domain = "docker.io"
    if domain == "docker.io" and "/" not in remainder:
        remainder = f"library/{remainder}"
    name = remainder.split(":", 1)[0]
    match = _REFERENCE.fullmatch(f"{domain}/{remainder}")
    if name.lower() != name or match is None or len(match.group(1)) > _LONGEST_NAME:
        return None
    tag, digest = match.group(2) or "", match.group(3) or ""
    if digest and not _is_digest(digest):
        return None
    if not tag and not digest:
        tag = "latest"
    return ImageReference(match.group(1), tag, digest)


def _is_digest(digest: str) -> bool:
    algorithm, _, code = digest.partition(":")
    return _DIGEST_LENGTHS.get(algorithm) == len(code) and code == code.lower()
