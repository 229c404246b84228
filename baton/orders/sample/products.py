"""What Hearth & Wire sells: home goods and small electronics, prices in pounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SampleProduct:
    """A product; ``pence`` is its price in the United Kingdom. Not complex unless it says so."""

    sku: str
    name: str
    category: str
    pence: int
    stock: int
    description: str
    specifications: Mapping[str, object]
    complex_spec: bool = False


_COFFEE_MACHINE = {
    "pump pressure": "15 bar",
    "boiler": "dual, stainless steel (0.4 l brew, 0.8 l steam)",
    "water tank": "2.3 l, removable",
    "bean hopper": "280 g",
    "grinder": "conical steel burrs, 30 settings",
    "power": "1650 W",
    "voltage": "220-240 V, 50/60 Hz",
    "brew temperature": "86-96 °C in steps of 1 °C (PID)",
    "pre-infusion": "0-12 s, adjustable",
    "milk system": "manual steam wand, automatic texturing at 3 levels",
    "water hardness": "set with test strip, filter up to 21 °dH",
    "descaling": "programme of 25 minutes, about every 200 cups",
    "dimensions": "41 x 34 x 42 cm",
    "weight": "12.6 kg",
    "warranty": "2 years",
}
_ROUTER = {
    "standard": "Wi-Fi 6 (802.11ax), backward compatible to 802.11a",
    "bands": "2.4 GHz (574 Mbps) and 5 GHz (2402 Mbps)",
    "antennas": "4 external, 2x2 MU-MIMO on each band",
    "ports": "1 x 2.5 GbE WAN, 4 x 1 GbE LAN, 1 x USB 3.0",
    "processor": "quad core, 1.5 GHz",
    "memory": "512 MB RAM, 128 MB flash",
    "security": "WPA3-Personal, WPA2/WPA3 mixed, guest network, SPI firewall",
    "vpn": "WireGuard and OpenVPN, server and client",
    "ipv6": "native, DS-Lite, 6rd",
    "mesh": "with other Hearthlink routers over cable or radio",
    "modem": "none: needs the provider's modem or ONT in bridge mode",
    "power": "12 V / 2 A adapter, 9 W typical",
    "dimensions": "26 x 14 x 4 cm",
    "warranty": "3 years",
}
_PROJECTOR = {
    "technology": "DLP, LED light source",
    "native resolution": "1920 x 1080",
    "brightness": "900 ANSI lumens",
    "contrast": "2000:1 (ANSI 420:1)",
    "throw ratio": "1.2:1 (100 inch picture from 2.66 m)",
    "keystone": "automatic, vertical and horizontal ±30°",
    "lamp life": "30000 hours in eco mode",
    "hdr": "HDR10 input, tone-mapped",
    "input lag": "28 ms at 1080p 60 Hz",
    "ports": "2 x HDMI 2.0 (one eARC), USB-A 2.0, 3.5 mm audio",
    "wireless": "Wi-Fi 5, Bluetooth 5.1",
    "speakers": "2 x 8 W",
    "noise": "26 dB in eco mode, 32 dB in full mode",
    "dimensions": "22 x 20 x 13 cm",
    "weight": "3.1 kg",
    "warranty": "2 years",
}
_HOB = {
    "zones": "4 (two of them bridgeable to 38 x 18 cm)",
    "zone power": "2 x 1800 W, 1 x 1400 W, 1 x 2100 W; booster 2500/3000 W",
    "connected load": "7.2 kW",
    "connection": "400 V 2N~ or 230 V 1N~ (limited to 3.7 or 4.6 kW in the menu); electrician needed",
    "fuse": "2 x 16 A or 1 x 32 A",
    "power levels": "9 and booster",
    "cut-out": "56 x 49 cm, worktop at least 28 mm",
    "clearance below": "20 mm, with drawer 65 mm and a shelf between",
    "cookware": "magnetic base, 12-26 cm",
    "safety": "child lock, residual heat display, overflow cut-off, automatic off",
    "timer": "1-99 minutes for each zone",
    "dimensions": "59 x 52 x 5.8 cm",
    "cable": "1.5 m, without plug",
    "warranty": "5 years",
}
_THERMOSTAT = {
    "heating systems": "combi boiler, system boiler, heat-only boiler, zone valves; no 230 V storage heaters",
    "switching": "volt-free relay, 230 V 3 A, or OpenTherm 2.2",
    "sensor": "±0.3 °C, 5-35 °C",
    "radio": "868 MHz to the receiver, Wi-Fi 2.4 GHz from the bridge",
    "schedules": "7 days, 6 periods a day",
    "zones": "up to 12 with extra radiator valves",
    "voice": "Alexa, Google Home, Matter over Wi-Fi",
    "wiring": "receiver needs live, neutral, common and call for heat",
    "battery": "2 x AA, about 2 years",
    "warranty": "2 years",
}

PRODUCTS = (
    SampleProduct(
        "KT-COF-01", "Barista Duo Coffee Machine", "Kitchen appliances", 54900, 14,
        "Bean-to-cup espresso machine with grinder and steam wand.", _COFFEE_MACHINE, True,
    ),
    SampleProduct(
        "NW-RTR-01", "Hearthlink AX3000 Router", "Networking", 12900, 37,
        "Dual-band Wi-Fi 6 router for homes with many devices.", _ROUTER, True,
    ),
    SampleProduct(
        "HC-PRJ-01", "Lumen Home Projector", "Home cinema", 42900, 9,
        "Full HD projector for the living room, with built-in streaming.", _PROJECTOR, True,
    ),
    SampleProduct(
        "KT-HOB-01", "Linea Induction Hob", "Kitchen appliances", 47900, 6,
        "Built-in induction hob with four zones and bridge function.", _HOB, True,
    ),
    SampleProduct(
        "SH-THM-01", "Ember Smart Thermostat", "Smart home", 15900, 22,
        "Learns when you are in and heats accordingly.", _THERMOSTAT, True,
    ),
    SampleProduct(
        "KT-KTL-01", "Copper Whistle Kettle", "Kitchen", 4900, 63,
        "Stove-top kettle with a whistle.",
        {"capacity": "1.8 l", "material": "stainless steel, copper finish", "hobs": "gas, electric, induction",
         "weight": "0.9 kg", "dishwasher safe": "no", "warranty": "2 years"},
    ),
    SampleProduct(
        "KT-KTL-02", "Quiet Electric Kettle", "Kitchen appliances", 5900, 48,
        "Cordless electric kettle with temperature choice.",
        {"capacity": "1.7 l", "power": "2200 W", "temperatures": "70, 80, 90 and 100 °C", "noise": "62 dB",
         "cable": "75 cm", "warranty": "2 years"},
    ),
    SampleProduct(
        "KT-TST-01", "Four-Slice Toaster", "Kitchen appliances", 6900, 31,
        "Wide-slot toaster with two separate controls.",
        {"slots": "4, each 38 mm wide", "power": "1800 W", "browning levels": 7, "functions": "defrost, reheat, bagel",
         "crumb tray": "removable", "warranty": "2 years"},
    ),
    SampleProduct(
        "KT-MIX-01", "Hand Mixer Set", "Kitchen appliances", 3900, 40,
        "Hand mixer with whisks and dough hooks.",
        {"power": "450 W", "speeds": "5 and turbo", "weight": "1.1 kg", "cable": "1.2 m", "warranty": "2 years"},
    ),
    SampleProduct(
        "KT-SCL-01", "Slim Kitchen Scale", "Kitchen", 2400, 85,
        "Digital scale with glass top.",
        {"capacity": "5 kg", "precision": "1 g", "units": "g, kg, oz, lb, ml", "battery": "2 x AAA, included"},
    ),
    SampleProduct(
        "KT-PAN-01", "Cast Iron Casserole", "Kitchen", 8900, 18,
        "Enamelled casserole with lid.",
        {"capacity": "4.7 l", "diameter": "26 cm", "weight": "5.4 kg", "oven": "up to 260 °C", "hobs": "all",
         "dishwasher safe": "yes", "colours": "ember red, slate, cream"},
    ),
    SampleProduct(
        "KT-KNF-01", "Chef's Knife 20 cm", "Kitchen", 5400, 27,
        "Forged all-round knife.",
        {"blade": "20 cm, X50CrMoV15 steel", "hardness": "56 HRC", "handle": "pakkawood", "dishwasher safe": "no"},
    ),
    SampleProduct(
        "HH-BLK-01", "Merino Throw Blanket", "Home textiles", 7900, 33,
        "Soft woven throw for sofa and bed.",
        {"size": "140 x 200 cm", "material": "100 % merino wool", "care": "wool wash 30 °C", "made in": "Portugal"},
    ),
    SampleProduct(
        "HH-CSH-01", "Linen Cushion Cover", "Home textiles", 2200, 120,
        "Washed linen cover with hidden zip.",
        {"size": "50 x 50 cm", "material": "100 % linen", "care": "40 °C", "colours": "oat, rust, indigo"},
    ),
    SampleProduct(
        "HH-TWL-01", "Waffle Towel Set", "Home textiles", 4500, 52,
        "Two bath towels and two hand towels.",
        {"sizes": "2 x 70 x 140 cm, 2 x 50 x 90 cm", "material": "organic cotton, 320 g/m²", "care": "60 °C"},
    ),
    SampleProduct(
        "LT-LMP-01", "Arc Floor Lamp", "Lighting", 13900, 11,
        "Curved floor lamp with marble foot.",
        {"height": "198 cm", "socket": "E27, up to 60 W", "bulb included": "no", "cable": "2.5 m with foot switch",
         "weight": "14 kg"},
    ),
    SampleProduct(
        "LT-DSK-01", "Folding Desk Lamp", "Lighting", 4900, 44,
        "LED desk lamp with USB charging.",
        {"light": "520 lumens, 2700-5000 K", "power": "9 W", "dimmable": "5 steps", "charging port": "USB-C, 10 W"},
    ),
    SampleProduct(
        "LT-BLB-01", "Filament Bulb Pack of 4", "Lighting", 2600, 140,
        "Dimmable LED filament bulbs.",
        {"socket": "E27", "light": "470 lumens, 2200 K", "power": "4.5 W each", "life": "15000 hours"},
    ),
    SampleProduct(
        "SH-PLG-01", "Smart Plug Twin Pack", "Smart home", 2900, 96,
        "Switches and measures what is plugged in.",
        {"load": "up to 13 A / 2990 W", "wireless": "Wi-Fi 2.4 GHz, Matter", "metering": "yes", "plug": "type G"},
    ),
    SampleProduct(
        "SH-DBL-01", "Video Doorbell", "Smart home", 9900, 19,
        "Battery doorbell with camera.",
        {"video": "1536 x 1536", "battery": "about 6 months", "storage": "local, 32 GB included",
         "weather": "IP65, -20 to 50 °C", "chime": "included"},
    ),
    SampleProduct(
        "SH-SMK-01", "Linked Smoke Alarm", "Smart home", 3900, 58,
        "Optical smoke alarm that wakes its neighbours.",
        {"standard": "EN 14604", "loudness": "85 dB at 3 m", "battery": "sealed, 10 years", "linked": "up to 12"},
    ),
    SampleProduct(
        "AU-SPK-01", "Walnut Bluetooth Speaker", "Audio", 11900, 25,
        "Portable speaker in a wooden case.",
        {"power": "2 x 15 W", "battery": "14 hours", "wireless": "Bluetooth 5.3", "charging": "USB-C, 2.5 hours",
         "weight": "1.3 kg"},
    ),
    SampleProduct(
        "AU-HDP-01", "Noise Cancelling Headphones", "Audio", 17900, 17,
        "Over-ear headphones for travel and office.",
        {"battery": "38 hours with cancelling on", "wireless": "Bluetooth 5.3, multipoint", "codecs": "SBC, AAC, LDAC",
         "weight": "254 g", "cable": "3.5 mm, included"},
    ),
    SampleProduct(
        "AU-RAD-01", "Kitchen DAB Radio", "Audio", 8400, 29,
        "Digital radio with alarm and timer.",
        {"reception": "DAB, DAB+, FM", "presets": "30", "power": "mains or 4 x AA", "size": "23 x 13 x 10 cm"},
    ),
    SampleProduct(
        "EL-PWB-01", "Power Bank 20000", "Small electronics", 3900, 74,
        "Charges a phone about four times.",
        {"capacity": "20000 mAh / 74 Wh", "output": "USB-C 30 W, USB-A 18 W", "weight": "355 g",
         "hand luggage": "allowed"},
    ),
    SampleProduct(
        "EL-CHG-01", "GaN Charger 65 W", "Small electronics", 3400, 88,
        "Small charger for laptop and phone.",
        {"output": "65 W in all", "ports": "2 x USB-C, 1 x USB-A", "plug": "type G, EU and US adapters included"},
    ),
    SampleProduct(
        "CL-VAC-01", "Cordless Vacuum Cleaner", "Cleaning", 24900, 13,
        "Stick vacuum with two batteries.",
        {"run time": "2 x 40 minutes", "suction": "150 AW", "dust bin": "0.6 l", "noise": "74 dB", "weight": "2.7 kg",
         "filter": "HEPA H13, washable"},
    ),
    SampleProduct(
        "CL-AIR-01", "Room Air Purifier", "Cleaning", 16900, 0,
        "Quiet purifier for rooms up to 35 m².",
        {"clean air": "300 m³/h", "filter": "HEPA H13 and carbon, every 8 months", "noise": "24-52 dB",
         "power": "40 W", "size": "24 x 24 x 48 cm"},
    ),
)  # fmt: skip
