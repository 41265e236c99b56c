"""Paper: whether goods are waste as they change hands, and what each note must then contain. Pure."""
