"""Rules of the dealership which need no ORM: pure, typed functions."""
