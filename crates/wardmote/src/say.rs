//! Words to the screen or into a pipe. Who reads only the first lines, as `head` does, is no fault.

use std::{
    fmt,
    io::{self, ErrorKind, Write},
};

/// One line to the standard output.
pub fn line(words: fmt::Arguments<'_>) {
    match writeln!(io::stdout().lock(), "{words}") {
        Err(fault) if fault.kind() != ErrorKind::BrokenPipe => {
            // Nobody may be left to tell.
            let _ = writeln!(io::stderr().lock(), "the output cannot be written: {fault}");
        }
        _ => {}
    }
}

/// One line to the standard output, put together as `println!` does it.
macro_rules! say {
    ($($words:tt)*) => {
        $crate::say::line(format_args!($($words)*))
    };
}
