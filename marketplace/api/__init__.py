"""The REST API: a second interface to what the pages do, with the same access, forms and actions."""
