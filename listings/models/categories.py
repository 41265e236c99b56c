"""The category tree: three levels, its leaves carry the defaults."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    MATERIAL = "material", _("Material")
    EQUIPMENT = "equipment", _("Equipment")
    SPACE = "space", _("Space")


class CategoryQuerySet(models.QuerySet["Category"]):
    def leaves(self) -> Self:
        return self.filter(depth=3)

    def under(self, category: "Category") -> Self:
        """The category and everything below it."""
        return self.filter(models.Q(path=category.path) | models.Q(path__startswith=category.path + "/"))

    def in_tree_order(self) -> Self:
        return self.order_by("path", "pk")


class Category(models.Model):
    """A node of the tree. Filled from `listings.taxonomy` after each migrate; people choose, they do not edit.

    `path` is the slugs from the top, joined by "/": a prefix of it names a subtree.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, unique=True)
    depth = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    synonyms = models.TextField(blank=True)
    default_unit = models.CharField(max_length=10, default="item")
    #: kg for one unit; its basis is always "item default" with the source in `default_mass_source`.
    default_mass_kg = models.DecimalField(max_digits=12, decimal_places=4, null=True, blank=True)
    default_mass_source = models.CharField(max_length=200, blank=True)
    default_volume_litres = models.PositiveIntegerField(null=True, blank=True)
    #: list of {"factor": id, "end_of_life": id, "share": "0.8"}; shares sum to 1; empty for spaces.
    material_split = models.JSONField(default=list, blank=True)
    displacement_group = models.CharField(max_length=20, blank=True)
    waste_code = models.CharField(max_length=7, blank=True)
    waste_code_is_mirror = models.BooleanField(default=False)
    needs_two_people = models.BooleanField(default=False)
    needs_tail_lift = models.BooleanField(default=False)
    is_palletised = models.BooleanField(default=False)
    is_fragile = models.BooleanField(default=False)
    #: what must be shown before release: "pat", "fire_label", "data_wipe" or nothing.
    safety_gate = models.CharField(max_length=20, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(depth__range=(1, 3)),
                name="category_tree_has_three_levels",
                violation_error_message=_("The category tree has three levels."),
            ),
        )

    def __str__(self) -> str:
        return self.name
