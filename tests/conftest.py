"""What holds for every test."""

import os

# Pytest loads readline, which tells each process started after it how wide the terminal is: also the workers of a
# spread run. What is written into a pipe is as wide there as everywhere.
os.environ.pop("COLUMNS", None)
