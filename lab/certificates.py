"""The lab's throw-away certificate authority: trusted by who is told of it, for a few hours."""

from __future__ import annotations

import ssl
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import trustme

_BUNDLE = "ca.pem"


class Authority:
    """Issues certificates that clients accept who trust `bundle`."""

    def __init__(self, folder: Path) -> None:
        """Make a new authority.

        Args:
            folder: where the bundle is written for clients to trust; the key stays in memory.
        """
        import trustme  # noqa: PLC0415 - 100 ms that who only asks for the bundle's path is spared

        self._authority = trustme.CA(organization_name="Sluice lab", organization_unit_name="lab")
        folder.mkdir(parents=True, exist_ok=True)
        self.bundle = bundle_path(folder)
        self._authority.cert_pem.write_to_path(str(self.bundle))

    def issue(self, names: Iterable[str]) -> trustme.LeafCert:
        """Return a certificate and key for host names or addresses."""
        return self._authority.issue_cert(*names)

    def server_context(self, names: Iterable[str]) -> ssl.SSLContext:
        """Return a TLS server's context for host names or addresses."""
        return self._context(tuple(names))

    @cache  # noqa: B019 - an authority lives as long as its lab
    def _context(self, names: tuple[str, ...]) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.issue(names).configure_cert(context)
        return context


def bundle_path(folder: Path) -> Path:
    """Return where a lab's certificate bundle lies."""
    return folder / _BUNDLE
