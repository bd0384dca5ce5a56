"""Which file of a project an import leads to: by the end of its path, or relative to the importer.

Where a project's import roots are is not known, so a module is known by any end of its path, and
a package by what lies below it, for names that its ``__init__`` hands on.
"""

from __future__ import annotations

from collections.abc import Sequence


def module_parts(path: str) -> tuple[str, ...]:
    """A file's path as a module's: ("src", "app", "speech"); a package's without ``__init__``."""
    parts = path.removesuffix(".py").removesuffix(".pyi").split("/")
    if parts[-1] == "__init__":
        parts.pop()
    return tuple(part for part in parts if part not in ("", ".", ".."))


def leads_to(origin: Sequence[str], importer: str, module: Sequence[str]) -> bool:
    """Whether the dotted ``origin`` of an import in ``importer`` names ``module`` or its package.

    ``origin`` is the part before the imported name; empty strings at its beginning are the dots
    of a relative import.
    """
    dots = 0
    while dots < len(origin) and not origin[dots]:
        dots += 1
    rest = tuple(origin[dots:])
    if dots:
        folder = tuple(part for part in importer.split("/")[:-1] if part not in ("", ".", ".."))
        base = folder[: len(folder) - (dots - 1)] if dots > 1 else folder
        target = (*base, *rest)
        return tuple(module[: len(target)]) == target and len(module) - len(target) <= 1
    if not rest:
        return False
    size = len(rest)
    ends = [len(module)] if size == 1 else [len(module), len(module) - 1]
    return any(end >= size and tuple(module[end - size : end]) == rest for end in ends) or (
        size == 1 and len(module) > 1 and module[-2] == rest[0]
    )


def dotted(origin: str) -> list[str]:
    """An origin as parts; of ``..app.speech.start`` the leading dots as empty parts."""
    stripped = origin.lstrip(".")
    return [""] * (len(origin) - len(stripped)) + (stripped.split(".") if stripped else [])
