"""Charts drawn by us as SVG, one file a chart: no library, no script; colours come from the page's style."""
