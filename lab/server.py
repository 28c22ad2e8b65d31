"""The emulator's process: moto with our gaps closed, on one loopback port.

Run it with `lab up`; `python -m lab.server --port N` is the same in the foreground.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal

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
    options = parser.parse_args(arguments)
    _settings(options.account, options.port)
    asyncio.run(serve(options.port, account=options.account, plain=options.plain))


def _settings(account: str, port: int) -> None:
    # Moto reads these when it is imported.
    os.environ["MOTO_ACCOUNT_ID"] = account
    os.environ["MOTO_PORT"] = str(port)
    # The provider attaches AWS's own managed policies by ARN.
    os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "true"
    os.environ.setdefault("MOTO_ACM_VALIDATION_WAIT", "1")


async def serve(port: int, *, account: str, plain: bool) -> None:
    """Serve the emulator on `port` in this process until a signal ends it."""
    # Imported late: moto reads the environment at import.
    from moto.moto_server.werkzeug_app import (  # noqa: PLC0415
        DomainDispatcherApplication,
        create_backend_app,
    )

    from lab import gaps, health  # noqa: PLC0415
    from lab.api.front import Front  # noqa: PLC0415
    from lab.unimplemented import RefuseUnimplemented  # noqa: PLC0415

    application = DomainDispatcherApplication(create_backend_app)
    if not plain:
        gaps.close_all()
        application = RefuseUnimplemented(application)
    front = Front(application, port=port)
    health.route(front.web, account=account)
    front.route_everything_else()
    serving = asyncio.create_task(front.serve(LOOPBACK))
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, serving.cancel)
    await asyncio.wait([serving])
    if not serving.cancelled():
        serving.result()


if __name__ == "__main__":
    main()
