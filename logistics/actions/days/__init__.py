"""Days: planning the vans of a day, changing the draft by hand, publishing it and going on from where it stands."""
