"""Charts as SVG, made here: no library draws charts whose points are links, in two languages, under a policy without scripts
and inline styles. Pure: data in, markup out; colours and type stand in static/charts.css."""
