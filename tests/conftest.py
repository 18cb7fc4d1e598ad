"""What all tests share."""

from __future__ import annotations

from hypothesis import settings

# A busy machine makes an example slow, not wrong; benchmarks/ is where time is measured.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
