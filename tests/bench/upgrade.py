"""`python -m tests.bench.upgrade COMMIT [--kills N]`: the demonstration of an earlier commit, brought up to this one.

The commit is cloned into a temporary folder, makes its own database there and loads its own demonstration; then today's
`manage.py migrate` is killed N times at random moments, run to its end, and `manage.py search check` has to be clean.
The database is DATABASE_URL's (an empty one, and nothing empties it afterwards), else a SQLite file of its own.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def manage(folder: Path, *words: str, environment: dict[str, str]) -> None:
    """Run a command to its end; what it says is seen only where it fails."""
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"manage.py {' '.join(words)} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    say(f"manage.py {' '.join(words)}: {(done.stdout.strip().splitlines() or ['done'])[-1].strip()[-100:]}")


def killed(environment: dict[str, str], seconds: float) -> bool:
    """Begin to migrate and kill it; whether it was still at it."""
    begun = subprocess.Popen(
        [sys.executable, "manage.py", "migrate", "--no-input"],
        cwd=HERE,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _told, wrong = begun.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        begun.kill()
        begun.communicate()
        return True
    if begun.returncode:
        sys.exit(f"migrate failed after it had been killed:\n{wrong[-3000:]}")
    return False


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("commit")
    reader.add_argument("--kills", type=int, default=8)
    given = reader.parse_args()
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder, old = Path(name), Path(name) / "old"
        for words in (["clone", "-q", str(HERE), str(old)], ["-C", str(old), "checkout", "-q", given.commit]):
            subprocess.run(["git", *words], check=True)
        environment = {"DATABASE_URL": f"sqlite:///{folder}/old.sqlite3", **os.environ, "GOODSYARD_DATA": name}
        manage(old, "migrate", "--no-input", environment=environment)
        manage(old, "load_region", environment=environment)
        for _time in range(given.kills):
            seconds = 2 + 6 * chance.random()
            say(f"killed after {seconds:.1f} s" if killed(environment, seconds) else "at its end before it was killed")
        begun = time.monotonic()
        manage(HERE, "migrate", "--no-input", environment=environment)
        say(f"the last run took {time.monotonic() - begun:.1f} s")
        manage(HERE, "search", "check", environment=environment)


if __name__ == "__main__":
    main()
