"""Live side by side: panes, where the audio comes from, sessions, and what is kept of them."""
