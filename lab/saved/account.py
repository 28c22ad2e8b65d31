"""Writes moto's models of an account to bytes and reads them back. In moto's thread only.

The models are plain objects that refer to one another across services, so all of them go
into one pickle. Three kinds of objects in them cannot be pickled and are written otherwise:
private keys and certificates as PEM, locks as new locks. What runs, processes and metrics,
is not in it: the parts start that anew from the models.
"""

from __future__ import annotations

import io
import pickle
import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Any, get_args

import cloudpickle
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from moto.backends import get_backend
from moto.core.base_backend import BackendDict

if TYPE_CHECKING:
    from collections.abc import Callable

_MADE_BY: dict[type, Callable[[], Any]] = {
    type(threading.Lock()): threading.Lock,
    type(threading.RLock()): threading.RLock,
}
_PRIVATE_KEYS = get_args(PrivateKeyTypes)
# By service, then region.
Models = dict[str, dict[str, Any]]


class _Pickler(cloudpickle.Pickler):  # type: ignore[misc]  # cloudpickle has no types
    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, _PRIVATE_KEYS):
            pem = obj.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            return _private_key, (pem,)
        if isinstance(obj, x509.Certificate):
            return _certificate, (obj.public_bytes(Encoding.PEM),)
        if type(obj) in _MADE_BY:
            return _MADE_BY[type(obj)], ()
        if isinstance(obj, defaultdict) and type(obj) is not defaultdict:
            # A subclass would be made with arguments that its own constructor does not take.
            made = (type(obj), obj.default_factory)
            return _default_dict, made, vars(obj), None, iter(list(obj.items()))
        return super().reducer_override(obj)


def _private_key(pem: bytes) -> PrivateKeyTypes:
    return load_pem_private_key(pem, password=None)


def _default_dict(
    kind: type[defaultdict[Any, Any]], factory: Callable[[], Any] | None
) -> defaultdict[Any, Any]:
    made = kind.__new__(kind)
    made.default_factory = factory
    return made


def _certificate(pem: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem)


def dump(account: str) -> bytes:
    """Return all models of an account."""
    models: Models = {}
    for backends in BackendDict._instances:  # noqa: SLF001 - moto lists what is in use nowhere else
        regions = dict(backends[account].items()) if account in backends else {}
        if regions:
            models[backends.service_name] = regions
    out = io.BytesIO()
    _Pickler(out, protocol=pickle.HIGHEST_PROTOCOL).dump(models)
    return out.getvalue()


def load(account: str, data: bytes) -> None:
    """Put models into an account that has none yet, as `dump` returned them.

    Raises:
        Exception: whatever unpickling raises on bytes of another version or none of ours.
    """
    models: Models = pickle.loads(data)  # noqa: S301 - a file that `lab save` wrote in this checkout
    for service, regions in models.items():
        backends = get_backend(service)[account]
        for region, backend in regions.items():
            backends[region] = backend
