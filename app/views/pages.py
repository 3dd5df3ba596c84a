PAGES = ("home", "board", "summary", "imports", "accounts", "roles", "audit", "declarations", "api")
