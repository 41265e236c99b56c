"""The kernel: plain Python that every room may lean on.

No framework, no input or output, no clock. Values in, values out; whatever cannot be meant raises a
:class:`~marketplace.kernel.errors.DomainError` with a sentence for the person.
"""
