"""`baton backup` and `baton restore`: databases, documents and model in one folder that can be checked."""
