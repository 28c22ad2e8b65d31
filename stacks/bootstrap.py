"""Bootstrap: once per account, before any environment. `sluice bootstrap` applies it."""

from stacks.environments import NAMES
from stacks.owners import OWNERS
from webservice.delivery.bootstrap import Bootstrap

BOOTSTRAP = Bootstrap(
    account="123456789012",
    region="eu-west-1",
    backup_region="eu-central-1",
    owner="web-platform",
    owners=OWNERS,
    service_name="web",
    github_repository="example/web",
    environments=NAMES,
)
