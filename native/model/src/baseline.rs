//! The baseline: what a stream keeps and learns before its first event is judged.

use crate::calibration::{Calibration, Statistics};
use crate::pair::Pair;
use crate::ready::{Calibrations, RECENT_CALIBRATION};
use crate::workspace::Workspace;
use crate::{gathered, make_room, OutOfMemory};

/// Events that a young stream keeps as they are before it makes its models.
const YOUNG_EVENTS: usize = 64;

/// Bytes of events that a young stream keeps at most.
const YOUNG_BYTES: usize = 1 << 16;

/// Events of the baseline that calibrate the anchor at most.
pub(crate) const ANCHOR_CALIBRATION: usize = 2048;

/// The share of the baseline whose scores are too young to calibrate, in percent.
const UNSETTLED_PERCENT: u64 = 35;

/// Events as they came, until there are enough to know their shape.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Young {
    pub text: Vec<u8>,
    pub ends: Vec<u32>,
}

impl Young {
    /// Bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * std::mem::size_of::<u32>()
    }

    /// Keeps an event.
    pub fn add(&mut self, text: &[u8]) -> Result<(), OutOfMemory> {
        self.text.try_reserve(text.len()).map_err(|_| OutOfMemory)?;
        self.ends.try_reserve(1).map_err(|_| OutOfMemory)?;
        self.text.extend_from_slice(text);
        self.ends.push(self.text.len() as u32);
        Ok(())
    }

    /// Gives the last event back.
    pub fn take_back(&mut self, last: &[u8]) {
        self.ends.pop();
        self.text.truncate(self.text.len() - last.len());
    }

    /// Whether there is room for another event.
    pub fn is_young(&self) -> bool {
        self.ends.len() < YOUNG_EVENTS && self.text.len() < YOUNG_BYTES
    }

    pub fn events(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts
            .zip(&self.ends)
            .map(|(&start, &end)| &self.text[start as usize..end as usize])
    }
}

/// Learning the baseline, each event scored before it is learned.
pub(crate) struct Teaching {
    pub pair: Pair,
    /// The last [`ANCHOR_CALIBRATION`] events' statistics, a ring from `oldest`.
    pub history: Vec<Statistics>,
    pub oldest: usize,
}

impl Teaching {
    pub fn new() -> Result<Teaching, OutOfMemory> {
        Ok(Teaching {
            pair: Pair::new()?,
            history: Vec::new(),
            oldest: 0,
        })
    }

    /// Bytes of memory that it holds.
    pub fn bytes(&self) -> usize {
        Pair::BYTES + self.history.capacity() * std::mem::size_of::<Statistics>()
    }

    pub fn learn(&mut self, text: &[u8], workspace: &mut Workspace) -> Result<(), OutOfMemory> {
        if self.history.len() < ANCHOR_CALIBRATION {
            make_room(&mut self.history)?;
        }
        let statistics = self.measure(text, workspace);
        self.pair.learn(text, &workspace.prepared);
        if self.history.len() < ANCHOR_CALIBRATION {
            self.history.push(statistics);
        } else {
            self.history[self.oldest] = statistics;
            self.oldest = (self.oldest + 1) % ANCHOR_CALIBRATION;
        }
        Ok(())
    }

    /// Learns the event that ends a baseline of `taught`, once there is the memory to settle it.
    pub fn learn_last(
        &mut self,
        text: &[u8],
        taught: u32,
        workspace: &mut Workspace,
    ) -> Result<Calibrations, OutOfMemory> {
        let statistics = self.measure(text, workspace);
        let settled = self.settle(Some(statistics), taught)?;
        self.pair.learn(text, &workspace.prepared);
        Ok(settled)
    }

    /// The event under the model as it is; left prepared in the workspace.
    fn measure(&self, text: &[u8], workspace: &mut Workspace) -> Statistics {
        workspace.prepared.prepare(text);
        self.pair.measure(text, &workspace.prepared, &mut workspace.costs)
    }

    /// Calibrates by the settled part of the baseline; `newest` is the event behind those of the history, if any.
    pub fn settle(&self, newest: Option<Statistics>, taught: u32) -> Result<Calibrations, OutOfMemory> {
        let (newer, older) = self.history.split_at(self.oldest);
        let all = older.iter().chain(newer).chain(&newest);
        let passed_over = (self.history.len() + newest.is_some() as usize).saturating_sub(settled(taught));
        let ordered = gathered(ANCHOR_CALIBRATION, all.skip(passed_over).copied())?;
        let (calibration, entries) = Calibration::fit(&ordered)?;
        Calibrations::of(
            calibration,
            &entries[entries.len().saturating_sub(RECENT_CALIBRATION)..],
        )
    }
}

/// Events of a baseline of `taught` that calibrate the anchor: the last 65 percent, as far as they are kept.
pub(crate) fn settled(taught: u32) -> usize {
    let unsettled = (taught as u64 * UNSETTLED_PERCENT + 99) / 100;
    (taught as u64 - unsettled).min(ANCHOR_CALIBRATION as u64) as usize
}
