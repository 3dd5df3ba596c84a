"""What all tests share. The servers and the browser live in files of their own."""

pytest_plugins = ["tests.databases", "tests.chromium", "tests.sites", "tests.web"]
