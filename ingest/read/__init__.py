"""One reader a format; the format is told by content, not by the name alone."""
