"""How right the extraction is: the measure, the gold it is measured on, the report, the floors."""
