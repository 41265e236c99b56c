"""Who gets what, by which rule: what a donor says, who may claim, what is decided and sent."""
