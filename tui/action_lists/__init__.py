"""Every action there is, by where it works; ``tui.actions`` puts the lists together."""
