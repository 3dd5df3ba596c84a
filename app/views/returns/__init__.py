"""Returns as pages: what is asked, and how it is drawn."""
