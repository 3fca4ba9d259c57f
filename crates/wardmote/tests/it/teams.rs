//! Teams over time.
