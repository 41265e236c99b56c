"""The search that makes plans good: adaptive ruin and recreate on flat arrays, compiled where ``numba`` is installed.

Read in this order: ``arrays`` (a day and a plan as arrays), ``clockwork`` (the clock of one route), ``slots`` (where a
job fits), ``ruin`` and ``recreate`` (one round), ``annealing`` (many rounds), ``fleet`` (fewer vehicles), ``pool`` (the
best routes of all rounds together). Nothing here is imported by the web process: it runs in ``search_child``.
"""
