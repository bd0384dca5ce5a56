"""What the live screen knows and shows, without widgets."""
