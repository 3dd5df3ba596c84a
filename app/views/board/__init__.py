"""The four-colour board as a page: what is asked, how it is drawn, what of it is due from the viewer."""
