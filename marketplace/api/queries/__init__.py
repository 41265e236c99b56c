"""What this room reads of its own and of the rooms below."""
