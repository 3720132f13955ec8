"""Tests are sentences; they mirror robots/ and flows/."""
