"""Charts as SVG text, made on the server: no script, no inline style, readable without seeing.

Colours come from the style sheet by class (``chart-bar``, ``chart-range``, ``chart-part-1`` to ``chart-part-8``) and
text follows ``currentColor``, so light, dark and print need no second drawing. Each chart has a title, a description
that says every figure in words, and belongs beside a table of the same figures. Lengths are pixels of the view box.
"""

from marketplace.impact.charts.bars import Bar, RangeBar, bar_chart, composition_chart, range_chart
from marketplace.impact.charts.columns import Series, column_chart
from marketplace.impact.charts.flow_map import Journey, flow_map
from marketplace.impact.charts.flows import Flow, flow_chart

__all__ = [
    "Bar",
    "Flow",
    "Journey",
    "RangeBar",
    "Series",
    "bar_chart",
    "column_chart",
    "composition_chart",
    "flow_chart",
    "flow_map",
    "range_chart",
]
