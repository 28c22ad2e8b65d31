"""GitHub's REST API as a port: reads only, with bounded waits, and a token that never shows.

Source: GitHub's documentation of its REST API, version 2022-11-28.
"""

from __future__ import annotations

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from sluice.errors import SluiceError, UsageRefused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import IO

API = "https://api.github.com"
TOKEN_VARIABLE = "GITHUB_TOKEN"  # noqa: S105 - the variable's name
API_VARIABLE = "GITHUB_API_URL"
TIMEOUT_SECONDS = 10.0
ATTEMPTS = 3
_PAUSE_SECONDS = 0.5
_PER_PAGE = 100
_MOST_PAGES = 20
_MOST_BYTES = 20_000_000
_AGAIN = frozenset({429, 500, 502, 503, 504})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class NotAnswered(SluiceError):
    """GitHub gave no answer that says anything: why, and what it was asked.

    Attributes:
        status: of HTTP; 0 where there was no answer at all.
        message: GitHub's own words; empty where it gave none.
    """

    def __init__(self, sentence: str, *, status: int = 0, message: str = "") -> None:
        super().__init__(sentence)
        self.status = status
        self.message = message


class _SameHostOnly(urllib.request.HTTPRedirectHandler):
    """Follows a redirect, as of a renamed repository, but carries the token to no other host."""

    def redirect_request(  # noqa: PLR0917 - the shape that urllib calls
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            raise NotAnswered(f"{req.full_url} sends on to another host: not followed", status=code)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Github:
    """One repository, as a token may see it."""

    def __init__(self, repository: str, *, token: str, api: str = API) -> None:
        """Ask about a repository.

        Args:
            repository: `owner/name`.
            token: sent to `api` only.
            api: the address that paths are below; https, but on this machine.

        Raises:
            UsageRefused: the address or the token is none.
        """
        where = urlsplit(api)
        if where.scheme != "https" and where.hostname not in _LOOPBACK:
            raise UsageRefused(
                f"{API_VARIABLE} must begin with https://, as the token is sent there"
            )
        # http.client would say which value is wrong: the token.
        if not token.isascii() or not token.isprintable() or " " in token:
            raise UsageRefused(f"{TOKEN_VARIABLE} holds a character that no token has")
        self.repository = repository
        self._api = api.rstrip("/")
        self._token = token
        self._gone: NotAnswered | None = None
        self._opener = urllib.request.build_opener(_SameHostOnly())

    def __repr__(self) -> str:
        """Return it without the token."""
        return f"Github({self.repository!r}, api={self._api!r})"

    def get(self, path: str, **query: str | int) -> Any:
        """Return the JSON document below `/repos/<owner>/<name>`.

        Args:
            path: without the leading `/`, each part as `part` returns it.
            query: parameters.

        Raises:
            NotAnswered: no connection, no permission, no such thing, or no JSON.
        """
        asked = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in query.items())
        url = f"{self._api}/repos/{self.repository}/{path}{'?' if asked else ''}{asked}"
        if self._gone:
            raise self._gone
        for attempt in range(1, ATTEMPTS):
            try:
                return self._once(url)
            except NotAnswered as error:
                if error.status and error.status not in _AGAIN:
                    raise
            time.sleep(_PAUSE_SECONDS * attempt)
        try:
            return self._once(url)
        except NotAnswered as error:
            if not error.status:
                # Nobody there: each further question would wait as long.
                self._gone = error
            raise

    def get_all(self, path: str) -> list[Any]:
        """Return a list with all of its pages; raises as `get` does."""
        found: list[Any] = []
        for page in range(1, _MOST_PAGES + 1):
            answer = self.get(path, per_page=_PER_PAGE, page=page)
            if not isinstance(answer, list):
                raise NotAnswered(f"{path}: the answer is no list")
            found += answer
            if len(answer) < _PER_PAGE:
                return found
        raise NotAnswered(f"{path}: there are more than {_MOST_PAGES * _PER_PAGE}")

    def _once(self, url: str) -> Any:
        request = urllib.request.Request(  # noqa: S310 - https, checked in __init__
            url,
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self._token}",
                "User-Agent": "sluice",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                body = answer.read(_MOST_BYTES)
                left = getattr(answer, "length", None)
        except urllib.error.HTTPError as error:
            with error:
                raise _refused(url, error) from None
        except urllib.error.URLError as error:
            raise NotAnswered(f"{url}: {error.reason}") from None
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise NotAnswered(f"{url}: {type(error).__name__}: {error}") from None
        if left:
            # http.client says nothing of it where it was told how much to read at most.
            raise NotAnswered(f"{url}: the answer is cut off, {left} bytes before its end")
        try:
            return json.loads(body)
        except ValueError:
            raise NotAnswered(f"{url}: the answer is no JSON", status=200) from None


def part(text: str) -> str:
    """Return a name as one part of a path: a branch may hold a `/`."""
    return quote(text, safe="")


def from_environment(repository: str, variables: Mapping[str, str] = os.environ) -> Github | None:
    """Return the API as variables say; None where there is no token.

    Raises:
        UsageRefused: a variable is not as it must be.
    """
    token = variables.get(TOKEN_VARIABLE, "").strip()
    if not token:
        return None
    return Github(repository, token=token, api=variables.get(API_VARIABLE) or API)


def _refused(url: str, error: urllib.error.HTTPError) -> NotAnswered:
    message = ""
    try:
        document = json.loads(error.read(_MOST_BYTES))
        if isinstance(document, dict):
            message = str(document.get("message", ""))
    except (OSError, ValueError):
        pass
    why = message or str(error.reason)
    if error.code == 401:
        why += f": {TOKEN_VARIABLE} is wrong or has expired"
    elif error.headers.get("X-RateLimit-Remaining") == "0":
        why += ": the token's requests of this hour are used up"
    elif error.code in (403, 404):
        why += ": not there, or the token may not see it"
    return NotAnswered(
        f"{urlsplit(url).path}: {error.code} {why}", status=error.code, message=message
    )
