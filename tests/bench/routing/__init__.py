"""The planner beside other engines on published and generated days, at equal CPU-seconds.

    python -m tests.bench.routing [--seconds 5] [--engines ours,vroom] [--checker check_routes.py]
                                  [--best best_known.csv] [--generated 100] PATH...

PATH: instances in the text formats of Li & Lim or Sartori & Buriol, or a city day in JSON (perhaps gzipped); their
terms differ and they are not part of this project, so the folder or the files are named here or in ``ROUTING_DATA``.
"""
