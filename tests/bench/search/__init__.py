"""Measure the search: at a million listings, beside hand-written PostGIS, over HTTP, and compared with brute force.

    python -m tests.bench.search fill    --data DIR [--postgres URL] [--listings 100000] [--wants 100000] [--seed 1]
    python -m tests.bench.search beside  --data DIR --postgres URL
    python -m tests.bench.search index   --data DIR [--postgres URL]
    python -m tests.bench.search ask     --data DIR [--postgres URL] [--questions 300] [--checked 30] [--only WORD]
    python -m tests.bench.search http    --data DIR [--postgres URL]
    python -m tests.bench.search publish --data DIR [--postgres URL]

`fill` makes the data: a SQLite database and the arrays that brute force reads in DIR, which lies outside the project;
on the server of URL (`postgres://user@host:port/name`, a role that may create databases) the database `name` with the
product's own tables and `name_postgis` with what an expert writes by hand. `beside` does the second half alone, out of
a SQLite database that was filled before. Both, and `index`, time how long the indexes of the search take. The others
print a table each. PostGIS has to be installed on that server (Debian: `postgresql-15-postgis-3`).

What is timed: each question is answered in a process of its engine, from a filter set made before to the ids of the
page (or the counts, or the clusters) in Python. Ours goes through the product's own query functions and so through the
ORM; PostGIS is one statement through psycopg by the same kind of connection, its plan made for its values and without
JIT, as the product's connection has it. The engines take turns in shuffled order for each question. A ratio is to the
better of geography and projected geometry: median to the smaller median, 95th percentile to the smaller one.
"""
