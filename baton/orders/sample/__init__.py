"""The sample shop "Hearth & Wire": invented products, people and orders. ``baton.orders.seed`` puts them together."""
