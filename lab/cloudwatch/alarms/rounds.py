"""Evaluates all alarms whose time has come, again and again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moto.backends import get_backend

from lab.cloudwatch.alarms import composite, snapshot
from lab.cloudwatch.alarms.evaluation import evaluate
from lab.cloudwatch.alarms.model import Alarm, AlarmId, CompositeAlarm, MetricAlarm, State, Verdict
from lab.cloudwatch.alarms.suppression import suppressed_by
from lab.cloudwatch.alarms.times import evaluated_at
from lab.cloudwatch.alarms.transitions import act, enter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lab.clock import Clock
    from lab.cloudwatch.queries import Read


@dataclass(frozen=True)
class _Untold:
    """A change of state whose actions were kept back so far.

    `told_state` is the last one whose actions were executed: back in it, nothing is left to tell.
    """

    told_state: str
    old_state: str
    at: float


class Rounds:
    """Remembers what was evaluated when, and which actions are kept back."""

    def __init__(self, account: str, clock: Clock) -> None:
        self._account = account
        self._clock = clock
        self._evaluated: dict[AlarmId, tuple[float, int]] = {}
        self._untold: dict[AlarmId, _Untold] = {}
        self._sounding: set[AlarmId] = set()
        self._left_alarm: dict[AlarmId, float] = {}

    def due(self, alarms: Iterable[Alarm]) -> list[tuple[MetricAlarm, int]]:
        """Return the metric alarms to evaluate now, with the end of their newest period."""
        now = self._clock.now()
        found = []
        for alarm in alarms:
            if not isinstance(alarm, MetricAlarm):
                continue
            end = evaluated_at(alarm.period_seconds, now)
            if self._evaluated.get(alarm.id) != (alarm.configured, end):
                self._evaluated[alarm.id] = (alarm.configured, end)
                found.append((alarm, end))
        return found

    def evaluate(
        self, due: Sequence[tuple[MetricAlarm, int]], read: Read
    ) -> list[tuple[MetricAlarm, Verdict]]:
        """Return what the evaluations say; touches no model, and runs in any thread."""
        now = self._clock.now()
        verdicts = ((alarm, evaluate(alarm, read, end=end, now=now)) for alarm, end in due)
        return [(alarm, verdict) for alarm, verdict in verdicts if verdict is not None]

    def settle(self, verdicts: Sequence[tuple[MetricAlarm, Verdict]]) -> list[Alarm]:
        """Bring all alarms into their states; call it where moto runs.

        Args:
            verdicts: of the metric alarms; one that was changed since is left alone.

        Returns:
            All alarms as they are now.
        """
        now = self._clock.now()
        for alarm, verdict in verdicts:
            model = self._model(alarm.id)
            unchanged = model is not None and model.rule is None
            if unchanged and snapshot.read(alarm.id.region, model) == alarm:
                self._change(model, verdict, at=now)
        alarms = {alarm.id: alarm for alarm in snapshot.take(self._account)}
        composites = composite.in_order(a for a in alarms.values() if isinstance(a, CompositeAlarm))
        for one in composites:
            model = self._model(one.id)
            self._change(model, composite.evaluate(one, alarms), at=now)
            alarms[one.id] = snapshot.read(one.id.region, model)
        self._remember_suppressors(alarms.values())
        for one in composites:
            self._tell(one, alarms, now)
        self._forget(alarms)
        return list(alarms.values())

    def set_state(self, model: Any, verdict: Verdict) -> None:
        """Do what SetAlarmState asks for; call it where moto runs."""
        self._change(model, verdict, at=self._clock.now())

    def _change(self, model: Any, verdict: Verdict, *, at: float) -> None:
        old = enter(model, verdict, at=at)
        if old is None:
            return
        if not getattr(model, "actions_suppressor", None):
            act(model, account=self._account, old_state=old, at=at)
            return
        # Its actions may be kept back: `_tell` decides.
        id_ = AlarmId(model.region_name, model.name)
        told = self._untold.pop(id_, _Untold(old, old, at)).told_state
        if told != model.state_value:
            self._untold[id_] = _Untold(told, old, at)

    def _tell(self, alarm: CompositeAlarm, alarms: Mapping[AlarmId, Alarm], now: float) -> None:
        untold, model = self._untold.get(alarm.id), self._model(alarm.id)
        by = None
        if untold is not None:
            if alarm.suppressor is not None:
                by = suppressed_by(
                    alarm.suppressor,
                    alarms.get(alarm.suppressor.alarm),
                    changed=untold.at,
                    left_alarm=self._left_alarm.get(alarm.suppressor.alarm, 0),
                    now=now,
                )
            if by is None:
                del self._untold[alarm.id]
                act(model, account=self._account, old_state=untold.old_state, at=now)
        model.actions_suppressed_by = by and str(by)
        model.actions_suppressed_reason = by and f"Actions suppressed by {by}"

    def _remember_suppressors(self, alarms: Iterable[Alarm]) -> None:
        for alarm in alarms:
            if alarm.state is State.ALARM:
                self._sounding.add(alarm.id)
            elif alarm.id in self._sounding:
                self._sounding.discard(alarm.id)
                self._left_alarm[alarm.id] = alarm.since

    def _forget(self, alarms: Mapping[AlarmId, Alarm]) -> None:
        for remembered in (self._evaluated, self._untold, self._left_alarm):
            for gone in remembered.keys() - alarms.keys():
                del remembered[gone]
        self._sounding &= alarms.keys()

    def _model(self, id_: AlarmId) -> Any:
        return get_backend("cloudwatch")[self._account][id_.region].alarms.get(id_.name)
