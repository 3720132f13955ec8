"""The same job by this project and by others, measured side by side: python -m tests.benchmarks.speed"""
