//! A stream: it is taught a baseline, freezes it as its anchor, and from then on scores every event twice, under the
//! anchor and under a recent model that goes on learning.

use crate::calibration::{Calibration, Statistics};
use crate::pair::Pair;
use crate::ready::Ready;
use crate::shape::{Mode, Shape, LOOKED_AT};
use crate::words::WordCost;
use crate::workspace::Workspace;
use crate::OutOfMemory;

/// Longest event that is scored whole; of a longer one the rest is passed over and the score says so.
pub const LONGEST_EVENT: usize = 1 << 20;

/// Longest baseline.
pub const LONGEST_BASELINE: u32 = 1 << 20;

/// Events that a young stream keeps as they are before it makes its models.
const YOUNG_EVENTS: usize = 64;

/// Bytes of events that a young stream keeps at most.
const YOUNG_BYTES: usize = 1 << 16;

/// Events of the baseline that calibrate the anchor at most.
pub const ANCHOR_CALIBRATION: usize = 2048;

/// The share of the baseline whose scores are too young to calibrate, in percent.
const UNSETTLED_PERCENT: u64 = 35;

/// How a stream is to be modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Events that teach before the first is scored, 1 to [`LONGEST_BASELINE`].
    pub baseline: u32,
    /// The shape, or `Undetermined` to find it.
    pub shape: Shape,
    /// The deciding model, or `Automatic` for the shape's usual one.
    pub mode: Mode,
}

/// What comes out for one event. Bits are of the deciding model.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Code length of the masked event, 1/256 bit.
    pub bits: u32,
    /// Mean of `bits` over the calibration, 1/256 bit.
    pub expected_bits: u32,
    /// Fused -log2 p, 1/256 bit; beyond the calibration extrapolated.
    pub score: u32,
    /// Conformal p-value of the deciding model, parts per billion, rounded up.
    pub p: u32,
    pub anchor_p: u32,
    pub recent_p: u32,
    pub anchor_bits: u32,
    pub recent_bits: u32,
    /// Events in the deciding calibration.
    pub calibration: u32,
    pub flags: u32,
}

impl Score {
    /// Of an event that was not scored because the stream is still being taught.
    pub const LEARNING: Score = Score {
        bits: 0,
        expected_bits: 0,
        score: 0,
        p: CERTAIN,
        anchor_p: CERTAIN,
        recent_p: CERTAIN,
        anchor_bits: 0,
        recent_bits: 0,
        calibration: 0,
        flags: LEARNING,
    };
}

/// A p-value of one, in parts per billion.
const CERTAIN: u32 = 1_000_000_000;

/// Flag: the event taught (or would have), nothing was scored.
pub const LEARNING: u32 = 1;
/// Flag: beyond the calibration, `score` is extrapolated.
pub const EXTRAPOLATED: u32 = 2;
/// Flag: longer than [`LONGEST_EVENT`], the rest was passed over.
pub const TRUNCATED: u32 = 4;

/// How one event is to be treated.
#[derive(Debug, Clone, Copy)]
pub struct Push {
    /// Whether the stream learns the event.
    pub learn: bool,
    /// Events with a p-value at or below this are explained, parts per billion.
    pub explain_at: u32,
}

/// Events as they came, until there are enough to know their shape.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Young {
    pub text: Vec<u8>,
    pub ends: Vec<u32>,
}

impl Young {
    /// Whether there is room for another event.
    pub(crate) fn is_young(&self) -> bool {
        self.ends.len() < YOUNG_EVENTS && self.text.len() < YOUNG_BYTES
    }

    fn events(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts
            .zip(&self.ends)
            .map(|(&start, &end)| &self.text[start as usize..end as usize])
    }
}

/// Learning the baseline, each event scored before it is learned.
pub struct Teaching {
    pub pair: Pair,
    /// The last [`ANCHOR_CALIBRATION`] events' statistics, a ring from `oldest`.
    pub history: Vec<Statistics>,
    pub oldest: usize,
}

/// Where a stream is in its life.
pub enum Phase {
    Young(Young),
    Teaching(Box<Teaching>),
    Ready(Box<Ready>),
}

/// The model of a stream.
pub struct Stream {
    pub(crate) options: Options,
    pub(crate) shape: Shape,
    /// Events that taught the anchor.
    pub(crate) taught: u32,
    /// Events seen in all.
    pub(crate) events: u64,
    pub(crate) phase: Phase,
}

impl Stream {
    /// `None` if the options are out of range.
    pub fn new(options: Options) -> Option<Stream> {
        let known = (1..=LONGEST_BASELINE).contains(&options.baseline);
        let phase = Phase::Young(Young::default());
        known.then_some(Stream {
            options,
            shape: options.shape,
            taught: 0,
            events: 0,
            phase,
        })
    }

    pub fn options(&self) -> Options {
        self.options
    }

    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// The deciding model, never `Automatic`.
    pub fn mode(&self) -> Mode {
        match self.options.mode {
            Mode::Automatic => self.shape.usual_mode(),
            mode => mode,
        }
    }

    pub fn taught(&self) -> u32 {
        self.taught
    }

    pub fn events(&self) -> u64 {
        self.events
    }

    pub fn ready(&self) -> Option<&Ready> {
        match &self.phase {
            Phase::Ready(ready) => Some(ready),
            _ => None,
        }
    }

    /// Bytes of memory that the stream holds.
    pub fn bytes(&self) -> usize {
        std::mem::size_of::<Stream>()
            + match &self.phase {
                Phase::Young(young) => young.text.capacity() + young.ends.capacity() * 4,
                Phase::Teaching(teaching) => {
                    Pair::BYTES + teaching.history.capacity() * std::mem::size_of::<Statistics>()
                }
                Phase::Ready(ready) => ready.bytes(),
            }
    }

    /// Scores an event, and learns it if told so. The words are empty unless the event is to be explained.
    pub fn push(
        &mut self,
        event: &[u8],
        push: Push,
        workspace: &mut Workspace,
    ) -> Result<(Score, Vec<WordCost>), OutOfMemory> {
        let text = &event[..event.len().min(LONGEST_EVENT)];
        let truncated = if text.len() < event.len() { TRUNCATED } else { 0 };
        workspace.reserve(text.len())?;
        self.events += 1;
        let mode = self.mode();
        let (mut score, words) = match &mut self.phase {
            Phase::Ready(ready) => ready.push(text, mode, push, workspace)?,
            _ => {
                if push.learn {
                    self.teach(text, workspace)?;
                }
                (Score::LEARNING, Vec::new())
            }
        };
        score.flags |= truncated;
        Ok((score, words))
    }

    /// The words of an event under the deciding model as it is now, nothing learned. Empty before the stream is ready.
    pub fn explain(&self, event: &[u8], workspace: &mut Workspace) -> Result<Vec<WordCost>, OutOfMemory> {
        let text = &event[..event.len().min(LONGEST_EVENT)];
        workspace.reserve(text.len())?;
        Ok(match &self.phase {
            Phase::Ready(ready) => ready.words(text, self.mode(), workspace),
            _ => Vec::new(),
        })
    }

    /// Freezes: ends the baseline early, or makes the recent model the new anchor. `false` if nothing was taught yet.
    pub fn anchor(&mut self, workspace: &mut Workspace) -> Result<bool, OutOfMemory> {
        if self.taught == 0 {
            return Ok(false);
        }
        self.grow_up(workspace)?;
        self.freeze();
        if let Phase::Ready(ready) = &mut self.phase {
            ready.anchor_anew();
        }
        Ok(true)
    }

    fn teach(&mut self, text: &[u8], workspace: &mut Workspace) -> Result<(), OutOfMemory> {
        self.taught += 1;
        match &mut self.phase {
            Phase::Young(young) => {
                young.text.try_reserve(text.len()).map_err(|_| OutOfMemory)?;
                young.text.extend_from_slice(text);
                young.ends.push(young.text.len() as u32);
                if !young.is_young() || self.taught >= self.options.baseline {
                    self.grow_up(workspace)?;
                }
            }
            Phase::Teaching(teaching) => teaching.learn(text, workspace),
            Phase::Ready(_) => {}
        }
        if self.taught >= self.options.baseline {
            self.freeze();
        }
        Ok(())
    }

    /// From keeping events to learning them: the shape is settled, and what was kept is learned in its order.
    fn grow_up(&mut self, workspace: &mut Workspace) -> Result<(), OutOfMemory> {
        if let Phase::Young(young) = &self.phase {
            if self.options.shape == Shape::Undetermined {
                self.shape = Shape::of(&young.events().take(LOOKED_AT).collect::<Vec<_>>());
            }
            workspace.reserve(young.events().map(<[u8]>::len).max().unwrap_or(0))?;
            let mut teaching = Box::new(Teaching {
                pair: Pair::new()?,
                history: Vec::new(),
                oldest: 0,
            });
            young.events().for_each(|event| teaching.learn(event, workspace));
            self.phase = Phase::Teaching(teaching);
        }
        Ok(())
    }

    fn freeze(&mut self) {
        match std::mem::replace(&mut self.phase, Phase::Young(Young::default())) {
            Phase::Teaching(teaching) => self.phase = Phase::Ready(Box::new(teaching.settle(self.taught))),
            phase => self.phase = phase,
        }
    }
}

impl Teaching {
    fn learn(&mut self, text: &[u8], workspace: &mut Workspace) {
        workspace.prepared.prepare(text);
        let statistics = self.pair.measure(text, &workspace.prepared, &mut workspace.costs);
        self.pair.learn(text, &workspace.prepared);
        if self.history.len() < ANCHOR_CALIBRATION {
            self.history.push(statistics);
        } else {
            self.history[self.oldest] = statistics;
            self.oldest = (self.oldest + 1) % ANCHOR_CALIBRATION;
        }
    }

    /// Calibrates by the settled part of the baseline, the last 65 percent of `taught` events.
    fn settle(self, taught: u32) -> Ready {
        let unsettled = (taught as u64 * UNSETTLED_PERCENT + 99) / 100;
        let settled = (taught as u64 - unsettled).min(self.history.len() as u64) as usize;
        let (newer, older) = self.history.split_at(self.oldest);
        let ordered = [older, newer].concat();
        let (calibration, entries) = Calibration::fit(&ordered[ordered.len() - settled..]);
        Ready::new(self.pair, calibration, entries)
    }
}
