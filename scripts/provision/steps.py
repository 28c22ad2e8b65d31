"""What set-up builds: two virtual environments, the cdktf CLI, the slim bindings."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.provision.chains import Chain, Step
from scripts.provision.stamps import key_of

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.provision.commands import Commands

BINDINGS = "cdktf_cdktf_provider_aws"

# What would send pip's files elsewhere than into the environment.
_MISLEADING = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_VIRTUALENV")


@dataclass(frozen=True)
class Steps:
    """The steps for one checkout."""

    root: Path
    state: Path
    commands: Commands
    node_version: str

    def chains(self) -> list[Chain]:
        """Return the chains that may run side by side."""
        return [
            (self._venv(".venv", "requirements.lock"), self._project(), self._bindings()),
            (self._cdktf_cli(),),
            (self._venv(".venv-checkov", "requirements-checkov.lock"),),
        ]

    def _venv(self, name: str, lock: str) -> Step:
        folder, lock_file = self.root / name, self.root / lock
        count = lock_file.read_text(encoding="utf-8").count("==")

        def build() -> None:
            # From nothing each time: a half-installed package looks installed to pip.
            shutil.rmtree(folder, ignore_errors=True)
            self._run(name, [sys.executable, "-I", "-m", "venv", str(folder)])
            self._pip(name, "--no-compile", "--require-hashes", "-r", str(lock_file))
            # pip compiles on one core, and all 2,200 modules of the bindings, of which
            # a program imports some 60: those are compiled with the slim bindings.
            self._compile(name, "-x", BINDINGS, str(folder / "lib"))

        return Step(
            name=name,
            doing=f"installing {count} packages from {lock}",
            key=key_of(lock_file, str(self.root), platform.python_version(), sys.base_prefix),
            output=folder / "bin" / "python",
            build=build,
        )

    def _project(self) -> Step:
        project = tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))
        installed = {
            "build-system": project["build-system"],
            "project": project["project"],
            "hatch": project["tool"]["hatch"],
        }
        options = ("--no-deps", "--no-build-isolation", "--no-index", "-e", str(self.root))
        return Step(
            name="sluice",
            doing="linking the commands sluice and lab to this checkout",
            key=key_of(json.dumps(installed, sort_keys=True)),
            output=self.root / ".venv" / "bin" / "sluice",
            build=lambda: self._pip(".venv", *options, log="sluice"),
        )

    def _bindings(self) -> Step:
        python = str(self._python(".venv"))
        return Step(
            name="bindings",
            doing="cutting the AWS bindings to what the stacks import",
            key=key_of(*(self.root / name for name in ("fastsynth", "constructs", "stacks"))),
            output=self.state / "slim",
            build=lambda: self._run("bindings", [python, "-m", "fastsynth"]),
        )

    def _cdktf_cli(self) -> Step:
        npm = shutil.which("npm") or "npm"
        command = [npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        major = self.node_version.split(".")[0]
        return Step(
            name="cdktf-cli",
            doing="npm ci",
            key=key_of(self.root / "package-lock.json", self.root / "package.json", major),
            output=self.root / "node_modules" / ".bin" / "cdktf",
            build=lambda: self._run("cdktf-cli", command),
        )

    def _pip(self, venv: str, *options: str, log: str | None = None) -> None:
        python = str(self._python(venv))
        quiet = ("--disable-pip-version-check", "--no-input", "--progress-bar=off")
        self._run(log or venv, [python, "-I", "-m", "pip", "install", *quiet, *options])

    def _compile(self, venv: str, *arguments: str) -> None:
        # Its exit code is no where a package ships a template, or a file for another Python:
        # nobody imports those.
        script = "import compileall; compileall.main()"
        python = str(self._python(venv))
        self._run(venv, [python, "-I", "-c", script, "-qq", "-j", "0", *arguments])

    def _python(self, venv: str) -> Path:
        return self.root / venv / "bin" / "python"

    def _run(self, log: str, command: list[str]) -> None:
        environment = {k: v for k, v in os.environ.items() if k not in _MISLEADING}
        self.commands.run(command, self.state / "setup" / f"{log.lstrip('.')}.log", environment)
