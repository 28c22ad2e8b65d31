"""The application: its routes, and what lives as long as its process."""

from __future__ import annotations

import asyncio
import contextlib
from json import JSONDecodeError
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from lab.sample import faults, items, log, migrations
from lab.sample.database import Database, Unreachable
from lab.sample.misbehaviour import Misbehaviour
from lab.sample.requests import Requests

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from lab.sample.settings import Settings

_RETRY_SECONDS = 1.0
_LOOPBACK = ("127.0.0.1", "::1")


def build(settings: Settings) -> Starlette:
    """Return the ASGI application."""
    service = _Service(settings)
    app = Starlette(
        routes=[
            Route("/healthz", service.healthz),
            Route("/readyz", service.readyz),
            Route("/items", service.list_items, methods=["GET"]),
            Route("/items", service.create_item, methods=["POST"]),
            Route("/items/{id:int}", service.get_item, methods=["GET"]),
            Route("/items/{id:int}", service.replace_item, methods=["PUT"]),
            Route("/items/{id:int}", service.delete_item, methods=["DELETE"]),
            Route("/_faults", service.set_faults, methods=["PUT"]),
        ],
        middleware=[
            Middleware(
                Requests,
                version=settings.version,
                misbehaviour=service.misbehaviour,
                allow_header=settings.allow_fault_header,
            )
        ],
        exception_handlers={
            Unreachable: _answer_503,
            items.BadItem: _answer_400,
            faults.BadFault: _answer_400,
            JSONDecodeError: _answer_400,
            UnicodeDecodeError: _answer_400,
            404: _answer_status,
            405: _answer_status,
        },
        lifespan=service.lifespan,
    )
    app.state.service = service
    return app


class _Service:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._migrations = migrations.load(failing=settings.faults.failing_migration)
        self._database = (
            Database(settings.database, application_name=f"sample {settings.version}"[:63])
            if settings.database
            else None
        )
        self.misbehaviour = Misbehaviour(settings.faults)

    @contextlib.asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Run what goes on beside the requests."""
        self.misbehaviour.start()
        migrating = asyncio.create_task(self._migrate())
        yield
        migrating.cancel()
        self.misbehaviour.stop()
        if self._database is not None:
            await self._database.close()

    async def _migrate(self) -> None:
        """Bring the schema up to date as soon as the database can be reached."""
        if self._database is None or not self._settings.migrate_on_start:
            return
        while True:
            try:
                async with self._database.connection() as connection:
                    for migration in await migrations.apply(connection, self._migrations):
                        log.write("info", "migrated", migration=migration.name)
                    return
            except migrations.MigrationFailed as error:
                log.write("error", str(error))
                return
            except Unreachable as error:
                log.write("warning", "the database cannot be reached", reason=str(error))
            await asyncio.sleep(_RETRY_SECONDS)

    async def healthz(self, _: Request) -> Response:
        """Say that the process lives; whatever the database does."""
        return JSONResponse({"status": "ok", "version": self._settings.version})

    async def readyz(self, _: Request) -> Response:
        """Say whether requests can be served."""
        async with self._reachable().connection() as connection:
            missing = await migrations.missing(connection, self._migrations)
        if missing:
            names = [f"{migration.number:04}_{migration.name}" for migration in missing]
            return JSONResponse({"error": "migrations are missing", "missing": names}, 503)
        return JSONResponse({"status": "ready", "version": self._settings.version})

    async def list_items(self, request: Request) -> Response:
        """Answer GET /items?limit=100."""
        text = request.query_params.get("limit", "100")
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= items.MAX_LIMIT:
            raise items.BadItem(f"limit must be a whole number from 1 to {items.MAX_LIMIT}")
        async with self._reachable().connection() as connection:
            rows = await items.listed(connection, limit=int(text))
        return JSONResponse({"items": [_public(row) for row in rows]})

    async def create_item(self, request: Request) -> Response:
        """Answer POST /items."""
        item = items.parse(await request.json())
        async with self._reachable().connection() as connection:
            row = await items.create(connection, item)
        return JSONResponse(_public(row), 201, {"Location": f"/items/{row['id']}"})

    async def get_item(self, request: Request) -> Response:
        """Answer GET /items/{id}."""
        async with self._reachable().connection() as connection:
            row = await items.get(connection, request.path_params["id"])
        return JSONResponse(_public(row)) if row else _no_item()

    async def replace_item(self, request: Request) -> Response:
        """Answer PUT /items/{id}."""
        item = items.parse(await request.json())
        async with self._reachable().connection() as connection:
            row = await items.replace(connection, request.path_params["id"], item)
        return JSONResponse(_public(row)) if row else _no_item()

    async def delete_item(self, request: Request) -> Response:
        """Answer DELETE /items/{id}."""
        async with self._reachable().connection() as connection:
            found = await items.delete(connection, request.path_params["id"])
        return Response(status_code=204) if found else _no_item()

    async def set_faults(self, request: Request) -> Response:
        """Answer PUT /_faults: from this machine only, and not through a load balancer."""
        client = request.client.host if request.client else ""
        if client not in _LOOPBACK or "x-forwarded-for" in request.headers:
            return JSONResponse({"error": "faults are set from the machine itself"}, 403)
        document = await request.json()
        if not isinstance(document, dict):
            raise faults.BadFault('faults are a JSON object such as {"error_percent": 5}')
        self.misbehaviour.replace(faults.from_document(document))
        return Response(status_code=204)

    def _reachable(self) -> Database:
        if self._database is None:
            raise Unreachable("no database is configured: DATABASE_HOST is not set")
        return self._database


def _public(row: items.Row) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row.items()
    }


def _no_item() -> Response:
    return JSONResponse({"error": "there is no such item"}, 404)


async def _answer_503(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 503)


async def _answer_400(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, 400)


async def _answer_status(_: Request, error: Any) -> Response:
    return JSONResponse({"error": error.detail}, error.status_code, error.headers)
