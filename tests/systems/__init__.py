"""Real case systems by others, started for tests: each in a virtual environment and with a lock of its own."""
