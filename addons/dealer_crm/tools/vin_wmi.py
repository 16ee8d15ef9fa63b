"""Makers which the library ``vininfo`` does not know or names otherwise.

Keys are world manufacturer identifiers (ISO 3780), values brands as dealers call them.
"""

BRANDS = {
    "1C4": "Jeep", "1C6": "Ram", "1HD": "Harley-Davidson", "1J4": "Jeep",
    "1J8": "Jeep", "1M8": "Motor Coach Industries", "1ZV": "Ford", "2C4": "Chrysler",
    "3C6": "Ram", "3TM": "Toyota", "3TY": "Toyota", "4JG": "Mercedes-Benz",
    "5YJ": "Tesla", "7SA": "Tesla", "JMA": "Mitsubishi", "JMB": "Mitsubishi",
    "JMY": "Mitsubishi", "JMZ": "Mazda", "JN1": "Nissan", "JTH": "Lexus",
    "JTJ": "Lexus", "JTN": "Toyota", "KLA": "Daewoo", "KMH": "Hyundai",
    "KMT": "Genesis", "KNA": "Kia", "KPT": "SsangYong", "L6T": "Geely",
    "LB3": "Geely", "LB2": "Geely", "LJ1": "JAC", "LJD": "Kia", "LBE": "Hyundai",
    "LBV": "BMW", "LC0": "BYD", "LGX": "BYD", "LFM": "Toyota", "LFP": "FAW",
    "LFV": "Volkswagen", "LGB": "Nissan", "LGJ": "Dongfeng", "LGW": "Great Wall",
    "LHG": "Honda", "LVH": "Honda", "LMG": "GAC", "LNB": "BAIC", "LRW": "Tesla",
    "LS4": "Changan", "LS5": "Changan", "LSG": "Buick", "LSJ": "MG",
    "LSV": "Volkswagen",
    "LSY": "Brilliance", "LTV": "Toyota", "LVG": "Toyota", "LVS": "Ford",
    "LVT": "Exeed", "LVU": "Chery", "LVV": "Chery", "LNN": "Chery", "LUR": "Omoda",
    "LVY": "Volvo", "LW4": "Li Auto", "HLX": "Li Auto", "L6X": "Zeekr",
    "LGH": "Dongfeng", "LJX": "Ford", "LJN": "Nissan", "LDC": "Peugeot",
    "LZW": "Wuling", "MAK": "Honda", "MAL": "Hyundai", "MBR": "Mercedes-Benz",
    "MMC": "Mitsubishi", "NLE": "Mercedes-Benz", "NLH": "Hyundai",
    "NMB": "Mercedes-Benz", "NMT": "Toyota", "NNA": "Isuzu", "RFB": "Kymco",
    "SAL": "Land Rover", "SMT": "Triumph", "TMA": "Hyundai", "TMB": "Skoda",
    "U5Y": "Kia", "U6Y": "Kia", "VF1": "Renault", "VF7": "Citroen", "VR1": "DS",
    "VR3": "Peugeot", "VR7": "Citroen", "VSS": "SEAT", "W1K": "Mercedes-Benz",
    "W1N": "Mercedes-Benz", "W1V": "Mercedes-Benz", "W1Z": "Mercedes-Benz",
    "WDB": "Mercedes-Benz", "WDC": "Mercedes-Benz", "WDD": "Mercedes-Benz",
    "WDF": "Mercedes-Benz", "WDZ": "Mercedes-Benz", "WD4": "Mercedes-Benz",
    "WMX": "Mercedes-Benz", "WMW": "Mini", "WUA": "Audi", "WV1": "Volkswagen",
    "WV2": "Volkswagen", "WV3": "Volkswagen", "X4X": "BMW", "X7L": "Renault",
    "X7M": "Hyundai", "X9F": "Ford", "X9L": "Chevrolet", "XTA": "LADA", "XTH": "GAZ",
    "X96": "GAZ", "XTT": "UAZ", "XUF": "Chevrolet", "XUU": "Chevrolet", "XW7": "Toyota",
    "XW8": "Volkswagen", "XWB": "Daewoo", "XWE": "Kia", "XZG": "Haval", "Y6D": "ZAZ",
    "YSM": "Polestar", "YV1": "Volvo", "YV4": "Volvo", "Z6F": "Ford", "Z8N": "Nissan",
    "Z8T": "Mitsubishi", "Z94": "Hyundai", "ZAR": "Alfa Romeo", "ZFC": "Iveco",
}  # fmt: skip

# What the library writes, where a dealer says something else.
ALIASES = {
    "AvtoVAZ": "LADA",
    "Citroën": "Citroen",
    "DaimlerChrysler AG/Daimler AG": "Mercedes-Benz",
    "Daimler AG (Sprinter)": "Mercedes-Benz",
    "Quattro": "Audi",
    "Volkswagen Commercial Vehicles": "Volkswagen",
    "Volkswagen Trucks": "Volkswagen",
    "Škoda": "Skoda",
}

# Ranges of ISO 3780 which the library leaves out: first two characters, both ends.
COUNTRIES = (
    ("PA", "PE", "Philippines"),
    ("PF", "PK", "Singapore"),
    ("PL", "PR", "Malaysia"),
    ("MF", "MK", "Indonesia"),
    ("ML", "MR", "Thailand"),
    ("X3", "X0", "Russia"),
    ("Z6", "Z0", "Russia"),
)
