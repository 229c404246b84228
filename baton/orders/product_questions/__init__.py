"""Answers questions about products from the shop's own data. Pure."""
