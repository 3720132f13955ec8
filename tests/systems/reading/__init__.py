"""The one reader, on real pages."""
