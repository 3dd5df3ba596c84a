"""From settings to a served site: the first start, the accounts of it, a free port, the server."""
