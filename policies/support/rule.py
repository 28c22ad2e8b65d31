"""What all our rules share: from Checkov's way of asking to a resource, and the answer back."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from checkov.common.models.enums import (
    CheckCategories,
    CheckResult,
)
from checkov.terraform.checks.resource.base_resource_check import (
    BaseResourceCheck,
)

from policies.support.answer import Answer, Kind
from policies.support.stack import Mode, Resource, Stack, read
from policies.support.values import unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_ADDRESS = "__address__"
_FILE = "file_path_"
_RESULTS = {
    Kind.COMPLIANT: CheckResult.PASSED,
    Kind.NON_COMPLIANT: CheckResult.FAILED,
    # Checkov drops its own UNKNOWN without a word: that is what "not applicable" should do.
    # What is not known must not be lost, so it fails and says so in the record's details.
    Kind.UNKNOWN: CheckResult.FAILED,
    Kind.NOT_APPLICABLE: CheckResult.UNKNOWN,
}


@dataclass(frozen=True)
class Subject:
    """The resource that a rule judges, and the stack that it is in.

    Attributes:
        stack: None where Checkov shows the rule nothing but the resource, as its command line
            does for synthesized stacks.
    """

    resource: Resource
    mode: Mode
    stack: Stack | None

    @property
    def kind(self) -> str:
        """Terraform's resource type."""
        return self.resource.kind

    @property
    def values(self) -> Mapping[str, Any]:
        """The resource's arguments."""
        return self.resource.values


class Rule(BaseResourceCheck):  # type: ignore[misc]  # Checkov has no types here
    """A rule: a subclass names itself and judges; creating it tells Checkov."""

    number: ClassVar[str]
    """Its id, such as `CKV_WEB_1`."""
    title: ClassVar[str]
    kinds: ClassVar[Iterable[str]]
    """Terraform's resource types that it is about."""

    def __init__(self) -> None:
        super().__init__(
            name=self.title,
            id=self.number,
            categories=[CheckCategories.GENERAL_SECURITY],
            supported_resources=sorted(self.kinds),
        )

    @abstractmethod
    def judge(self, subject: Subject) -> Answer:
        """Return the answer for one resource."""

    def scan_entity_conf(self, conf: dict[str, Any], entity_type: str) -> CheckResult:
        """Answer Checkov."""
        self.entity_type = entity_type
        answer = self.judge(self._subject(conf, entity_type))
        if answer.kind is Kind.UNKNOWN:
            self.details = [f"{Kind.UNKNOWN}: {answer.message}"]
        elif answer.message:
            self.details = [answer.message]
        return _RESULTS[answer.kind]

    def scan_resource_conf(self, conf: dict[str, Any]) -> CheckResult:
        """Answer Checkov, for a type that is not told."""
        return self.scan_entity_conf(conf, self.entity_type)

    def _subject(self, conf: dict[str, Any], kind: str) -> Subject:
        scanned, _, name = self.entity_path.rpartition(f":{kind}:")
        address = conf.get(_ADDRESS)
        address = address if isinstance(address, str) else f"{kind}.{name}"
        stack = self._stack(scanned, address)
        if stack:
            return Subject(stack.resources[address], stack.mode, stack)
        values = unwrapped(conf)
        mode = Mode.SYNTH if "//" in conf else Mode.PLAN
        return Subject(Resource(address, values), mode, None)

    def _stack(self, scanned: str, address: str) -> Stack | None:
        """Return the stack of the file that is scanned, where Checkov's graph tells which it is."""
        matching = [file for file in _files(self.graph) if file.endswith(scanned)]
        if len(matching) != 1:
            return None
        stack = read(matching[0])
        return stack if address in stack.resources else None


_LAST: list[Any] = [None, frozenset()]
"""The graph that was asked of last, and its files: rules ask for the same one in a row."""


def _files(graph: Any) -> frozenset[str]:
    """Return the files that a graph was made of."""
    if graph is not _LAST[0]:
        paths = (each.get(_FILE) for each in _nodes(graph))
        _LAST[:] = [graph, frozenset(str(getattr(p, "file_path", p)) for p in paths if p)]
    found: frozenset[str] = _LAST[1]
    return found


def _nodes(graph: Any) -> Iterable[Mapping[str, Any]]:
    """Return the attributes of a graph's nodes, from either library that Checkov may use."""
    if graph is None:
        return ()
    return [each[1] if isinstance(each, tuple) else graph.nodes[each] for each in graph.nodes()]
