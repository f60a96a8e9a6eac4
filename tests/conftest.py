"""Hypothesis profiles: `ci` repeats the same examples every time, `long` (CHISO_LONG=1, make test-long) looks further."""

from __future__ import annotations

import os
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, settings

LONG = os.environ.get("CHISO_LONG") == "1"

_SLOW = [HealthCheck.too_slow]
settings.register_profile("ci", derandomize=True, max_examples=100, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("long", derandomize=False, max_examples=5000, deadline=None, suppress_health_check=_SLOW)
settings.load_profile("long" if LONG else "ci")


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Tests marked `long` run with CHISO_LONG=1 only."""
    if LONG:
        return
    for item in items:
        if "long" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="full counts: CHISO_LONG=1 or make test-long"))
