"""The project as text: what the architecture tests read."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
CODE = ("marketplace", "listings", "logistics")
#: The rooms, as folders.
ROOMS = (
    "listings",
    "logistics",
    "marketplace/api",
    "marketplace/dialogue",
    "marketplace/impact",
    "marketplace/organisations",
    "marketplace/payments",
    "marketplace/web",
)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project, from its root: what git knows or would take, else what has no dot in front."""
    answer = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode == 0:
        names = {Path(name) for name in answer.stdout.split("\0") if name}
    else:
        names = {path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()}
        names = {
            name for name in names if not any(part.startswith(".") or part == "__pycache__" for part in name.parts)
        }
    return tuple(sorted(name for name in names if (ROOT / name).is_file()))


def python_files(*folders: str) -> list[Path]:
    """The modules in the folders (all of the project's without any), migrations left out."""
    found = [path for path in tracked() if path.suffix == ".py" and "migrations" not in path.parts]
    return [path for path in found if not folders or path.parts[0] in folders]


def templates() -> list[Path]:
    """Every template, as a path from the folder of templates."""
    found = [path for path in tracked() if path.parts[0] == "templates" and path.suffix in {".html", ".txt"}]
    return [path.relative_to("templates") for path in found]


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path), filename=str(path))


def layer(path: Path) -> str:
    """The inner layer of a room that a module belongs to (`views`, `actions`, ...), or nothing outside the rooms."""
    for room in ROOMS:
        parts = Path(room).parts
        if path.parts[: len(parts)] == parts and len(path.parts) > len(parts):
            return path.parts[len(parts)].removesuffix(".py")
    return ""
