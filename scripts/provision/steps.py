"""What set-up builds: two environments, the cdktf CLI, slim bindings, what the machine lacks."""

from __future__ import annotations

import json
import os
import platform
import shutil
import sys
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lab.rds import programs
from scripts.provision import postgresql, terraform
from scripts.provision.chains import Chain, Step
from scripts.provision.commands import StepFailed
from scripts.provision.stamps import key_of
from scripts.provision.terraform_config import this_platform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from scripts.provision.commands import Commands

BINDINGS = "cdktf_cdktf_provider_aws"

# What would send pip's files elsewhere than into the environment.
_MISLEADING = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_VIRTUALENV")


@dataclass(frozen=True)
class Steps:
    """The steps for one checkout.

    Attributes:
        root: the checkout.
        state: its folder for what is generated.
        commands: runs the steps' commands.
        node_version: the machine's.
        lacking: the programs to fetch, each with the line that says how to get it otherwise.
    """

    root: Path
    state: Path
    commands: Commands
    node_version: str
    lacking: Mapping[str, str] = field(default_factory=dict)

    def chains(self) -> list[Chain]:
        """Return the chains that may run side by side."""
        project: Chain = (
            self._venv(".venv", "requirements.lock"),
            self._project(),
            self._bindings(),
        )
        checkov: Chain = (self._venv(".venv-checkov", "requirements-checkov.lock"),)
        fetched: list[Chain] = []
        if get := self.lacking.get("Terraform"):
            fetched = [(self._terraform(get),)]
            project = (*project, self._terraform_link())
        if get := self.lacking.get("PostgreSQL"):
            # With the pip of the environment that is there first.
            checkov = (*checkov, self._postgresql(get, pip=".venv-checkov"))
        return [project, (self._cdktf_cli(),), checkov, *fetched]

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

    def _terraform(self, get: str) -> Step:
        release = terraform.release_for(this_platform())
        if release is None:
            raise ValueError(f"no Terraform is pinned for {this_platform()}")
        program = self._fetched_terraform()
        return Step(
            name="terraform",
            doing=f"fetching {release.version} from {terraform.releases()}",
            key=key_of(release.sha256),
            output=program,
            build=_or_by_hand(lambda: terraform.fetch(release, program), get),
        )

    def _terraform_link(self) -> Step:
        link = self.root / ".venv" / "bin" / "terraform"

        def build() -> None:
            link.unlink(missing_ok=True)
            # It may be fetched a moment later.
            link.symlink_to(self._fetched_terraform())

        return Step(
            name="terraform-link",
            doing="putting Terraform beside the commands sluice and lab",
            key=key_of(str(self.root)),
            output=link,
            build=build,
        )

    def _fetched_terraform(self) -> Path:
        return self.state / "terraform" / "terraform"

    def _postgresql(self, get: str, pip: str) -> Step:
        folder = self.state / programs.FETCHED.name

        def install() -> None:
            postgresql.install(lambda *options: self._pip(pip, *options, log="postgresql"), folder)

        return Step(
            name="postgresql",
            doing=f"installing {postgresql.locked_version()} from {postgresql.LOCK.name}",
            key=key_of(postgresql.LOCK, platform.machine()),
            output=folder,
            build=_or_by_hand(install, get),
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


def _or_by_hand(build: Callable[[], None], get: str) -> Callable[[], None]:
    """Return a build that says how to come by the program where it fails."""

    def built() -> None:
        try:
            build()
        except StepFailed as error:
            raise StepFailed(f"{error}\n  {get}") from error

    return built
