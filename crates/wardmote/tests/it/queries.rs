//! Questions and the 72-hour promise.
