"""Stock as a page: what is asked, and how it is drawn."""
