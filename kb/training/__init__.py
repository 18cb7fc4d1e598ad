"""What `python -m kb.train` is made of. Nothing here is imported when a question is asked."""
