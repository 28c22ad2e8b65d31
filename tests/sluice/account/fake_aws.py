"""A bucket and a Terraform for the tests of bootstrap."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sluice.account.state_store import StateChanged, StateId, parse_state
from sluice.terraform import PLAN_EMPTY, TerraformFailed

BUCKET, KEY = "states", "bootstrap/terraform.tfstate"
STACK = {
    "terraform": {
        "backend": {"s3": {"bucket": BUCKET, "key": KEY, "region": "eu-west-1", "kms_key_id": "k"}}
    },
    "provider": {"aws": [{"allowed_account_ids": ["123456789012"]}]},
    "resource": {
        "aws_s3_bucket": {"b": {"bucket": BUCKET, "lifecycle": {"prevent_destroy": False}}},
        "aws_iam_role": {"r": {"name": "sluice-plan"}},
    },
}


def state(serial: int, lineage: str = "one", *, protected: bool = False, names: str = "b") -> str:
    resources = [
        {
            "type": "aws_s3_bucket",
            "name": name,
            "instances": [{"attributes": {"force_destroy": not protected}}],
        }
        for name in names
    ]
    return json.dumps({"lineage": lineage, "serial": serial, "resources": resources})


class FakeAws:
    """The bucket and the program together: what Terraform applies, the bucket is part of."""

    def __init__(self) -> None:
        self.bucket: dict[str, str] | None = None
        self.others: list[str] = []
        self.calls: list[str] = []
        self.fails_at: str | None = None
        self.plan = PLAN_EMPTY
        self.folder = Path()
        self.adopted: list[Any] = []

    # Terraform
    def init(self) -> None:
        self._call("init")

    def apply(self) -> None:
        blocks = self.folder / "adopted.tf.json"
        if blocks.exists():
            self.adopted = json.loads(blocks.read_text())["import"]
        local = self._local()
        before = parse_state(local.read_text(), source="") if local.exists() else None
        serial = 1 if before is None else before.serial + 1
        local.write_text(state(serial, "one" if before is None else before.lineage))
        self.bucket = {} if self.bucket is None else self.bucket
        self._call("apply")

    def destroy(self) -> None:
        self._call("destroy")
        self.bucket = None

    def plan_exit_code(self) -> int:
        self._call("plan")
        return self.plan

    def _local(self) -> Path:
        override = json.loads((self.folder / "backend_override.tf.json").read_text())
        return Path(override["terraform"]["backend"]["local"]["path"])

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.fails_at == name:
            raise TerraformFailed(f"{name} failed")

    # The bucket
    def exists(self) -> bool:
        return self.bucket is not None

    def read(self, key: str) -> StateId | None:
        text = (self.bucket or {}).get(key)
        return None if text is None else parse_state(text, source=key)

    def fetch(self, key: str) -> str:
        assert self.bucket is not None
        return self.bucket[key]

    def put(self, key: str, text: str, *, replaces: StateId | None, kms_key_id: str) -> None:
        self._call("put")
        assert kms_key_id == "k"
        assert self.bucket is not None
        if self.read(key) != replaces:
            raise StateChanged("changed")
        self.bucket[key] = text

    def in_use(self, *, besides: str) -> list[str]:
        assert besides == KEY
        return self.others
