//! Time taken from a ward, and what is published of it.
