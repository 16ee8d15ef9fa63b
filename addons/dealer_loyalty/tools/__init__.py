"""Rules of the club which need no ORM: pure, typed functions."""
