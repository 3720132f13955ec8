"""Measurements to look at, not tests: python -m tests.benchmarks.rules"""
