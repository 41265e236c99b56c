"""Many processes at scarce things: is anything given away twice, lost or booked over another?

    python -m tests.bench.contention race --data FOLDER [--postgres URL] [--processes 32] [--claims N] [--bookings N]
    python -m tests.bench.contention kill --data FOLDER [--postgres URL] [--times 100]

`race` lets so many processes make so many attempts (100,000 and 20,000 unless said) at claims and bookings, each by
the action that the pages call, and then counts by brute force; each has a control that does the same without the guard
and has to go wrong. `kill` starts processes that claim, decide and book, ends them with SIGKILL at a random moment, and
looks whether everything that was acknowledged is there and nothing is half done. FOLDER is outside the project; the
PostgreSQL database is emptied. Exit status 1 if anything was oversold, lost, overlapped or failed, or if a control did
not go wrong.
"""
