"""What the room asks of others over the network."""
