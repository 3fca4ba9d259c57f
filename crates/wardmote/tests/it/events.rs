//! Events of a ward team.
