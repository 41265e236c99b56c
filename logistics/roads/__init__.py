"""Roads: how long driving takes and how far it is, told by whoever knows; and who caused how much of it."""
