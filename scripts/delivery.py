"""What a workflow must know to deploy: account, region, roles, address; as `name=value` lines.

`python scripts/delivery.py ENV`, ENV being an environment or bootstrap; without ENV, which
environments there are: a JSON list for each protection, for a workflow's matrix. Nothing of it
is secret, and it stands in stacks/ alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "constructs")]

from stacks.environments import load, load_all, load_bootstrap
from webservice.contract.protection import PROTECTIONS
from webservice.delivery.bootstrap import PLAN_ROLE, deploy_role_name
from webservice.errors import SluiceInputError


def values(name: str) -> dict[str, str]:
    """Return them by name.

    Raises:
        SluiceInputError: there is no such environment, or a value in its file is wrong.
    """
    if name == "bootstrap":
        bootstrap = load_bootstrap()
        return _place(bootstrap.account, bootstrap.region)
    environment = load(name)
    health = f"https://{environment.domain.host_name}{environment.service.health_check_path}"
    return {
        **_place(environment.account, environment.region),
        "deploy_role": _role(environment.account, deploy_role_name(name)),
        "health": health,
    }


def lists() -> dict[str, str]:
    """Return the names of the environments of each protection, as JSON.

    Raises:
        SluiceInputError: a value in some file is wrong.
    """
    found: dict[str, list[str]] = {each: [] for each in PROTECTIONS}
    for environment in load_all():
        found[environment.protection].append(environment.name)
    return {each: json.dumps(names) for each, names in found.items()}


def _place(account: str, region: str) -> dict[str, str]:
    return {"account": account, "region": region, "plan_role": _role(account, PLAN_ROLE)}


def _role(account: str, name: str) -> str:
    return f"arn:aws:iam::{account}:role/{name}"


def main(arguments: list[str]) -> int:
    """Print them; the exit code is 0 where there are any."""
    if len(arguments) > 1:
        print(f"error: {__doc__}", file=sys.stderr)
        return 2
    try:
        found = values(arguments[0]) if arguments else lists()
    except SluiceInputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print("\n".join(f"{name}={value}" for name, value in found.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
