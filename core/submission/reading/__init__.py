"""Reading and judging packages from the bytes alone; never calls `writing`, never extracts to disk, trusts nothing inside the file."""
