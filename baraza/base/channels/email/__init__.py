"""Reading e-mail: bytes as they crossed the network in, plain dataclasses out.

Nothing here touches the database or settings; everything here must survive anything.
"""
