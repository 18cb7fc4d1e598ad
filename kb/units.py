"""Units: conversion between the units of `units.txt`.

The file is in Pint's format. Its products and quotients (万元/亩, 元/平方米·年) are worked out here,
exactly and without importing Pint, which alone takes longer than a whole answer may. A unit with
brackets or powers, 元/(平方米·月), is handed to Pint.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pint

_FACTOR = re.compile(r"([*/]?)\s*([^\s*/]+)(?:\s*\*\*\s*(\d+))?\s*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e\d+)?")
_TIMES = re.compile(r"[·*×・]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a multiple of base units.

    Attributes:
        factor: how many of the base unit it is.
        dimensions: base dimension and exponent, sorted by name, no exponent 0; empty for a ratio.
    """

    factor: Fraction
    dimensions: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: Unit) -> Unit:
        return Unit(self.factor * other.factor, _merge(self.dimensions, other.dimensions, 1))

    def __truediv__(self, other: Unit) -> Unit:
        return Unit(self.factor / other.factor, _merge(self.dimensions, other.dimensions, -1))


ONE = Unit(Fraction(1))


def convert(value: float, from_unit: str, to_unit: str) -> float | None:
    """The same quantity in another unit; "" is the unit of a pure ratio.

    The value counts as the decimal number it prints as, so that 0.07 becomes 7 % and not
    7.000000000000001 %.

    Returns:
        The converted value, or None when the dimensions differ; an unknown unit (棵) is of a
        dimension of its own.

    Raises:
        ValueError: the value is not finite.
    """
    if not math.isfinite(value):
        raise ValueError(f"only a finite value has a unit, got {value!r}")
    if from_unit == to_unit:
        return value
    source, target = resolve(from_unit), resolve(to_unit)
    if source is None or target is None or source.dimensions != target.dimensions:
        return None
    return float(Fraction(repr(value)) * source.factor / target.factor)


def same_dimension(one: str, other: str) -> bool:
    """Whether both units measure the same thing; an unknown one measures what only itself does."""
    if one == other:
        return True
    first, second = resolve(one), resolve(other)
    return first is not None and second is not None and first.dimensions == second.dimensions


@cache
def resolve(unit: str) -> Unit | None:
    """The unit that a text names ("万元/亩", "％", "吨标准煤／万元"), or None where it is unknown."""
    plain = "".join(unicodedata.normalize("NFKC", unit).split())
    if plain in ("", "1"):
        return ONE
    if "(" in plain or "^" in plain or "**" in plain:
        return _by_pint(plain)
    above, *below = plain.split("/")
    result = _product(above)
    for part in below:
        divisor = _product(part)
        if result is None or divisor is None:
            return None
        result = result / divisor
    return result


@cache
def names() -> tuple[str, ...]:
    """Every simple unit name with and without its prefixes that a text may print, longest first."""
    units, prefixes = _tables()
    every = set(units) | {prefix + name for prefix in prefixes for name in units if not name.isascii()}
    return tuple(sorted(every, key=lambda name: (-len(name), name)))


def _product(text: str) -> Unit | None:
    result = ONE
    for name in _TIMES.split(text):
        unit = _simple(name)
        if unit is None:
            return None
        result = result * unit
    return result


def _simple(name: str) -> Unit | None:
    """A unit of the table, with or without a prefix: 亩, 万亩. A bare prefix (万) counts things."""
    units, prefixes = _tables()
    if name in units:
        return units[name]
    for size in (2, 1):
        factor = prefixes.get(name[:size])
        if factor is not None and (name[size:] in units or not name[size:]):
            return Unit(factor) * units.get(name[size:], ONE)
    return None


@cache
def _tables() -> tuple[Mapping[str, Unit], Mapping[str, Fraction]]:
    """Units by name, symbol and alias, and prefixes, as the file defines them."""
    units: dict[str, Unit] = {}
    prefixes: dict[str, Fraction] = {}
    for number, line in enumerate(_source().splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, definition, *others = (part.strip() for part in line.split("="))
        if name.endswith("-"):
            prefixes[name[:-1]] = Fraction(definition)
            continue
        unit = _definition(definition, units, number)
        for alias in (name, *others):
            if alias != "_":
                units[unicodedata.normalize("NFKC", alias)] = unit
    return MappingProxyType(units), MappingProxyType(prefixes)


def _definition(text: str, units: Mapping[str, Unit], line: int) -> Unit:
    """Read the right side of a definition: [dimension], or factors joined by * / **."""
    if text.startswith("["):
        return Unit(Fraction(1), ((text.strip("[]"), 1),))
    result = ONE
    for sign, name, power in _FACTOR.findall(text):
        if _NUMBER.fullmatch(name):
            factor = Unit(Fraction(name))
        elif name in units:
            factor = units[name]
        else:
            raise ValueError(f"units.txt, line {line}: {name!r} is not defined above")
        for _ in range(int(power or 1)):
            result = result / factor if sign == "/" else result * factor
    return result


def _merge(
    one: tuple[tuple[str, int], ...], other: tuple[tuple[str, int], ...], sign: int
) -> tuple[tuple[str, int], ...]:
    exponents = dict(one)
    for name, exponent in other:
        exponents[name] = exponents.get(name, 0) + sign * exponent
    return tuple(sorted((name, exponent) for name, exponent in exponents.items() if exponent))


def _source() -> str:
    return Path(__file__).with_name("units.txt").read_text("utf-8")


def _by_pint(unit: str) -> Unit | None:
    from tokenize import TokenError

    from pint.errors import PintError

    try:
        quantity = pint_registry().parse_expression(_TIMES.sub("*", unit).replace("^", "**"))
        base = quantity.to_base_units()
    except (PintError, TokenError, ArithmeticError, AssertionError, SyntaxError, TypeError, ValueError):
        return None
    factor = Fraction(float(base.magnitude)).limit_denominator(10**12)
    dimensions = ((name.strip("[]"), int(cast("int", power))) for name, power in base.dimensionality.items())
    return Unit(factor, tuple(sorted(dimensions)))


@cache
def pint_registry() -> pint.UnitRegistry[Any]:
    """Pint's registry with these units alone; the first call takes over half a second."""
    from pint import UnitRegistry

    return UnitRegistry(_source().splitlines())
