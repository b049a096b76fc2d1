//! What a thread needs beside a stream: buffers, known costs and the line cache. Nothing in it changes an answer.

use crate::calibration::Weighed;
use crate::known::KnownCosts;
use crate::pair::{Costs, Prepared};
use crate::ready::Outcome;
use crate::{filled, reserve, OutOfMemory};

/// Lines that the cache holds.
pub const LINES: usize = 4096;

/// Longest line that is cached, in bytes.
const LONGEST: usize = 1024;

/// Buffers and cache of one thread, for any number of streams.
#[derive(Default)]
pub struct Workspace {
    pub(crate) prepared: Prepared,
    pub(crate) costs: Costs,
    pub(crate) known: KnownCosts,
    pub(crate) cache: LineCache,
}

impl Workspace {
    /// Without a line cache every event is scored byte by byte or from known costs, with the same answers.
    pub fn new(cached: bool) -> Workspace {
        Workspace {
            cache: LineCache {
                lines: Vec::new(),
                cached,
            },
            ..Workspace::default()
        }
    }

    /// Room for an event of `length` bytes.
    pub(crate) fn reserve(&mut self, length: usize) -> Result<(), OutOfMemory> {
        self.known.reserve()?;
        self.prepared.reserve(length)?;
        self.costs.reserve(length)
    }
}

/// Results of recent lines under models that have not changed since: the whole line is compared, never its hash alone,
/// so a hit is exact whatever a sender contrives.
#[derive(Default)]
pub(crate) struct LineCache {
    lines: Vec<Line>,
    cached: bool,
}

#[derive(Default, Clone)]
struct Line {
    version: Version,
    text: Vec<u8>,
    outcome: Outcome,
}

/// Which models an outcome belongs to: the anchor's number, unique in the process and never 0, and the events learned
/// since.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version {
    pub anchor: u64,
    pub learned: u64,
}

impl LineCache {
    /// The weight of a line under the anchor, and under the recent model if that has learned nothing since.
    pub fn find(&self, version: Version, text: &[u8]) -> Option<(Weighed, Option<Weighed>)> {
        let line = self.lines.get(place(text))?;
        let known = line.version.anchor == version.anchor && line.text == text;
        known.then(|| {
            (
                line.outcome.anchor,
                (line.version.learned == version.learned).then_some(line.outcome.recent),
            )
        })
    }

    /// Keeps an outcome, if there is the memory for it: without it the line is scored again.
    pub fn keep(&mut self, version: Version, text: &[u8], outcome: Outcome) {
        if !self.cached || text.len() > LONGEST || self.make_lines().is_err() {
            return;
        }
        let line = &mut self.lines[place(text)];
        if line.text != text {
            if reserve(&mut line.text, text.len()).is_err() {
                line.version = Version::default();
                return;
            }
            line.text.extend_from_slice(text);
        }
        line.version = version;
        line.outcome = outcome;
    }

    fn make_lines(&mut self) -> Result<(), OutOfMemory> {
        if self.lines.is_empty() {
            self.lines = filled(Line::default(), LINES)?;
        }
        Ok(())
    }
}

/// Eight bytes at a time; only where a line lies depends on it, never an answer.
fn place(text: &[u8]) -> usize {
    let mut hash = text.len() as u64;
    let mut eights = text.chunks_exact(8);
    for eight in &mut eights {
        let mut word = [0u8; 8];
        word.copy_from_slice(eight);
        hash = (hash ^ u64::from_le_bytes(word))
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29);
    }
    for &byte in eights.remainder() {
        hash = (hash ^ byte as u64)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(29);
    }
    (hash.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 52) as usize & (LINES - 1)
}
