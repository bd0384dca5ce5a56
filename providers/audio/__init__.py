"""Sound in and out: clips on disk, blocks in time, levels."""
