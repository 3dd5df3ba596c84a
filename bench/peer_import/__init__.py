"""The same roster through Django and django-import-export (``use_bulk``), the usual choice for this task in Python."""
