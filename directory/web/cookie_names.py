"""Names of cookies. Over https they bear a prefix, by which browsers know that nobody else, such as
a page of a neighbouring host or a network without encryption, has set them (RFC 6265bis, 4.1.3)."""

from __future__ import annotations


def name_for_the_site(name: str, *, is_https: bool) -> str:
    """Name a cookie that goes to all pages of this host, and to no other host."""
    return f"__Host-{name}" if is_https else name


def name_for_a_path(name: str, *, is_https: bool) -> str:
    """Name a cookie that goes to some pages only."""
    return f"__Secure-{name}" if is_https else name
