"""How a command presents itself in help: its panel, its examples, its exit codes."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from typer.core import TyperGroup

from sluice import exits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import typer

    from sluice.exits import Exit


class Panel(StrEnum):
    """Where in the help a command stands, in the order in which the help shows them."""

    LOOK = "Look"
    CHANGE = "Change"
    RELEASE = "Release"
    RECOVER = "Recover"
    ACCOUNT = "Account"


class InPanels(TyperGroup):
    """A program whose help shows the panels in their order, groups of commands last in each."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names in the order of the help."""
        order = list(Panel)

        def place(name: str) -> tuple[int, bool]:
            found: Any = self.commands[name]
            return order.index(found.rich_help_panel), hasattr(found, "commands")

        return sorted(super().list_commands(ctx), key=place)


def add(
    app: typer.Typer,
    command: Callable[..., None],
    panel: Panel,
    *examples: str,
    codes: Mapping[Exit, str] | None = None,
) -> None:
    """Add a command, named as its function.

    Args:
        app: the program, or a group of commands.
        command: its docstring is the help; the first line says what it does to the world.
        panel: of the help.
        examples: what to type after `sluice`.
        codes: how it ends, in words of its own; the program lists every code there is.
    """
    lines = [f"Example: sluice {each}" for each in examples]
    if codes:
        lines.append(exits.listed(*codes, told=codes))
    # A blank line keeps each on a line of its own.
    app.command(rich_help_panel=panel, epilog="\n\n".join(lines))(command)


def group(app: typer.Typer, name: str, verbs: typer.Typer, panel: Panel) -> None:
    """Add a group of commands."""
    # With one command only, typer would drop the second word without a callback.
    verbs.callback()(_nothing)
    app.add_typer(verbs, name=name, rich_help_panel=panel)


def _nothing() -> None:
    pass
