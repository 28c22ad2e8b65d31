"""The environment's alarms: tables of what is watched, and the construct that creates them."""

from webservice.watch.alarms.construct import Alarms

__all__ = ["Alarms"]
