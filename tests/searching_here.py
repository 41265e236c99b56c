"""The planner's search in this process: the real one, asked and answering in JSON as ever, without the second that a
process of its own takes to begin. That process (its limits, its end, its faults) is shown in tests/logistics/planning.
"""

import json
from collections.abc import Callable, Sequence

import pytest

from logistics.planning import engine_process, search_engine
from logistics.planning.engine_process import Limits, PlanCancelled, Tree, never, nothing


def answer_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until the test is over. A child that is not our search (a faulty one) is still a process."""
    real = search_engine.CHILD

    def ask(
        child: Sequence[str],
        question: Tree,
        limits: Limits,
        *,
        cancelled: Callable[[], bool] = never,
        progress: Callable[[str, int, int], None] = nothing,
    ) -> Tree:
        if child != real:
            return engine_process.ask(child, question, limits, cancelled=cancelled, progress=progress)
        from logistics.planning import search_child  # the machine code that it brings is for those who plan

        def told(said: Tree) -> None:
            progress(said["stage"], said["done"], said["of"])
            if cancelled():
                raise PlanCancelled

        with monkeypatch.context() as patch:
            patch.setattr(search_child, "_say", told)
            answer: Tree = json.loads(json.dumps(search_child.solve(json.loads(json.dumps(question)))))
        return answer

    monkeypatch.setattr(search_engine, "ask", ask)
