"""The web app: one file a tab; widgets and callbacks only, no policy logic."""
