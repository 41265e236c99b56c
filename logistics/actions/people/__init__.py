"""People and their means: fleet, drivers, shifts, licences, storage, and loads offered to volunteers."""
