"""Seeded generators of a dealership's data: pure functions, no ORM."""
