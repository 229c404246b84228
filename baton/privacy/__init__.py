"""What a customer may ask for of their own data, and what is kept for how long (docs/privacy.md)."""
