"""Documents in, knowledge, answers out."""
