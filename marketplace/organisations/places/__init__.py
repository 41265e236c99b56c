"""Places without a network: postcodes of the British Isles and towns of the world, from data files of our own."""
