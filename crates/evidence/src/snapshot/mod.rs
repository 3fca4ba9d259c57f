//! An unchanging copy of what was read, named after its own contents.
//!
//! An Arrow IPC file without compression: Python, R, Polars and DuckDB open it as it lies. One row for each kept row of the
//! file, in its order. The file name is the SHA-256 of the file, so `sha256sum` checks it and the same evidence on the
//! same boundaries is never stored twice.
//!
//! | column | type | meaning |
//! |---|---|---|
//! | `month` | date | first day of the month |
//! | `lon_e6`, `lat_e6` | int32, may be null | degrees times one million |
//! | one for each layer, such as `ward` | text, may be null | code of the area computed from the point |
//! | `reported_lsoa` and the other texts | text, may be null | as published |
//! | `crime_id` | binary, may be null | 32 bytes where 64 hexadecimal digits were published, else the text |
//! | `at` | timestamp, UTC | stop and search only |

mod read;
mod write;

pub use read::{CannotOpen, Snapshot, open};
pub use write::{CannotWrite, Origin, Written, write};
