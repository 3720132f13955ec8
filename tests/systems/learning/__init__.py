"""Learning, on pages of the tests' own: each heuristic is about how web pages show things to people."""
