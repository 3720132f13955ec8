"""Seeded changes of real pages, and what robots make of them: the mutation test. Its mutator knows nothing of the reader."""
