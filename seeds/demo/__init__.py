"""The invented year of 金元镇."""
