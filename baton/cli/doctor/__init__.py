"""`baton doctor`: what is wrong with this installation, why it matters, and the way out."""
