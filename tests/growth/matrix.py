"""Who may come in to a home: everybody to their own."""

from tests.house.rows import Row, signed_in

ROWS = [
    Row("growth:home", signed_in()),
    Row("growth:recommendation", signed_in()),
]
