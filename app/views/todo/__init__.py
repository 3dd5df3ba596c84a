"""The to-do list and the notices as pages, and what of them stands on the first page and in the bell."""
