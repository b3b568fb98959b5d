"""Damaged copies of good files: bytes flipped, cut or repeated, parts of packages swapped."""

from __future__ import annotations

import random
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile


def mutants(files: list[Path], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield ``count`` damaged files with a name that says what was done; the same for a seed."""
    rng = random.Random(seed)
    ways = (_flip, _cut, _repeat, _blank, _swap_parts, _drop_part, _edit_part)
    for number in range(count):
        file = files[number % len(files)]
        way = rng.choice(ways)
        yield f"{number:04}{way.__name__}-{file.name}", way(file.read_bytes(), rng)


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 4, 32, 256))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _cut(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(len(data))]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    stop = min(len(data), start + rng.choice((16, 512, 8192)))
    return data[:stop] + data[start:stop] * rng.choice((1, 3)) + data[stop:]


def _blank(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    length = min(len(data) - start, rng.choice((8, 128, 4096)))
    return data[:start] + b"\x00" * length + data[start + length :]


def _parts(data: bytes) -> dict[str, bytes]:
    try:
        with ZipFile(BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except BadZipFile:
        return {}


def _packed(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _swap_parts(data: bytes, rng: random.Random) -> bytes:
    parts = _parts(data)
    if len(parts) < 2:
        return _flip(data, rng)
    one, other = rng.sample(sorted(parts), 2)
    parts[one], parts[other] = parts[other], parts[one]
    return _packed(parts)


def _drop_part(data: bytes, rng: random.Random) -> bytes:
    parts = _parts(data)
    if not parts:
        return _cut(data, rng)
    del parts[rng.choice(sorted(parts))]
    return _packed(parts)


def _edit_part(data: bytes, rng: random.Random) -> bytes:
    """Damage one part and pack it well, so that the damage is not found by its checksum."""
    parts = _parts(data)
    if not parts:
        return _repeat(data, rng)
    name = rng.choice(sorted(name for name in parts if parts[name]))
    parts[name] = rng.choice((_flip, _cut, _repeat, _blank))(parts[name], rng)
    return _packed(parts)
