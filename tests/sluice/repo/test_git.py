"""What git says of signatures, with real git and with keys made by ssh-keygen and GnuPG."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from sluice.git import GitFailed
from sluice.repo.git import Commit, Git, Signature
from tests.sluice.repo.signing import SIGNERS, Checkout, new

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    made = new(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made


def since_base(checkout: Checkout) -> tuple[Commit, ...]:
    git = Git(checkout.root)
    base = git.resolve("base")
    assert base
    return git.commits(base, allowed_signers=SIGNERS, trailers=("Reviewed-by", "Acked-by"))


def test_a_commit_signed_with_an_allowed_key_is_good(checkout: Checkout) -> None:
    checkout.allow("ada")
    sha = checkout.commit("ada", signer="ada")
    (found,) = since_base(checkout)
    assert (found.sha, found.signature, found.signer) == (sha, Signature.GOOD, "ada@example.com")
    assert (found.author, found.committer) == ("ada@example.com", "ada@example.com")
    assert found.short == sha[:10]


def test_a_commit_without_a_signature_has_none(checkout: Checkout) -> None:
    checkout.allow("ada")
    checkout.commit("ada")
    (found,) = since_base(checkout)
    assert (found.signature, found.signer) == (Signature.NONE, "")


def test_a_key_that_nobody_allowed_is_not_good(checkout: Checkout) -> None:
    checkout.allow("ada")
    checkout.commit("eve", signer="eve")
    (found,) = since_base(checkout)
    assert (found.signature, found.signer) == (Signature.OF_UNKNOWN_KEY, "")


def test_a_change_cannot_allow_its_own_key(checkout: Checkout) -> None:
    checkout.allow("ada")
    line = f"eve@example.com {checkout.key('eve')}\n"
    (checkout.root / SIGNERS).write_text(line)
    checkout.run("git", "add", SIGNERS)
    checkout.commit("eve", signer="eve")
    (found,) = since_base(checkout)
    assert found.signature is Signature.OF_UNKNOWN_KEY


def test_a_commit_changed_after_it_was_signed_is_bad(checkout: Checkout) -> None:
    checkout.allow("ada")
    checkout.commit("ada", signer="ada", message="Harmless")
    checkout.rewrite("Harmless", "Harmful")
    (found,) = since_base(checkout)
    assert (found.signature, found.signer) == (Signature.BAD, "")


def test_a_key_that_was_allowed_until_an_earlier_day_is_not_good(checkout: Checkout) -> None:
    checkout.allow("ada", options='valid-before="20200101"')
    checkout.commit("ada", signer="ada")
    (found,) = since_base(checkout)
    assert found.signature not in (Signature.GOOD, Signature.NONE)
    assert not found.signer


def test_without_allowed_signers_a_signature_is_not_checked_and_not_taken_for_none(
    checkout: Checkout,
) -> None:
    checkout.commit("ada")
    checkout.run("git", "tag", "base")
    checkout.commit("ada", signer="ada")
    (found,) = since_base(checkout)
    assert found.signature is Signature.NOT_CHECKED


def test_gits_own_setting_counts_where_the_repository_has_no_file(checkout: Checkout) -> None:
    checkout.commit("ada")
    checkout.run("git", "tag", "base")
    file = checkout.home / "signers"
    file.write_text(f"ada@example.com {checkout.key('ada')}\n")
    checkout.run("git", "config", "gpg.ssh.allowedSignersFile", str(file))
    checkout.commit("ada", signer="ada")
    (found,) = since_base(checkout)
    assert found.signature is Signature.GOOD


def test_commits_come_oldest_first_and_only_those_since_the_base(checkout: Checkout) -> None:
    checkout.allow("ada")
    names = [checkout.commit("ada", message=f"Change {n}") for n in range(3)]
    assert [each.sha for each in since_base(checkout)] == names


def test_trailers_and_co_authors_are_addresses(checkout: Checkout) -> None:
    checkout.allow("ada")
    checkout.commit(
        "ada",
        message="A change\n\nWhy.\n\n"
        "Reviewed-by: Bob B. <Bob@Example.com>\nAcked-by: cid@example.com\n"
        "Co-authored-by: Dan <dan@example.com>\nSigned-off-by: Eve <eve@example.com>\n",
    )
    (found,) = since_base(checkout)
    assert found.reviewers == {"bob@example.com", "cid@example.com"}
    assert found.authors == {"ada@example.com", "dan@example.com"}


def test_an_authors_address_cannot_steer_a_terminal(checkout: Checkout) -> None:
    checkout.allow("ada")
    checkout.run(
        *("git", "commit", "--allow-empty", "--quiet", "--message", "A change"),
        *("--author", "Eve <eve\x1b[2J@example.com>"),
        GIT_COMMITTER_NAME="eve",
        GIT_COMMITTER_EMAIL="eve@example.com",
    )
    (found,) = since_base(checkout)
    assert found.author == "eve?[2j@example.com"


def test_names_of_commits_are_resolved_and_options_are_not(checkout: Checkout) -> None:
    sha = checkout.commit("ada")
    git = Git(checkout.root)
    assert git.resolve("main") == sha
    assert git.resolve("nowhere") is None
    assert git.resolve("--all") is None


def test_files_are_those_that_git_would_keep(checkout: Checkout) -> None:
    for name in (".gitignore", "new file", "ignored", "committed"):
        (checkout.root / name).write_text("ignored\n")
    checkout.run("git", "add", "committed")
    assert Git(checkout.root).files() == (".gitignore", "committed", "new file")


def test_a_hook_of_another_repository_does_not_lead_astray(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha = checkout.commit("ada")
    monkeypatch.setenv("GIT_DIR", str(checkout.home / "elsewhere"))
    assert Git(checkout.root).resolve("HEAD") == sha


def test_a_name_in_another_encoding_is_read_all_the_same(checkout: Checkout) -> None:
    (checkout.root / os.fsdecode(b"caf\xe9")).write_text("x")
    assert "caf\N{REPLACEMENT CHARACTER}" in Git(checkout.root).files()


def test_a_folder_that_is_no_repository_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GitFailed, match="not a git repository"):
        Git(tmp_path).files()


def test_without_git_one_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitFailed, match="git cannot be run"):
        Git(tmp_path).files()


@pytest.fixture
def gnupg(checkout: Checkout, monkeypatch: pytest.MonkeyPatch) -> Iterator[Checkout]:
    """A key of GnuPG's, whose agent ends with the test."""
    home = checkout.home / "gnupg"
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    command = ("gpg", "--batch", "--passphrase", "", "--quick-generate-key")
    try:
        checkout.run(
            *command, "Ada <ada@example.com>", "ed25519", "sign", "never", GNUPGHOME=str(home)
        )
        yield checkout
    finally:
        subprocess.run(("gpgconf", "--kill", "all"), check=False, capture_output=True)


def test_a_commit_signed_with_gnupg_is_good_and_without_the_key_not_checked(
    gnupg: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = str(gnupg.home / "gnupg")
    gnupg.allow("ada")
    gnupg.run(
        *("git", "commit", "--allow-empty", "--quiet", "--gpg-sign=ada@example.com"),
        *("--message", "A change", "--author", "Ada <ada@example.com>"),
        GNUPGHOME=home,
        GIT_COMMITTER_NAME="Ada",
        GIT_COMMITTER_EMAIL="ada@example.com",
    )
    (found,) = since_base(gnupg)
    assert (found.signature, found.signer) == (Signature.GOOD, "ada@example.com")
    empty = gnupg.home / "empty"
    empty.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(empty))
    (found,) = since_base(gnupg)
    assert found.signature is Signature.NOT_CHECKED
    # GnuPG names the owner of the key even then.
    monkeypatch.setenv("GNUPGHOME", home)
    gnupg.rewrite("A change", "Another")
    (found,) = since_base(gnupg)
    assert (found.signature, found.signer) == (Signature.BAD, "")
