"""A stand-in for the AWS Price List Query API, on a local port.

It answers `GetProducts` in the documented form (format `aws_v1`, protocol JSON 1.1, pages by
`NextToken`); its products are ours. AWS itself is not asked, and the lab has no such service.
"""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sluice.change.cost.prices_file import Price

PAGE = 1
VERSION = "20261120000000"
PUBLISHED = "2026-11-20T00:00:00Z"


def product(
    price: Price,
    *tiers: tuple[str, str],
    unit: str = "",
    attributes: dict[str, str] | None = None,
    reserved: str = "",
) -> dict[str, Any]:
    """Return a product that a query for a price finds; tiers are (from, dollars)."""
    dimensions = {
        f"SKU.TERM.{number}": {
            "rateCode": f"SKU.TERM.{number}",
            "description": "made for a test",
            "beginRange": begin,
            "endRange": "Inf",
            "unit": unit or price.api_unit or "Units",
            "pricePerUnit": {"USD": usd},
            "appliesTo": [],
        }
        for number, (begin, usd) in enumerate(tiers or (("0", f"{price.usd:.10f}"),))
    }
    terms: dict[str, Any] = {
        "OnDemand": {
            "SKU.TERM": {
                "sku": "SKU",
                "effectiveDate": "2026-11-01T00:00:00Z",
                "offerTermCode": "TERM",
                "termAttributes": {},
                "priceDimensions": dimensions,
            }
        }
    }
    if reserved:
        only = dict(dimensions["SKU.TERM.0"], pricePerUnit={"USD": reserved})
        terms["Reserved"] = {"SKU.YEAR": {"priceDimensions": {"SKU.YEAR.0": only}}}
    return {
        "product": {
            "sku": "SKU",
            "productFamily": "Made",
            "attributes": {
                "servicecode": price.offer,
                "usagetype": price.usage_type,
                **price.match,
                **(attributes or {}),
            },
        },
        "serviceCode": price.offer,
        "terms": terms,
        "version": VERSION,
        "publicationDate": PUBLISHED,
    }


@dataclass
class Catalogue:
    """What the server knows, and what it was asked.

    Attributes:
        failing: the HTTP status that it answers with instead; 0 for none.
    """

    products: list[dict[str, Any]]
    asked: list[dict[str, Any]] = field(default_factory=list)
    failing: int = 0

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        wanted = {each["Field"]: each["Value"] for each in request["Filters"]}
        found = [
            json.dumps(each)
            for each in self.products
            if each["serviceCode"] == request["ServiceCode"]
            and wanted.items() <= each["product"]["attributes"].items()
        ]
        start = int(request.get("NextToken", 0))
        page: dict[str, Any] = {"FormatVersion": "aws_v1", "PriceList": found[start : start + PAGE]}
        if start + PAGE < len(found):
            page["NextToken"] = str(start + PAGE)
        return page


@contextmanager
def serving(catalogue: Catalogue) -> Iterator[str]:
    """Serve a catalogue; yield the endpoint's address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            catalogue.asked.append({**body, "target": self.headers["X-Amz-Target"]})
            status, answer = 200, catalogue.answer(body)
            if catalogue.failing:
                status = catalogue.failing
                answer = {"__type": "AccessDeniedException", "Message": "not authorized"}
            text = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/x-amz-json-1.1")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
