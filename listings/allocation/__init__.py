"""How a quantity is split among those who ask for it: pure arithmetic, exact (decision 0011)."""
