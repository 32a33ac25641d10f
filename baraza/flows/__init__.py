"""Acts that span packages: one function each, in one transaction.

A question that becomes a case, a letter that becomes a commitment: whoever needs two packages
to change together calls a flow, so that either both have changed or neither has.
"""
