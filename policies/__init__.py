"""What ships with the program: restated documents and small tables of facts."""

from pathlib import Path


def folder() -> Path:
    """The folder that holds the shipped documents and tables."""
    return Path(__file__).parent
