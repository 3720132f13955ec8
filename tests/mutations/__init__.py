"""The mutation test: seeded changes of real pages, by a mutator that knows nothing of the reader."""
