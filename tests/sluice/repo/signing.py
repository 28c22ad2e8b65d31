"""Throw-away repositories of git, with keys that ssh-keygen makes."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SIGNERS = ".github/allowed_signers"


@dataclass
class Checkout:
    """A repository; nobody's own settings of git reach it."""

    root: Path
    home: Path
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": str(self.home / "gitconfig"),
        }

    def run(self, *command: str, **variables: str) -> str:
        done = subprocess.run(
            command,
            cwd=self.root,
            env=self.environment | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def key(self, name: str) -> str:
        """Return somebody's public key."""
        if name not in self.keys:
            file = self.home / name
            self.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(file))
            self.keys[name] = (self.home / f"{name}.pub").read_text().strip()
        return self.keys[name]

    def allow(self, *names: str, options: str = "") -> None:
        """Commit the file of allowed signers, unsigned, as the base."""
        lines = [f"{name}@example.com {options} {self.key(name)}" for name in names]
        (self.root / SIGNERS).parent.mkdir(exist_ok=True)
        (self.root / SIGNERS).write_text("\n".join(lines) + "\n")
        self.run("git", "add", SIGNERS)
        self.commit("ada", message="Allowed signers")
        self.run("git", "tag", "--force", "base")

    def commit(
        self, author: str, *, signer: str = "", committer: str = "", message: str = "A change"
    ) -> str:
        """Commit something; return its name."""
        signing: tuple[str, ...] = ()
        if signer:
            self.key(signer)
            signing = (
                *("-c", "gpg.format=ssh", "-c", f"user.signingKey={self.home / signer}.pub"),
                *("-c", "commit.gpgSign=true"),
            )
        who = committer or signer or author
        self.run(
            *("git", *signing, "commit", "--allow-empty", "--quiet", "--message", message),
            GIT_AUTHOR_NAME=author,
            GIT_AUTHOR_EMAIL=f"{author}@example.com",
            GIT_COMMITTER_NAME=who,
            GIT_COMMITTER_EMAIL=f"{who}@example.com",
        )
        return self.run("git", "rev-parse", "HEAD")

    def rewrite(self, old: str, new: str) -> str:
        """Change the text of the last commit, its signature left as it is; return its name."""
        text = self.run("git", "cat-file", "commit", "HEAD").replace(old, new)
        file = self.home / "commit"
        file.write_text(text + "\n")
        name = self.run("git", "hash-object", "-t", "commit", "-w", str(file))
        self.run("git", "reset", "--quiet", "--hard", name)
        return name


def new(folder: Path) -> Checkout:
    """Return an empty repository."""
    made = Checkout(folder / "checkout", folder / "home")
    made.root.mkdir()
    made.home.mkdir()
    made.run("git", "init", "--quiet", "--initial-branch=main")
    return made
