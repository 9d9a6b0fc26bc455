"""Models that are not in the package: found by name, fetched, verified, converted."""

from __future__ import annotations

from mujaz.hub.converting import converted
from mujaz.hub.fetching import Plan, fetch, fetched, pinned, plan_of
from mujaz.hub.folders import find_model, is_ready, need_whole

__all__ = [
    "Plan",
    "converted",
    "fetch",
    "fetched",
    "find_model",
    "is_ready",
    "need_whole",
    "pinned",
    "plan_of",
]
