"""mujaz: an Arabic news article in, an English brief with citations out."""
