"""Every office on this machine, created and deleted here, with their host names.

The only tables that all offices share. A host name leads to an office, an office to a schema of
its own (requirement N3); nothing else in the product carries an office column.
"""
