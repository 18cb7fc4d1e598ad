"""What all tests share: golden files, the flag that rewrites them, and no hurry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# A busy machine makes an example slow, not wrong; benchmarks/ is where time is measured.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --update-golden."""
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what comes out now as the golden truth; read the diff before you commit it",
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a golden file, or rewrite the file, and then fail so that nobody forgets the flag."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.write_text(text, encoding="utf-8")
            pytest.fail(f"{name} was rewritten; run again without --update-golden")
        assert path.exists(), f"{name} is missing; run once with --update-golden"
        assert text == path.read_text(encoding="utf-8")

    return compare
