//! A stream: it is taught a baseline, freezes it as its anchor, and from then on scores every event twice, under the
//! anchor and under a recent model that goes on learning.

use crate::baseline::{Teaching, Young};
use crate::ready::Ready;
use crate::score::{Score, TRUNCATED};
use crate::shape::{Mode, Shape, LOOKED_AT};
use crate::words::WordCost;
use crate::workspace::Workspace;
use crate::OutOfMemory;

/// Longest event that is scored whole; of a longer one the rest is passed over and the score says so.
pub const LONGEST_EVENT: usize = 1 << 20;

/// Longest baseline.
pub const LONGEST_BASELINE: u32 = 1 << 20;

/// Where the count of events stops: more nobody has seen.
pub(crate) const MOST_EVENTS: u64 = 1 << 62;

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

/// How one event is to be treated.
#[derive(Debug, Clone, Copy)]
pub struct Push {
    /// Whether the stream learns the event.
    pub learn: bool,
    /// Events with a p-value at or below this are explained, parts per billion.
    pub explain_at: u32,
}

/// Where a stream is in its life.
pub(crate) enum Phase {
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

    /// As it was made.
    pub fn options(&self) -> Options {
        self.options
    }

    /// The shape, as given or as found once there were events enough.
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

    /// Events of the baseline that were learned.
    pub fn taught(&self) -> u32 {
        self.taught
    }

    /// Events that were pushed.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Whether the baseline is complete, so that events are scored.
    pub fn is_ready(&self) -> bool {
        matches!(self.phase, Phase::Ready(_))
    }

    /// Events in the calibration that decides; 0 until the baseline is complete.
    pub fn calibration(&self) -> usize {
        match &self.phase {
            Phase::Ready(ready) => ready.calibration(self.mode()),
            _ => 0,
        }
    }

    /// Bytes of memory that the stream holds.
    pub fn bytes(&self) -> usize {
        std::mem::size_of::<Stream>()
            + match &self.phase {
                Phase::Young(young) => young.bytes(),
                Phase::Teaching(teaching) => teaching.bytes(),
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
        self.events = (self.events + 1).min(MOST_EVENTS);
        score.flags |= truncated;
        Ok((score, words))
    }

    /// The words of an event under the deciding model as it is now, nothing learned. Empty before the stream is ready.
    pub fn explain(&self, event: &[u8], workspace: &mut Workspace) -> Result<Vec<WordCost>, OutOfMemory> {
        let text = &event[..event.len().min(LONGEST_EVENT)];
        workspace.reserve(text.len())?;
        Ok(match &self.phase {
            Phase::Ready(ready) => ready.words(text, self.mode(), workspace)?,
            _ => Vec::new(),
        })
    }

    /// Freezes: ends the baseline early, or makes the recent model the new anchor. `false` if nothing was taught yet.
    pub fn anchor(&mut self, workspace: &mut Workspace) -> Result<bool, OutOfMemory> {
        if self.taught == 0 {
            return Ok(false);
        }
        self.grow_up(workspace)?;
        match &mut self.phase {
            Phase::Ready(ready) => ready.anchor_anew(),
            _ => self.freeze(),
        }
        Ok(true)
    }

    fn teach(&mut self, text: &[u8], workspace: &mut Workspace) -> Result<(), OutOfMemory> {
        let is_last = self.taught + 1 >= self.options.baseline;
        match &mut self.phase {
            Phase::Young(young) => {
                young.add(text)?;
                if !young.is_young() || is_last {
                    self.grow_up_or_take_back(text, workspace)?;
                }
            }
            Phase::Teaching(teaching) => teaching.learn(text, workspace),
            Phase::Ready(_) => {}
        }
        self.taught += 1;
        if is_last {
            self.freeze();
        }
        Ok(())
    }

    /// Without the memory to grow up, the stream is left as if the last event had not come.
    fn grow_up_or_take_back(&mut self, last: &[u8], workspace: &mut Workspace) -> Result<(), OutOfMemory> {
        let grown = self.grow_up(workspace);
        if let (Err(_), Phase::Young(young)) = (&grown, &mut self.phase) {
            young.take_back(last);
        }
        grown
    }

    /// From keeping events to learning them: the shape is settled, and what was kept is learned in its order.
    fn grow_up(&mut self, workspace: &mut Workspace) -> Result<(), OutOfMemory> {
        if let Phase::Young(young) = &self.phase {
            if self.options.shape == Shape::Undetermined {
                self.shape = Shape::of(&young.events().take(LOOKED_AT).collect::<Vec<_>>())?;
            }
            workspace.reserve(young.events().map(<[u8]>::len).max().unwrap_or(0))?;
            let mut teaching = Box::new(Teaching::new()?);
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
