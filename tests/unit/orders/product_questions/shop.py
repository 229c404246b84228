"""A shop that has little in common with the sample: clothes, furniture, food, in euros."""

from __future__ import annotations

from baton.orders.gateway import Product


def product(sku, name, category, cents, stock, description, **specifications):
    return Product(sku, name, category, cents, "EUR", description, stock, False, specifications)


PRODUCTS = [
    product(
        "SOF-3", "Oslo 3-Seater Sofa, grey", "Furniture", 89900, 3, "Three-seat sofa with removable covers.",
        dimensions="W 210 x D 92 x H 85 cm", seat_height="44 cm", max_load="330 kg", legs="oak",
    ),
    product(
        "CHR-9", "Ergo Office Chair", "Furniture", 24900, 0, "Office chair with lumbar support.",
        seat_height="45-55 cm", max_user_weight="120 kg", colour=["black", "grey"], assembly=True,
    ),
    product(
        "TBL-2", "Oak Dining Table 180 cm", "Furniture", 59900, 7, "Oak table for six to eight people.",
        **{"Dimensions (W x D x H)": "180 x 90 x 75 cm", "weight": "48 kg", "extendable": False},
    ),
    product(
        "TEE-1", "Organic Cotton T-Shirt Men", "Clothing", 1900, 240, "Crew-neck T-shirt.",
        material="100% organic cotton", sizes="S-XXL", colours="white, black, olive", tumble_dry="no",
    ),
    product(
        "PHN-1", "Nova X2 Smartphone 256 GB", "Electronics", 64900, 22, "6.5 inch phone.",
        battery="5000 mAh", charging="45 W wired, 15 W wireless", headphone_jack="no", weight="189 g",
        water_resistance="IP68", wireless="Wi-Fi 6, Bluetooth 5.3, without NFC",
    ),
    product(
        "LAP-1", "Lumio 14 Laptop", "Electronics", 109900, 5, "Thin laptop for work.",
        battery_life="up to 14 hours", weight="1.3 kg", ports="2 x Thunderbolt 4, HDMI 2.1",
    ),
    product(
        "CHO-1", "Dark Chocolate Bar 85%", "Food", 390, 300, "Dark chocolate.",
        allergens="may contain nuts and milk", vegan="yes", weight="100 g",
    ),
]  # fmt: skip
