"""The invented half-year of 金元镇."""
