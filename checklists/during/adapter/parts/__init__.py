"""What adapters are put together from: a written adapter holds those definitions it needs.

So everything here runs on Python 3.9 with the standard library alone, imports nothing but that and
other parts, and is laid out so that a formatter leaves it alone at 88 and at 100 columns.
"""
