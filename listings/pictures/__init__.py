"""Catalogue pictures, drawn by us, for listings that have no photo of their own."""

from listings.pictures.drawing import draw

__all__ = ["draw"]
