"""Limits, prices and capabilities as dated, sourced rows: shown as facts, never coded."""
