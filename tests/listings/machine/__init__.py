"""The exchange driven at random: claims, lines, decisions, receipts and bookings under their laws."""
