//! Each method on a file small enough to check by hand, and what it refuses.
