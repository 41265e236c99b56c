"""The planner: which van fetches what, when, and why something cannot ride. Plain values in, plain values out.

Read in this order: ``problem`` (what is asked), ``result`` (what is answered), ``travel`` (how long a drive takes),
``planner`` (the way through all of it), ``checker`` (why its answer can be believed).
"""
