"""Both vendors' wire protocols on loopback, over a real offline recogniser (CMU PocketSphinx)."""
