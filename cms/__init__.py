"""Pages, shared blocks, glossary, brand, images."""
