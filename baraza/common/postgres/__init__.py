"""The database that comes with Baraza: PostgreSQL from a wheel, started by our own few lines.

It listens on a Unix socket in a closed folder, asks every role for its password, and keeps all of
its state in `<home>/postgres`. The wheel's own launcher trusts every local user and is never used.
"""

from baraza.common.postgres.binaries import ClusterError, binary
from baraza.common.postgres.cluster import (
    Cluster,
    cluster_in_use,
    connection_url,
    is_running,
    start_cluster,
    stop_cluster,
)

__all__ = [
    "Cluster",
    "ClusterError",
    "binary",
    "cluster_in_use",
    "connection_url",
    "is_running",
    "start_cluster",
    "stop_cluster",
]
