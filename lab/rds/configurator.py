"""Writes a cluster's configuration files where what they say changes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from lab.rds.configuration import (
    Place,
    Primary,
    pg_hba_conf,
    postgresql_conf,
    sort_parameters,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lab.rds.cluster import Cluster
    from lab.rds.configuration import Parameters, Recovery
    from lab.rds.desired import Instance


class Configurator:
    """Of one cluster."""

    def __init__(
        self,
        cluster: Cluster,
        *,
        certificate: Path,
        key: Path,
        known: frozenset[str],
        clusters: Mapping[str, Cluster],
    ) -> None:
        """Write nothing yet.

        Args:
            cluster: whose files they are.
            certificate: the server's, with its chain.
            key: the certificate's.
            known: the parameters that the local PostgreSQL knows.
            clusters: all clusters, by the resource id of their instance.
        """
        self._cluster = cluster
        self._certificate = certificate
        self._key = key
        self._known = known
        self._clusters = clusters
        self._written: tuple[str, str] | None = None
        self._warned: set[str] = set()

    def write(self, wanted: Instance, recovery: Recovery | None = None) -> None:
        """Write what the instance asks for, and let a running server read it."""
        parameters = sort_parameters(
            wanted.parameters, known=self._known, major_version=wanted.major_version
        )
        self._warn(wanted, parameters)
        archive = self._cluster.archive
        place = Place(wanted.port, wanted.identifier, archive, self._certificate, self._key)
        conf = postgresql_conf(place, parameters, recovery=recovery, primary=self._primary(wanted))
        hba = pg_hba_conf(
            iam_authentication=wanted.iam_authentication, force_ssl=parameters.force_ssl
        )
        if (conf, hba) == self._written:
            return
        data = self._cluster.data
        self._cluster.write(data / "postgresql.conf", conf)
        # Copied from another cluster, or empty; clients may not write to it.
        self._cluster.write(data / "postgresql.auto.conf", "")
        self._cluster.write(data / "pg_hba.conf", hba)
        self._cluster.reload()
        self._written = conf, hba

    def forget(self) -> None:
        """Write all files again next time: the data folder is another."""
        self._written = None

    def _primary(self, wanted: Instance) -> Primary | None:
        primary = self._clusters.get(wanted.primary) if wanted.primary is not None else None
        if primary is None:
            return None
        return Primary(primary.port, primary.password, primary.archive, wanted.identifier)

    def _warn(self, wanted: Instance, parameters: Parameters) -> None:
        for name in sorted(parameters.ignored.keys() - self._warned):
            why = parameters.ignored[name]
            print(f"IGNORED {wanted.identifier}: parameter {name} {why}", file=sys.stderr)
            self._warned.add(name)
