"""The page of `mujaz serve`: a front end, an API and tools for machines (extra `demo`)."""
