"""The benchmark rows without a screen: each names its two sides; how fast they are is no matter of a test."""

from __future__ import annotations

from core.workflows.measuring import suite


def test_the_optimiser_is_measured_against_trying_every_set() -> None:
    [row] = suite("optimiser", dict)["rows"]
    assert row["name"] == "optimiser"
    assert float(row["ratio"]) > 0
    assert row["note"] == "预算内最优组合，8 个末端各 3 种做法；对照逐一试过全部组合"
