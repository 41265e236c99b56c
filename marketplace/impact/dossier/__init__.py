"""The files of a report: its contents as plain values, and each way to write them down.

Everything here is plain values in and bytes out: the same dossier makes the same bytes, so that a pack made twice has
the same hash. What is loaded from the database, and the words of the PDF, come from `queries.dossiers`.
"""
