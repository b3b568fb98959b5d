"""Who does what in a task: the units of an item by role, in the order they are named."""

from __future__ import annotations

from bot.wording import say
from corpus.types import TaskItem


def units_by_role(item: TaskItem) -> dict[str, tuple[str, ...]]:
    """Return the roles the item fills, each with its units as printed."""
    roles = {
        "lead": item.lead_units,
        "units": item.units,
        "support": item.support_units,
        "implementing": item.implementing_units,
    }
    return {role: names for role, names in roles.items() if names}


def describe_roles(item: TaskItem) -> str:
    """「由甲局牵头，乙局、丙局负责」: the predicate of a sentence about who."""
    parts = [
        say(f"role.{role}", names="、".join(names)) for role, names in units_by_role(item).items()
    ]
    return say("role.by", roles="，".join(parts))


def role_lines(item: TaskItem) -> list[str]:
    """One line a role, as in the source's own columns."""
    return [
        say(f"item.{role}", names="、".join(names)) for role, names in units_by_role(item).items()
    ]


def role_cell(item: TaskItem) -> str:
    """Every role in one table cell; plain responsibility needs no label."""
    parts = [
        say(f"table.{role}", names="、".join(names)) for role, names in units_by_role(item).items()
    ]
    return "；".join(parts) or say("table.not_written")
