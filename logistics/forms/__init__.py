"""What people type on the pages of this room, and how it becomes values."""
