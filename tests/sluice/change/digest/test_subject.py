"""The digest: the same for the same plan on any machine, another for anything that differs."""

from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sluice.change.digest import subject as module
from sluice.change.digest.subject import (
    Commit,
    Cost,
    Provider,
    StateVersion,
    Subject,
    digest,
    parts,
)
from tests.sluice.change.plan_documents import AWS, document, entry, plan, resource, stack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sluice.change.model.planned import Planned

SECRET = "correct horse battery staple"
REAL_COST = module._SCRYPT_COST
OF = stack(*(resource(f"aws_x.r{n}") for n in range(4)))

scalars = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8)
)  # fmt: skip
attributes = st.dictionaries(
    st.sampled_from(["id", "name", "tags", "size", "block"]),
    st.recursive(
        scalars,
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(st.text("abc", min_size=1, max_size=2), inner, max_size=2)
        ),
        max_leaves=5,
    ),
    min_size=1,
)


@pytest.fixture(autouse=True, scope="module")
def _cheap_hash() -> Iterator[None]:
    """Half a second for each of a thousand digests is too long: its cost is tested apart."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_SCRYPT_COST", 2)
        yield


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Return a plan with a secret, a volatile attribute and what the driver moves in it."""
    changes = []
    for number in range(draw(st.integers(1, 3))):
        before, after = draw(attributes), draw(attributes)
        actions = draw(st.sampled_from([("update",), ("delete", "create")]))
        changes.append(
            entry(
                f"aws_x.r{number}",
                actions,
                before={**before, "password": SECRET},
                after={**after, "password": SECRET},
                before_sensitive={"password": True},
                after_sensitive={"password": True},
                replace_paths=[["name"]],
            )
        )
    declared = {"address": "aws_x.r0", "type": "aws_x", "name": "r0"}
    expressions = {"size": {"constant_value": draw(scalars)}}
    root = {"resources": [{**declared, "expressions": expressions}]}
    output = {"actions": ["update"], "before": draw(scalars), "after": draw(scalars)}
    return document(
        *changes,
        entry("aws_x.r3", ("no-op",), before={"id": "x"}, after={"id": "x"}),
        output_changes={"o": output},
        configuration={"root_module": root},
    )


subjects = st.builds(
    lambda found: Subject(
        planned=_planned(found),
        state=StateVersion("5f0c", 7),
        providers=(
            Provider(AWS, "5.100.0", frozenset({"h1:a", "h1:b", "h1:c"})),
            Provider("registry.terraform.io/hashicorp/tls", "4.0.0", frozenset({"h1:d"})),
        ),
        commit=Commit("c0ffee", dirty=False),
        image="sha256:1234",
        cost=Cost(("1.00", "2.00"), ("3.00", "4.00"), ("aws_x.r1: no price", "aws_x.r2: no price")),
    ),
    documents(),
)


def _planned(found: dict[str, Any]) -> Planned:
    return plan(of=OF, *found["resource_changes"], **_rest(found))  # noqa: B026 - the keywords are of another document


def _rest(found: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in found.items() if not name.startswith("resource_")}


def _with(subject: Subject, edit: Callable[[dict[str, Any]], None]) -> Subject:
    """Return a subject with an edit to a copy of its plan's document."""
    found = json.loads(json.dumps(subject.planned.document))
    edit(found)
    return dataclasses.replace(subject, planned=_planned(found))


def _shuffled(value: Any, draw: st.DrawFn) -> Any:
    if isinstance(value, dict):
        names = draw(st.permutations(list(value)))
        return {name: _shuffled(value[name], draw) for name in names}
    return [_shuffled(each, draw) for each in value] if isinstance(value, list) else value


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(subject=subjects, data=st.data())
def test_another_machines_run_of_the_same_plan_gives_the_same_digest(
    subject: Subject, data: st.DataObject
) -> None:
    def noise(found: dict[str, Any]) -> None:
        found["timestamp"] = "2027-12-31T23:59:59Z"
        found["terraform_version"] = "1.11.5"
        found["relevant_attributes"] = [{"resource": "aws_x.r1", "attribute": ["id"]}]
        found["resource_changes"] = data.draw(st.permutations(found["resource_changes"]))
        found["resource_changes"][0]["change"] = _shuffled(
            found["resource_changes"][0]["change"], data.draw
        )

    other = dataclasses.replace(
        _with(subject, noise),
        providers=tuple(reversed(subject.providers)),
        cost=dataclasses.replace(
            subject.cost or Cost(("", ""), ("", ""), ()),
            not_priced=("aws_x.r2: no price", "aws_x.r1: no price"),
        ),
    )
    assert digest(other) == digest(subject)


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict) and value:
        for name, each in value.items():
            yield from _leaves(each, (*path, name))
    elif isinstance(value, list) and value:
        for number, each in enumerate(value):
            yield from _leaves(each, (*path, number))
    else:
        yield path


@given(subject=subjects, data=st.data())
def test_any_one_value_of_a_change_gives_another_digest(
    subject: Subject, data: st.DataObject
) -> None:
    changes = subject.planned.document["resource_changes"]
    numbers = [n for n, each in enumerate(changes) if each["change"]["actions"] != ["no-op"]]
    number = data.draw(st.sampled_from(numbers))
    sides = {side: changes[number]["change"][side] for side in ("before", "after")}
    path = data.draw(st.sampled_from(list(_leaves(sides))))

    def edit(found: dict[str, Any]) -> None:
        place = found["resource_changes"][number]["change"]
        for step in path[:-1]:
            place = place[step]
        # Neither is drawn: texts are of eight characters at most.
        place[path[-1]] = "another value"

    assert digest(_with(subject, edit)) != digest(subject)


EDITS: dict[str, Callable[[dict[str, Any]], None]] = {
    "an action": lambda d: d["resource_changes"][0]["change"].update(actions=["delete"]),
    "a reason to replace": lambda d: d["resource_changes"][0]["change"].update(replace_paths=[]),
    "an address": lambda d: d["resource_changes"][0].update(address="aws_x.r2x"),
    "a resource more": lambda d: d["resource_changes"].append(
        entry("aws_x.r3", ("delete",), before={})
    ),
    "a resource less": lambda d: d["resource_changes"].pop(0),
    "an import": lambda d: d["resource_changes"][-1]["change"].update(importing={"id": "i"}),
    "a move": lambda d: d["resource_changes"][-1].update(previous_address="aws_x.old"),
    "an unknown": lambda d: d["resource_changes"][0]["change"].update(after_unknown={"arn": True}),
    "an output": lambda d: d["output_changes"]["o"].update(after="another value"),
    "what is asked for": lambda d: d["configuration"]["root_module"]["resources"][0].update(
        expressions={"size": {"constant_value": "another value"}}
    ),
}


@pytest.mark.parametrize("name", EDITS)
@settings(max_examples=10)
@given(subject=subjects)
def test_any_other_part_of_the_plan_gives_another_digest(name: str, subject: Subject) -> None:
    assert digest(_with(subject, EDITS[name])) != digest(subject)


def _hashes(*hashes: str) -> tuple[Provider, ...]:
    tls = Provider("registry.terraform.io/hashicorp/tls", "4.0.0", frozenset({"h1:d"}))
    return (Provider(AWS, "5.100.0", frozenset(hashes)), tls)


CIRCUMSTANCES: dict[str, dict[str, Any]] = {
    "serial": {"state": StateVersion("5f0c", 8)},
    "lineage": {"state": StateVersion("5f0d", 7)},
    "provider hash": {"providers": _hashes("h1:a", "h1:b", "h1:x")},
    "one hash less": {"providers": _hashes("h1:a", "h1:b")},
    "one provider less": {"providers": _hashes("h1:a", "h1:b", "h1:c")[:1]},
    "provider version": {"providers": (Provider(AWS, "5.101.0", frozenset({"h1:a"})),)},
    "commit": {"commit": Commit("c0ffef", dirty=False)},
    "dirty": {"commit": Commit("c0ffee", dirty=True)},
    "no commit": {"commit": Commit("", dirty=False)},
    "image": {"image": "sha256:1235"},
    "cost": {"cost": Cost(("1.00", "2.00"), ("3.00", "4.01"), ())},
    "not priced": {"cost": Cost(("1.00", "2.00"), ("3.00", "4.00"), ("aws_x.r1: no price",))},
    "no cost": {"cost": None},
}


@settings(max_examples=5)
@given(subject=subjects)
def test_each_circumstance_gives_a_digest_of_its_own(subject: Subject) -> None:
    others = [dataclasses.replace(subject, **each) for each in CIRCUMSTANCES.values()]
    found = {digest(each) for each in (subject, *others)}
    assert len(found) == 1 + len(CIRCUMSTANCES)


@settings(max_examples=10)
@given(subject=subjects)
def test_a_changed_secret_shows_in_the_digest_and_in_the_secrets_part_only(
    subject: Subject,
) -> None:
    def edit(found: dict[str, Any]) -> None:
        found["resource_changes"][0]["change"]["after"]["password"] = SECRET + "!"

    before, after = parts(subject), parts(_with(subject, edit))
    assert {name for name in before if before[name] != after[name]} == {"secrets"}
    assert digest(_with(subject, edit)) != digest(subject)


def test_a_guess_at_a_secret_costs_128_megabytes() -> None:
    # What scrypt needs: RFC 7914, section 2.
    assert 128 * module._SCRYPT_BLOCK * REAL_COST == 128 * 1024 * 1024


def _subject(*changes: dict[str, Any], **more: Any) -> Subject:
    return Subject(plan(*changes), StateVersion("a", 1), (), Commit("c", dirty=False), **more)


def test_an_attribute_that_aws_moves_by_itself_does_not_count() -> None:
    def at(time: str) -> Subject:
        shown = {"latest_restorable_time": time, "instance_class": "a"}
        after = {**shown, "instance_class": "b"}
        return _subject(entry("aws_db_instance.a", before=shown, after=after))

    assert digest(at("2026-01-01T00:00:00Z")) == digest(at("2026-01-01T00:05:00Z"))


def test_a_resource_that_nothing_is_done_to_does_not_count() -> None:
    def having(size: int) -> Subject:
        idle = entry("aws_x.b", ("no-op",), before={"used": size}, after={"used": size})
        return _subject(entry("aws_x.a", before={"v": 1}, after={"v": 2}), idle)

    assert digest(having(1)) == digest(having(2))


IGNORED = {"aws_ecs_service.blue": frozenset({"desired_count"})}


def _service(before: int, after: int | None, action: str = "update") -> str:
    change = entry(
        "aws_ecs_service.blue",
        (action,),
        before={"desired_count": before, "grace": 1},
        after=None if after is None else {"desired_count": after, "grace": 2},
    )
    return digest(_subject(change, ignored=IGNORED))


def test_what_the_driver_moves_meanwhile_does_not_count() -> None:
    assert _service(2, 2) == _service(5, 5)
    assert _service(2, None, "delete") == _service(5, None, "delete")


def test_what_the_driver_may_move_counts_where_the_plan_moves_it() -> None:
    assert _service(2, 3) != _service(2, 4)


def test_the_form_of_the_digest_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    # Where this fails on purpose, FORMAT counts up: approvals of old digests count no more.
    monkeypatch.setattr(module, "_SCRYPT_COST", REAL_COST)
    found = digest(_subject(entry("aws_x.a", ("create",), after={"n": 2**70, "f": 0.1})))
    assert found == "ce53f46180919930d9afb1a160f85aa62da2d9609241157602df8179030236d7"
