"""Reading the lists that people really have: a sheet in, listings-to-be, problems in words and notes out. Pure."""
