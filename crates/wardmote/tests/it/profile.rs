//! The place profile and its documentation.
