"""An engine that fails, run as a real child process in the place of the real one: `python -m … KIND`."""

import json
import sys
import time
from typing import Any


def _backwards(question: dict[str, Any]) -> list[list[int]]:  # Any: the question's JSON
    """Everything on the first van, each job delivered before it is picked up."""
    problem = json.loads(question["problem"])["problem"]
    nodes = [node for job in range(len(problem["jobs"])) for node in (2 * job + 1, 2 * job)]
    return [nodes, *[[] for _shift in problem["shifts"][1:]]]


def main(kind: str) -> int:
    """Read the question; then go wrong."""
    question = json.load(sys.stdin)
    if kind == "crash":
        return 139
    if kind == "hang":
        time.sleep(3600)
    if kind == "garbage":
        sys.stdout.write("Segmentation fault (core dumped)\n")
    elif kind == "strangers":
        sys.stdout.write(json.dumps({"routes": [[998, 999]], "rounds": 1, "prepare_ms": 1}) + "\n")
    else:
        sys.stdout.write(json.dumps({"routes": _backwards(question), "rounds": 1, "prepare_ms": 1}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
