"""Labels to print and stick on: the address of a lot's passport as a QR code, its code to type, and what it is."""
