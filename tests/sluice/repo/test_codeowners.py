"""CODEOWNERS as GitHub documents it, and where the library alone would read it otherwise."""

from __future__ import annotations

import pytest
from codeowners import CodeOwners

from sluice.repo.codeowners import MOST_BYTES, Ownership

# GitHub's documentation, "About code owners", "Example of a CODEOWNERS file", in its order.
EXAMPLE = """\
# This is a comment.
*       @global-owner1 @global-owner2

*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/* docs@example.com
apps/ @octocat
/scripts/ @doctocat @octocat
**/logs @octocat
/bundle/ @octocat
/bundle/github
"""


@pytest.mark.parametrize(
    ("path", "owners"),
    [
        ("README.md", ("@global-owner1", "@global-owner2")),
        ("src/deep/a.js", ("@js-owner",)),
        ("main.go", ("docs@example.com",)),
        ("a/b.txt", ("@octo-org/octocats",)),
        ("build/logs/today/a.log", ("@octocat",)),  # the later **/logs
        ("docs/getting-started.md", ("docs@example.com",)),
        ("docs/build-app/troubleshooting.md", ("@global-owner1", "@global-owner2")),
        ("src/apps/x/y.c", ("@octocat",)),
        ("scripts/x.sh", ("@doctocat", "@octocat")),
        ("other/scripts/x.sh", ("@global-owner1", "@global-owner2")),
        ("deeply/nested/logs/a", ("@octocat",)),
        ("bundle/x", ("@octocat",)),
        ("bundle/github/x", ()),  # a pattern without owners takes them away
        ("README.JS", ("@global-owner1", "@global-owner2")),  # paths are case-sensitive
    ],
)
def test_the_documented_example_is_read_as_documented(path: str, owners: tuple[str, ...]) -> None:
    found = Ownership(EXAMPLE)
    assert found.mistakes == ()
    assert found.of(path).owners == owners


def test_the_line_that_counts_is_named() -> None:
    owned = Ownership(EXAMPLE).of("bundle/github/x")
    assert (owned.line, owned.pattern) == (13, "/bundle/github")
    assert Ownership("/a/ @ada\n").of("b").line == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("!*.md @ada", "negates"),
        ("*.[ch] @ada", "range"),
        ("[Documentation]", "section"),
        ("^[Documentation]", "section"),
        ("\\#notes @ada", "escapes a #"),
        ("/ @ada", "matches nothing"),
        ("*.md ada", "ada is neither"),
        ("*.md @ada @", "@ is neither"),
        ("*.md @ada/b/c", "@ada/b/c is neither"),
        ("*.md @-ada", "@-ada is neither"),
        ("*.md @ada ada@localhost", "ada@localhost is neither"),
    ],
)
def test_a_line_that_github_skips_is_a_mistake_and_owns_nothing(line: str, words: str) -> None:
    found = Ownership(f"* @everybody\n{line}\n")
    assert [mistake.line for mistake in found.mistakes] == [2]
    assert words in found.mistakes[0].sentence
    assert found.of("notes.md").owners == ("@everybody",)
    assert found.of("a.c").owners == ("@everybody",)


def test_spaces_in_patterns_are_written_with_a_backslash() -> None:
    found = Ownership("* @everybody\n/my\\ notes/ @ada\n")
    assert found.mistakes == ()
    assert found.of("my notes/a.md").owners == ("@ada",)


def test_owners_are_listed_with_the_first_line_that_names_them() -> None:
    found = Ownership("a @ada @org/team\nb @org/team e@example.com # @nobody\n")
    assert found.owners == {"@ada": 1, "@org/team": 1, "e@example.com": 2}


def test_a_file_that_github_does_not_load_owns_nothing() -> None:
    found = Ownership("* @ada\n" + "#" * MOST_BYTES)
    assert "3 MB" in found.mistakes[0].sentence
    assert found.of("a").owners == ()


@pytest.mark.parametrize(
    ("text", "path", "library", "github"),
    [
        ("* @ada # but ask @bob", "a", ["@ada", "@bob"], ("@ada",)),
        ("* @ada\n*.md ada", "a.md", [], ("@ada",)),
        ("* @ada\n*.[ch] @bob", "a.c", ["@bob"], ("@ada",)),
        ("* @ada\n[*.md]\n", "a.md", ["@ada"], ("@ada",)),
    ],
)
def test_where_the_library_alone_differs_from_github(
    text: str, path: str, library: list[str], github: tuple[str, ...]
) -> None:
    # Should the library come to agree with GitHub, this says that a line here may go.
    assert [name for _, name in CodeOwners(text).of(path)] == library
    assert Ownership(text).of(path).owners == github
