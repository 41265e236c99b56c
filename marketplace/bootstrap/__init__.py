"""What has to work before there is any package but Python's own: the environment, and the run of all tests.

Everything in here uses the standard library alone, and knows nothing of Django or of the rooms.
"""
