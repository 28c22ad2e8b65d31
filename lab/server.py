"""The emulator's process: moto with our gaps closed, on one loopback port.

Run it with `lab up`; `python -m lab.server --port N` is the same in the foreground.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lab.parts import PARTS

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

LOOPBACK = "127.0.0.1"
DEFAULT_ACCOUNT = "123456789012"


def main(arguments: list[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m lab.server", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="loopback port to listen on")
    parser.add_argument("--account", default=DEFAULT_ACCOUNT, help="AWS account id to play")
    parser.add_argument(
        "--plain", action="store_true", help="moto as it comes, no gap closed (for the gap tests)"
    )
    parser.add_argument(
        "--parts",
        default=",".join(PARTS),
        help=f"which parts run beside the API, of {', '.join(PARTS)} (default: all)",
    )
    parser.add_argument(
        "--folder", type=Path, help="where it keeps what it runs (default: a temporary one)"
    )
    parser.add_argument("--state", type=Path, help="a saved account to begin with")
    options = parser.parse_args(arguments)
    parts = [name for name in options.parts.split(",") if name]
    unknown = [name for name in parts if name not in PARTS]
    if unknown:
        parser.error(f"no part {unknown[0]!r}: choose from {', '.join(PARTS)}")
    _settings(options.account, options.port)
    with tempfile.TemporaryDirectory(prefix="lab-") as scratch:
        folder = options.folder or Path(scratch)
        asyncio.run(
            serve(
                options.port,
                account=options.account,
                folder=folder,
                state=options.state,
                parts=() if options.plain else parts,
                plain=options.plain,
            )
        )


def _settings(account: str, port: int) -> None:
    # Moto reads these when it is imported.
    os.environ["MOTO_ACCOUNT_ID"] = account
    os.environ["MOTO_PORT"] = str(port)
    # The provider attaches AWS's own managed policies by ARN.
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    os.environ.setdefault("MOTO_ACM_VALIDATION_WAIT", "1")


async def serve(
    port: int,
    *,
    account: str,
    folder: Path,
    parts: Sequence[str],
    state: Path | None = None,
    plain: bool = False,
) -> None:
    """Serve the emulator on `port` in this process until a signal ends it."""
    # Imported late: moto reads the environment at import.
    from moto.moto_server.werkzeug_app import (  # noqa: PLC0415 - after the variables, as said above
        DomainDispatcherApplication,
        create_backend_app,
    )

    from lab import gaps, health  # noqa: PLC0415 - after the variables, as said above
    from lab.api.front import Front  # noqa: PLC0415 - after the variables, as said above
    from lab.certificates import Authority  # noqa: PLC0415 - after the variables, as said above
    from lab.control import Control, run_parts  # noqa: PLC0415 - after the variables, as said above
    from lab.overview import routes as overview  # noqa: PLC0415 - after the variables, as said above
    from lab.parts import build  # noqa: PLC0415 - after the variables, as said above
    from lab.saved import file  # noqa: PLC0415 - after the variables, as said above
    from lab.saved import routes as saved  # noqa: PLC0415 - after the variables, as said above
    from lab.saved.snapshot import restore  # noqa: PLC0415 - after the variables, as said above
    from lab.unimplemented import RefuseUnimplemented  # noqa: PLC0415 - after the variables, as said above

    application = DomainDispatcherApplication(create_backend_app)
    if not plain:
        gaps.close_all()
        application = RefuseUnimplemented(application)
    front = Front(application, port=port)
    control = Control(
        front=front,
        account=account,
        endpoint=f"http://{LOOPBACK}:{port}",
        folder=folder,
        authority=Authority(folder),
    )
    running = build(control, parts)
    if state is not None:
        await front.call(restore, account, file.read(state), running)
    health.route(front.web, account=account)
    overview.route(front.web, control, running)
    saved.route(front.web, control, running)
    for part in running.values():
        front.web.add_routes(part.routes())
    front.route_everything_else()
    await _until_a_signal(front.serve(LOOPBACK), run_parts(list(running.values())))


async def _until_a_signal(
    serving: Coroutine[Any, Any, None], work: Coroutine[Any, Any, None]
) -> None:
    """Serve, and let the parts work, until SIGTERM or SIGINT; raises what ends one of them.

    The parts end first: what they do to leave nothing behind may need moto.
    """
    served, worked = asyncio.create_task(serving), asyncio.create_task(work)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait((stopped, served, worked), return_when=asyncio.FIRST_COMPLETED)
    worked.cancel()
    await asyncio.wait((worked,))
    served.cancel()
    stopped.cancel()
    await asyncio.wait((served, stopped))
    for task in (served, worked):
        if task in done:
            task.result()


if __name__ == "__main__":
    main()
