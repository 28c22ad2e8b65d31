"""Writes Terraform's CLI configuration: where the pinned AWS provider comes from."""

from __future__ import annotations

import os
import platform
import re
import sys
from pathlib import Path

PROVIDER = "registry.terraform.io/hashicorp/aws"

_LOCKED_VERSION = re.compile(r'provider "' + re.escape(PROVIDER) + r'" \{\s+version\s+= "([^"]+)"')
_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def locked_version(lock_file: Path) -> str:
    """Return the provider's version in Terraform's dependency lock file.

    Raises:
        ValueError: the file locks no AWS provider.
    """
    match = _LOCKED_VERSION.search(lock_file.read_text(encoding="utf-8"))
    if match is None:
        raise ValueError(f"{lock_file.name}: must lock {PROVIDER}")
    return match[1]


def find_mirror(version: str, folders: list[Path], system: str | None = None) -> Path | None:
    """Return the first folder that holds the provider, unpacked or packed, for this machine."""
    system = system or this_platform()
    for folder in folders:
        home = folder / PROVIDER
        packed = home / f"terraform-provider-aws_{version}_{system}.zip"
        unpacked = (home / version / system).glob("terraform-provider-aws*")
        if packed.is_file() or any(unpacked):
            return folder
    return None


def this_platform() -> str:
    """Return Terraform's name of this operating system and processor."""
    machine = platform.machine().lower()
    return f"{sys.platform}_{_MACHINES.get(machine, machine)}"


def mirror_folders() -> list[Path]:
    """Return where a mirror may be: Terraform's implied folders, then every folder in /opt."""
    home = Path.home()
    data_home = os.environ.get("XDG_DATA_HOME") or str(home / ".local" / "share")
    data = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    shares = [data_home, *(part for part in data.split(":") if part)]
    shared = [Path(share) / "terraform" / "plugins" for share in shares]
    mac = Path("Library", "Application Support", "io.terraform.d", "plugins")
    implied = [home / ".terraform.d" / "plugins", *shared, home / mac, Path("/") / mac]
    return implied + sorted(Path("/opt").glob("*"))


def render(mirror: Path | None) -> str:
    """Return the configuration: the mirror where there is one, the public registry otherwise.

    No plugin cache: it is not safe for the stacks that deploy side by side.
    """
    lines = ["disable_checkpoint = true", "", "provider_installation {"]
    if mirror is None:
        lines += ["  direct {}"]
    else:
        path = str(mirror).replace("\\", "\\\\").replace('"', '\\"')
        lines += [
            "  filesystem_mirror {",
            f'    path    = "{path}"',
            f'    include = ["{PROVIDER}"]',
            "  }",
            "  direct {",
            f'    exclude = ["{PROVIDER}"]',
            "  }",
        ]
    return "\n".join([*lines, "}", ""])


def write(file: Path, lock_file: Path) -> str:
    """Write the configuration where it differs; return where the provider will come from."""
    version = locked_version(lock_file)
    mirror = find_mirror(version, mirror_folders())
    text = render(mirror)
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return str(mirror) if mirror else "the public registry"
