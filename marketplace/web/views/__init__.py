"""Pages of the plumbing: how the site looks to one person, and the gallery of its components."""

from marketplace.web.views.appearance import theme
from marketplace.web.views.gallery import gallery

__all__ = ["gallery", "theme"]
