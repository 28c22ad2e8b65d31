"""The three environments, computed by hand: literal prices and quantities, no code of ours.

Prices and usage are those pinned in `pinned/`, so that a refresh of the shipped files or a new
usage figure does not move these sums. A change of a stack that costs something does, and should.
"""

from __future__ import annotations

from decimal import Decimal as D  # noqa: N817 - it stands in front of every number here

# Each row: what, dollars a month at low usage, dollars a month at high usage.
Row = tuple[str, D, D]


def _fixed(what: str, dollars: D) -> Row:
    return what, dollars, dollars


DEV: list[Row] = [
    # One task of 0.25 vCPU and 0.5 GB on ARM, all month: 730 hours
    _fixed("blue vCPU", D(730) * D("0.25") * D("0.03238")),
    _fixed("blue memory", D(730) * D("0.5") * D("0.00356")),
    # Autoscaling: up to 100 task hours; an hour is 0.25 x 0.03238 + 0.5 x 0.00356 = 0.009875
    ("blue further tasks", D(0), D(100) * D("0.009875")),
    # Releases, in which green runs as well: 2 to 50 task hours
    ("green further tasks", D(2) * D("0.009875"), D(50) * D("0.009875")),
    # To the database in another zone, 0.01 at each end
    ("between zones", D(0), D(5) * D("0.02")),
    ("container insights", D(40) * D("0.07"), D(100) * D("0.07")),
    # One NAT gateway, and its address
    _fixed("NAT hours", D(730) * D("0.048")),
    ("NAT data", D(5) * D("0.048"), D(50) * D("0.048")),
    ("NAT out", D(0), D(2) * D("0.09")),
    _fixed("NAT address", D(730) * D("0.005")),
    # Load balancer in two zones
    _fixed("balancer hours", D(730) * D("0.0252")),
    ("balancer units", D(10) * D("0.008"), D(100) * D("0.008")),
    ("balancer out", D(0), D(5) * D("0.09")),
    _fixed("balancer addresses", D(2) * D(730) * D("0.005")),
    # db.t4g.micro without a standby, 20 GiB of gp3
    _fixed("database hours", D(730) * D("0.017")),
    _fixed("database storage", D(20) * D("0.127")),
    ("database burst", D(0), D(20) * D("0.075")),
    ("database monitoring", D("0.1") * D("0.57"), D("0.3") * D("0.57")),
    _fixed("database managed secret", D("0.40")),
    ("backup vault", D(0), D(20) * D("0.095")),
    # Firewall: list, five rules in it, one rule in a group of its own
    _fixed("firewall", D(5) + D(5) * D(1) + D(1) * D(1)),
    ("firewall requests", D(100_000) * D("0.0000006"), D(1_000_000) * D("0.0000006")),
    ("firewall log", D(0), D("0.5") * D("0.57")),
    ("flow log", D("0.5") * D("0.57"), D(5) * D("0.57")),
    # Log groups: what is written, and what is kept
    ("flow log kept", D(0), D(2) * D("0.03")),
    ("firewall log kept", D(0), D("0.1") * D("0.03")),
    ("app log", D("0.2") * D("0.57") + D("0.1") * D("0.03"), D(5) * D("0.57") + D(5) * D("0.03")),
    ("insights log", D("0.1") * D("0.57"), D(2) * D("0.57") + D(1) * D("0.03")),
    (
        "postgresql log",
        D("0.1") * D("0.57") + D("0.1") * D("0.03"),
        D(1) * D("0.57") + D(2) * D("0.03"),
    ),
    ("upgrade log", D(0), D("0.1") * D("0.57") + D("0.1") * D("0.03")),
    ("exec log", D(0), D("0.1") * D("0.57") + D("0.1") * D("0.03")),
    # Alarms: 13 on one metric, 3 error rates on three, running tasks on two; one of alarms
    _fixed("alarms", D(13 + 3 * 3 + 2) * D("0.10") + D("0.50")),
    # Six target tracking policies, two alarms each
    _fixed("autoscaling alarms", D(12) * D("0.10")),
    _fixed("dashboard", D(3)),
    # Five keys, each with no, one or two old key materials
    ("keys", D(5) * D(1), D(5) * D(3)),
    ("key requests", D(5) * D(1_000) * D("0.000003"), D(5) * D(20_000) * D("0.000003")),
    ("secret", D("0.40") + D(10) * D("0.000005"), D("0.40") + D(1_000) * D("0.000005")),
    ("parameter", D("0.05") + D(100) * D("0.000005"), D("0.05") + D(5_000) * D("0.000005")),
    ("images", D(1) * D("0.10"), D(10) * D("0.10")),
    # Health check in AWS with two features: HTTPS and latency
    _fixed("health check", D("0.50") + D(2)),
    ("zone", D("0.50") + D(1_000) * D("0.0000004"), D("0.50") + D(100_000) * D("0.0000004")),
    (
        "access logs",
        D("0.1") * D("0.023") + D(20_000) * D("0.000005"),
        D(2) * D("0.023") + D(40_000) * D("0.000005") + D(1_000) * D("0.0000004"),
    ),
    ("topic", D(0), D(100) * D("0.0000005")),
]

STAGE: list[Row] = [
    # Two tasks of 0.5 vCPU and 1 GB on ARM: the strategy's base of 2 is on demand, none is spot
    _fixed("blue vCPU", D(2) * D(730) * D("0.5") * D("0.03238")),
    _fixed("blue memory", D(2) * D(730) * D(1) * D("0.00356")),
    # An hour of a task is 0.5 x 0.03238 + 1 x 0.00356 = 0.01975
    ("blue further tasks", D(0), D(300) * D("0.01975")),
    ("green further tasks", D(8) * D("0.01975"), D(100) * D("0.01975")),
    ("between zones", D(1) * D("0.02"), D(20) * D("0.02")),
    ("container insights", D(60) * D("0.07"), D(150) * D("0.07")),
    _fixed("NAT hours", D(730) * D("0.048")),
    ("NAT data", D(5) * D("0.048"), D(100) * D("0.048")),
    ("NAT out", D(0), D(5) * D("0.09")),
    _fixed("NAT address", D(730) * D("0.005")),
    # Seven interface endpoints in two zones; the eighth endpoint is a gateway, and free
    _fixed("endpoints", D(7) * D(2) * D(730) * D("0.011")),
    ("endpoints' data", D(7) * D(2) * D("0.01"), D(7) * D(40) * D("0.01")),
    _fixed("balancer hours", D(730) * D("0.0252")),
    ("balancer units", D(50) * D("0.008"), D(400) * D("0.008")),
    ("balancer out", D(1) * D("0.09"), D(50) * D("0.09")),
    _fixed("balancer addresses", D(2) * D(730) * D("0.005")),
    # db.t4g.medium with a standby, 20 GiB of gp3 on both
    _fixed("database hours", D(730) * D("0.138")),
    _fixed("database storage", D(20) * D("0.254")),
    ("database backups", D(0), D(10) * D("0.095")),
    ("database burst", D(0), D(50) * D("0.075")),
    ("database monitoring", D("0.1") * D("0.57"), D("0.3") * D("0.57")),
    _fixed("database managed secret", D("0.40")),
    ("backup vault", D(10) * D("0.095"), D(60) * D("0.095")),
    _fixed("firewall", D(5) + D(5) * D(1) + D(1) * D(1)),
    ("firewall requests", D(500_000) * D("0.0000006"), D(5_000_000) * D("0.0000006")),
    ("firewall log", D(0), D(2) * D("0.57")),
    ("flow log", D(2) * D("0.57"), D(20) * D("0.57")),
    ("flow log kept", D(1) * D("0.03"), D(20) * D("0.03")),
    ("firewall log kept", D(0), D("0.1") * D("0.03")),
    ("app log", D(1) * D("0.57") + D(1) * D("0.03"), D(20) * D("0.57") + D(30) * D("0.03")),
    (
        "insights log",
        D("0.5") * D("0.57") + D("0.5") * D("0.03"),
        D(5) * D("0.57") + D(5) * D("0.03"),
    ),
    (
        "postgresql log",
        D("0.2") * D("0.57") + D("0.2") * D("0.03"),
        D(3) * D("0.57") + D(5) * D("0.03"),
    ),
    ("upgrade log", D(0), D("0.1") * D("0.57") + D("0.1") * D("0.03")),
    ("exec log", D(0), D("0.1") * D("0.57") + D("0.1") * D("0.03")),
    _fixed("alarms", D(13 + 3 * 3 + 2) * D("0.10") + D("0.50")),
    _fixed("autoscaling alarms", D(12) * D("0.10")),
    _fixed("dashboard", D(3)),
    ("keys", D(5) * D(1), D(5) * D(3)),
    ("key requests", D(5) * D(5_000) * D("0.000003"), D(5) * D(100_000) * D("0.000003")),
    ("secret", D("0.40") + D(50) * D("0.000005"), D("0.40") + D(5_000) * D("0.000005")),
    ("parameter", D("0.05") + D(100) * D("0.000005"), D("0.05") + D(5_000) * D("0.000005")),
    ("images", D(2) * D("0.10"), D(20) * D("0.10")),
    _fixed("health check", D("0.50") + D(2)),
    ("zone", D("0.50") + D(10_000) * D("0.0000004"), D("0.50") + D(500_000) * D("0.0000004")),
    (
        "access logs",
        D("0.5") * D("0.023") + D(20_000) * D("0.000005"),
        D(10) * D("0.023") + D(60_000) * D("0.000005") + D(5_000) * D("0.0000004"),
    ),
    ("topic", D(0), D(500) * D("0.0000005")),
    ("mails", D(0), D(500) * D("0.00002")),
]

PROD: list[Row] = [
    # Three tasks of 1 vCPU and 2 GB on ARM
    _fixed("blue vCPU", D(3) * D(730) * D(1) * D("0.03238")),
    _fixed("blue memory", D(3) * D(730) * D(2) * D("0.00356")),
    # An hour of a task is 0.03238 + 2 x 0.00356 = 0.0395
    ("blue further tasks", D(0), D(3_000) * D("0.0395")),
    ("green further tasks", D(10) * D("0.0395"), D(300) * D("0.0395")),
    ("between zones", D(20) * D("0.02"), D(300) * D("0.02")),
    ("container insights", D(120) * D("0.07"), D(500) * D("0.07")),
    # A NAT gateway in each of three zones
    _fixed("NAT hours", D(3) * D(730) * D("0.048")),
    ("NAT data", D(3) * D(10) * D("0.048"), D(3) * D(200) * D("0.048")),
    ("NAT out", D(3) * D(1) * D("0.09"), D(3) * D(50) * D("0.09")),
    _fixed("NAT addresses", D(3) * D(730) * D("0.005")),
    _fixed("endpoints", D(7) * D(3) * D(730) * D("0.011")),
    ("endpoints' data", D(7) * D(10) * D("0.01"), D(7) * D(200) * D("0.01")),
    _fixed("balancer hours", D(730) * D("0.0252")),
    ("balancer units", D(500) * D("0.008"), D(5_000) * D("0.008")),
    ("balancer out", D(100) * D("0.09"), D(2_000) * D("0.09")),
    _fixed("balancer addresses", D(3) * D(730) * D("0.005")),
    # db.r7g.large with a standby, 100 GiB; insights for its two vCPUs
    _fixed("database hours", D(730) * D("0.53")),
    _fixed("database storage", D(100) * D("0.254")),
    _fixed("database insights", D(2) * D(730) * D("0.0125")),
    ("database backups", D(0), D(200) * D("0.095")),
    # Its replica without a standby: the class's single price, and as much storage
    _fixed("replica hours", D(730) * D("0.265")),
    _fixed("replica storage", D(100) * D("0.127")),
    _fixed("replica insights", D(2) * D(730) * D("0.0125")),
    ("monitoring of both", D(2) * D("0.1") * D("0.57"), D(2) * D("0.3") * D("0.57")),
    # Automated backups, replicated to eu-central-1
    ("replicated backups", D(100) * D("0.095"), D(300) * D("0.095")),
    ("replication transfer", D(30) * D("0.02"), D(200) * D("0.02")),
    # AWS Backup: the vault, its copy in eu-central-1, the way there
    ("backup vault", D(100) * D("0.095"), D(400) * D("0.095")),
    ("copy vault", D(100) * D("0.095"), D(400) * D("0.095")),
    ("copies' transfer", D(20) * D("0.02"), D(150) * D("0.02")),
    _fixed("firewall", D(5) + D(5) * D(1) + D(1) * D(1)),
    ("firewall requests", D(10_000_000) * D("0.0000006"), D(200_000_000) * D("0.0000006")),
    ("firewall log", D("0.5") * D("0.57"), D(10) * D("0.57")),
    ("flow log", D(20) * D("0.57"), D(200) * D("0.57")),
    ("flow log kept", D(20) * D("0.03"), D(200) * D("0.03")),
    ("firewall log kept", D("0.5") * D("0.03"), D(10) * D("0.03")),
    ("app log", D(20) * D("0.57") + D(20) * D("0.03"), D(200) * D("0.57") + D(300) * D("0.03")),
    ("insights log", D(2) * D("0.57") + D(2) * D("0.03"), D(20) * D("0.57") + D(40) * D("0.03")),
    # The primary's and the replica's
    (
        "postgresql logs",
        D(2) * (D(1) * D("0.57") + D(1) * D("0.03")),
        D(2) * (D(20) * D("0.57") + D(40) * D("0.03")),
    ),
    # Upgrade logs of both, and the log of sessions in tasks
    ("seldom logs", D(0), D(3) * (D("0.1") * D("0.57") + D("0.1") * D("0.03"))),
    # 14 on one metric (the replica's lag is one more), 3 on three, one on two; one of alarms
    _fixed("alarms", D(14 + 3 * 3 + 2) * D("0.10") + D("0.50")),
    _fixed("autoscaling alarms", D(12) * D("0.10")),
    _fixed("dashboard", D(3)),
    # Five keys, and one in eu-central-1 at the same price
    ("keys", D(6) * D(1), D(6) * D(3)),
    ("key requests", D(6) * D(50_000) * D("0.000003"), D(6) * D(1_000_000) * D("0.000003")),
    # The session key, and the database's own master secret
    (
        "secrets",
        D(2) * (D("0.40") + D(100) * D("0.000005")),
        D(2) * (D("0.40") + D(20_000) * D("0.000005")),
    ),
    ("parameter", D("0.05") + D(1_000) * D("0.000005"), D("0.05") + D(50_000) * D("0.000005")),
    ("images", D(5) * D("0.10"), D(40) * D("0.10")),
    _fixed("health check", D("0.50") + D(2)),
    ("zone", D("0.50") + D(100_000) * D("0.0000004"), D("0.50") + D(5_000_000) * D("0.0000004")),
    (
        "access logs",
        D(5) * D("0.023") + D(30_000) * D("0.000005"),
        D(100) * D("0.023") + D(100_000) * D("0.000005") + D(10_000) * D("0.0000004"),
    ),
    ("topic", D(0), D(1_000) * D("0.0000005")),
    ("mails", D(0), D(1_000) * D("0.00002")),
    ("calls", D(0), D(1_000) * D("0.0000006")),
]


BY_HAND: dict[str, tuple[list[Row], tuple[D, D]]] = {
    "dev": (DEV, (D("117.49"), D("149.81"))),
    "stage": (STAGE, (D("347.55"), D("431.25"))),
    "prod": (PROD, (D("1172.18"), D("2108.30"))),
}
