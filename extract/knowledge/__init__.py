"""What the facts of many articles mean together: places, organisations, people and indicators over time, and the panel."""
