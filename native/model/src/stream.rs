//! A stream: it is taught a baseline, freezes it as its anchor, and from then on scores every event twice, under the
//! anchor and under a recent model that goes on learning.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::baseline::{Teaching, Young};
use crate::ready::{Calibrations, Ready};
use crate::score::{Score, TRUNCATED};
use crate::shape::{Mode, Shape, LOOKED_AT};
use crate::words::WordCost;
use crate::workspace::Workspace;
use crate::{gathered, OutOfMemory};

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
    /// Events seen in all. Who only scores counts as well, any number of threads at once.
    pub(crate) events: AtomicU64,
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
            events: AtomicU64::new(0),
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
        self.events.load(Ordering::Relaxed)
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

    /// Scores an event, then learns it. Its words come with it if its p-value is at most `explain_at` parts per
    /// billion.
    pub fn learn(
        &mut self,
        event: &[u8],
        explain_at: u32,
        workspace: &mut Workspace,
    ) -> Result<(Score, Vec<WordCost>), OutOfMemory> {
        let text = looked_at(event);
        workspace.reserve(text.len())?;
        let mode = self.mode();
        let answer = match &mut self.phase {
            Phase::Ready(ready) => ready.learn(text, mode, explain_at, workspace)?,
            _ => {
                self.teach(text, workspace)?;
                (Score::LEARNING, Vec::new())
            }
        };
        Ok(self.counted(event, answer))
    }

    /// As [`Stream::learn`], but the event teaches nothing: any number of threads may score at once.
    pub fn score(
        &self,
        event: &[u8],
        explain_at: u32,
        workspace: &mut Workspace,
    ) -> Result<(Score, Vec<WordCost>), OutOfMemory> {
        let text = looked_at(event);
        workspace.reserve(text.len())?;
        let answer = match &self.phase {
            Phase::Ready(ready) => ready.judge(text, self.mode(), explain_at, workspace)?,
            _ => (Score::LEARNING, Vec::new()),
        };
        Ok(self.counted(event, answer))
    }

    /// Counts an event that went well, and says if it was too long.
    fn counted(&self, event: &[u8], answer: (Score, Vec<WordCost>)) -> (Score, Vec<WordCost>) {
        let (mut score, words) = answer;
        if event.len() > LONGEST_EVENT {
            score.flags |= TRUNCATED;
        }
        let one_more = |events| (events < MOST_EVENTS).then_some(events + 1);
        // Beyond the most it stays there, which is no failure.
        let _ = self
            .events
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        (score, words)
    }

    /// The words of an event under the deciding model as it is now, nothing learned. Empty before the stream is ready.
    pub fn explain(&self, event: &[u8], workspace: &mut Workspace) -> Result<Vec<WordCost>, OutOfMemory> {
        let text = looked_at(event);
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
        match &mut self.phase {
            Phase::Young(_) => self.grow_up(Some(self.taught), workspace)?,
            Phase::Teaching(teaching) => {
                let settled = teaching.settle(None, self.taught)?;
                self.freeze(settled);
            }
            Phase::Ready(ready) => ready.anchor_anew()?,
        }
        Ok(true)
    }

    fn teach(&mut self, text: &[u8], workspace: &mut Workspace) -> Result<(), OutOfMemory> {
        let taught = self.taught + 1;
        let is_last = taught >= self.options.baseline;
        match &mut self.phase {
            Phase::Young(young) => {
                young.add(text)?;
                if is_last || !young.is_young() {
                    self.grow_up_or_take_back(text, is_last.then_some(taught), workspace)?;
                }
            }
            Phase::Teaching(teaching) if is_last => {
                let settled = teaching.learn_last(text, taught, workspace)?;
                self.freeze(settled);
            }
            Phase::Teaching(teaching) => teaching.learn(text, workspace)?,
            Phase::Ready(_) => {}
        }
        self.taught = taught;
        Ok(())
    }

    /// Without the memory to grow up, the stream is left as if the last event had not come.
    fn grow_up_or_take_back(
        &mut self,
        last: &[u8],
        taught_in_all: Option<u32>,
        workspace: &mut Workspace,
    ) -> Result<(), OutOfMemory> {
        let grown = self.grow_up(taught_in_all, workspace);
        if let (Err(_), Phase::Young(young)) = (&grown, &mut self.phase) {
            young.take_back(last);
        }
        grown
    }

    /// From keeping events to learning them: the shape is settled, and what was kept is learned in its order. If the
    /// baseline ends with them, it is frozen.
    fn grow_up(&mut self, taught_in_all: Option<u32>, workspace: &mut Workspace) -> Result<(), OutOfMemory> {
        if let Phase::Young(young) = &self.phase {
            let shape = match self.options.shape {
                Shape::Undetermined => Shape::of(&gathered(LOOKED_AT, young.events().take(LOOKED_AT))?)?,
                given => given,
            };
            workspace.reserve(young.events().map(<[u8]>::len).max().unwrap_or(0))?;
            let mut teaching = Box::new(Teaching::new()?);
            for event in young.events() {
                teaching.learn(event, workspace)?;
            }
            let phase = match taught_in_all {
                Some(taught) => {
                    let settled = teaching.settle(None, taught)?;
                    Phase::Ready(Box::new(Ready::new(teaching.pair, None, settled)))
                }
                None => Phase::Teaching(teaching),
            };
            (self.shape, self.phase) = (shape, phase);
        }
        Ok(())
    }

    fn freeze(&mut self, settled: Calibrations) {
        match std::mem::replace(&mut self.phase, Phase::Young(Young::default())) {
            Phase::Teaching(teaching) => {
                self.phase = Phase::Ready(Box::new(Ready::new(teaching.pair, None, settled)));
            }
            phase => self.phase = phase,
        }
    }
}

/// What is looked at of an event.
fn looked_at(event: &[u8]) -> &[u8] {
    &event[..event.len().min(LONGEST_EVENT)]
}
