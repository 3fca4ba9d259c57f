//! Hands a file over in pieces of whole lines, hashing them on the way, while another thread reads the rows.

use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender};

use crate::CannotRead;
use crate::content_hash::ContentHash;

const PIECE: usize = 1 << 20;

/// What the hashing thread learnt.
pub(crate) struct Passed {
    pub sha256: String,
    pub crlf: bool,
}

/// Reads to the end, sending pieces that each end at a line end. Buffers come back through `used`.
pub(crate) fn pass_on(
    input: &mut dyn Read,
    file: &str,
    send: &SyncSender<Vec<u8>>,
    used: &Receiver<Vec<u8>>,
) -> Result<Passed, CannotRead> {
    let mut hash = ContentHash::default();
    let mut crlf = false;
    let mut carry: Vec<u8> = Vec::new();
    let mut line = 1;
    loop {
        let mut piece = used
            .try_recv()
            .unwrap_or_else(|_| Vec::with_capacity(PIECE + 4_096));
        piece.clear();
        piece.append(&mut carry);
        let ended = fill(input, &mut piece).map_err(|e| CannotRead::from_io(file, &e))?;
        if !ended {
            let Some(at) = piece.iter().rposition(|b| *b == b'\n') else {
                return Err(CannotRead::at(
                    file,
                    line,
                    "this is not a table: no line end within a million bytes.",
                ));
            };
            carry.extend_from_slice(&piece[at + 1..]);
            piece.truncate(at + 1);
        }
        if line == 1 && piece.iter().take(8_192).any(|b| *b == 0) {
            return Err(CannotRead::at(
                file,
                1,
                "this is not a table of text: it holds binary bytes.",
            ));
        }
        line += 1;
        crlf |= hash.take(&piece);
        // A closed channel means the other thread has given up on the file and says why itself.
        if send.send(piece).is_err() || ended {
            return Ok(Passed {
                sha256: hash.finish(),
                crlf,
            });
        }
    }
}

/// Fills the buffer up to a piece; true at the end of the file.
fn fill(input: &mut dyn Read, piece: &mut Vec<u8>) -> std::io::Result<bool> {
    let mut filled = piece.len();
    let target = PIECE.max(filled + 1);
    piece.resize(target, 0);
    while filled < target {
        match input.read(&mut piece[filled..]) {
            Ok(0) => {
                piece.truncate(filled);
                return Ok(true);
            }
            Ok(n) => filled += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(false)
}
