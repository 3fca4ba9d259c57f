//! Hands a file over in pieces of whole lines, hashing them on the way, while another thread reads the rows.

use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender};

use crate::CannotRead;
use crate::content_hash::ContentHash;

const PIECE: usize = 1 << 20;

/// Whole lines, in a buffer that is used again and again.
pub(crate) struct Piece {
    bytes: Vec<u8>,
    filled: usize,
}

impl Piece {
    fn new() -> Self {
        Self {
            bytes: vec![0; PIECE],
            filled: 0,
        }
    }

    pub fn lines(&self) -> &[u8] {
        &self.bytes[..self.filled]
    }

    /// Takes what an earlier piece left over and fills up; true at the end of the file.
    fn fill(&mut self, left_over: &[u8], input: &mut dyn Read) -> std::io::Result<bool> {
        self.filled = left_over.len();
        self.bytes[..self.filled].copy_from_slice(left_over);
        while self.filled < PIECE {
            match input.read(&mut self.bytes[self.filled..]) {
                Ok(0) => return Ok(true),
                Ok(n) => self.filled += n,
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok(false)
    }
}

/// What the hashing thread learnt.
pub(crate) struct Passed {
    pub sha256: String,
    pub crlf: bool,
}

/// Reads to the end, sending pieces that each end at a line end. Buffers come back through `used`.
pub(crate) fn pass_on(
    input: &mut dyn Read,
    file: &str,
    send: &SyncSender<Piece>,
    used: &Receiver<Piece>,
) -> Result<Passed, CannotRead> {
    let mut hash = ContentHash::default();
    let mut crlf = false;
    let mut carry: Vec<u8> = Vec::new();
    let mut passed = 0;
    loop {
        let mut piece = used.try_recv().unwrap_or_else(|_| Piece::new());
        let ended = piece
            .fill(&carry, input)
            .map_err(|e| CannotRead::from_io(file, &e))?;
        carry.clear();
        if !ended {
            let Some(at) = piece.lines().iter().rposition(|b| *b == b'\n') else {
                let why = if passed == 0 {
                    "this is not a table: no line end within a million bytes.".into()
                } else {
                    format!("no line end within a million bytes, from byte {passed} on.")
                };
                return Err(CannotRead::new(file, why));
            };
            carry.extend_from_slice(&piece.lines()[at + 1..]);
            piece.filled = at + 1;
        }
        if passed == 0 && piece.lines().iter().take(8_192).any(|b| *b == 0) {
            return Err(CannotRead::at(
                file,
                1,
                "this is not a table of text: it holds binary bytes.",
            ));
        }
        passed += piece.lines().len() as u64;
        crlf |= hash.take(piece.lines());
        // A closed channel means the other thread has given up on the file and says why itself.
        if send.send(piece).is_err() || ended {
            return Ok(Passed {
                sha256: hash.finish(),
                crlf,
            });
        }
    }
}
