"""Gold cases and the runner that scores the library on them."""
