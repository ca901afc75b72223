"""
Made-up names, one small list a locale; any likeness to a person is chance.

They exist so that screening has something to read. Nothing else in the world depends on
a name, and no name depends on what its bearer does.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from synthetic_data.world.places import CODES

_GIVEN = {
    "DE": "Annika Bertold Carsta Detlev Elke Falko Gesine Henno Imke Jorin Karla Lüder",
    "FR": "Amandine Basile Colette Didier Élise Fabrice Gaëlle Hervé Inès Joël Léonie",
    "GB": "Alfie Bronwen Callum Daisy Edwin Fern Gareth Hazel Isla Jolyon Kit Morag",
    "US": "Abner Brandi Clint Darlene Emmet Faye Grady Hollis Ivy Jarrod Kayla Wade",
    "AE": "Afra Bilal Dana Faisal Ghala Hamad Jawahir Khalil Latifa Mansoor Noora",
    "TR": "Alper Berna Cenk Dilara Ekin Feride Gökhan Hande İlker Jale Kaan Melis",
    "PK": "Adeel Bushra Danish Erum Farhan Ghazala Hammad Iqra Junaid Kiran Mahnoor",
    "ML": "Adama Bintou Cheick Djeneba Fanta Issouf Kadia Lassana Mariam Oumou Seydou",
    "SO": "Abshir Barwaqo Cawil Deeqa Faduma Guled Hodan Ilyas Jawaahir Liiban Muna",
    "KE": "Achieng Barasa Chebet Deka Esther Fatuma Gitonga Halima Imani Jelani Kibet",
}
_FAMILY = {
    "DE": "Ahornbach Brettfeld Dornwalder Eschenhöfer Feldrain Grabenhorst Mühlgrund",
    "FR": "Aubrelin Boisclairet Chantevert Duvalmont Fontaneruy Grandmarin Valserre",
    "GB": "Ashdownley Brackenford Coombeworth Dunmarsh Elderwick Fernsholme Tarnbury",
    "US": "Alderbrook Brantwell Calloway-Reed Dunmoreton Eastlick Fairhollow Stonebeck",
    "AE": "Al Barzani-Deyr Al Ghadeeri Al Marjanah Al Rimali Al Sahbani Al Wadiyani",
    "TR": "Akçayırlı Boztepeli Çamdereli Demirkuşak Elmadağlı Gündoğarlı Taşpınarlı",
    "PK": "Bahadurwala Chandnipur Darakhshani Gulistanvi Kohistanwala Nehriwala",
    "ML": "Bakarouna Dembalou Fofanare Guindiyo Kantebo Sissoumaré Tounkaré Yattabary",
    "SO": "Abtiwaraan Burcadeeq Caanogeel Dhagaxbuur Gobaale Hiiraanwe Kaafidoon",
    "KE": "Abdalkana Barsotiek Chepwonyi Gathuita Kimaruto Mwakilenje Warsengo",
}
_TRADES = (
    *("Handel", "Trading", "Services", "Works", "Foods", "Textiles", "Logistics"),
    *("Components", "Consulting", "Market", "Motors", "Media", "Building", "Supply"),
)
_STREETS = (
    *("Linden", "Station", "Harbour", "Mill", "Garden", "Market", "School", "Bridge"),
    *("Hill", "River", "Orchard", "Church", "Park", "North", "South", "Quarry"),
)


def _words(text: str, country: str) -> list[str]:
    if country == "AE" and text.startswith("Al "):
        return [f"Al {word.strip()}" for word in text.split("Al ") if word.strip()]
    return text.split()


def given_names(country: str) -> list[str]:
    return _words(_GIVEN[country], country)


def family_names(country: str) -> list[str]:
    return _words(_FAMILY[country], country)


def person_names(
    rng: np.random.Generator, country: NDArray[np.uint8], family: NDArray[np.int64]
) -> pl.Series:
    """Given and family name; equal numbers in ``family`` share the family name."""
    names = pl.Series([""]).new_from_index(0, country.size)
    first_draw = rng.integers(0, 1 << 30, country.size)
    for number, code in enumerate(CODES):
        here = np.flatnonzero(country == number)
        given = pl.Series(given_names(code))
        last = pl.Series(family_names(code))
        full = (
            given.gather(first_draw[here] % given.len())
            + " "
            + last.gather(family[here] * 2654435761 % 4294967291 % last.len())
        )
        names = names.scatter(here, full)
    return names


def organisation_names(
    rng: np.random.Generator, country: NDArray[np.uint8], suffix: pl.Series
) -> pl.Series:
    """A family name, a trade and ``suffix``."""
    founder = person_names(rng, country, rng.integers(0, 1 << 20, country.size))
    trade = pl.Series(_TRADES).gather(rng.integers(0, len(_TRADES), country.size))
    return founder.str.split(" ").list.slice(1).list.join(" ") + " " + trade + suffix


def addresses(
    rng: np.random.Generator, city: pl.Series, home: NDArray[np.int64]
) -> pl.Series:
    """A street, a number and ``city``; equal ``home`` numbers share the address."""
    places = int(home.max(initial=0)) + 1
    street = pl.Series(_STREETS).gather(rng.integers(0, len(_STREETS), places))
    number = pl.Series(rng.integers(1, 240, places)).cast(pl.String)
    lines = street + " Street " + number
    return lines.gather(home) + ", " + city
