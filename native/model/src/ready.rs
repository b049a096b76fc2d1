//! A stream after its baseline: the frozen anchor and the recent model, each with its calibration.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::calibration::{Calibration, Entry, Weighed};
use crate::pair::Pair;
use crate::score::{Score, EXTRAPOLATED};
use crate::shape::Mode;
use crate::words::{dearest_words, WordCost};
use crate::workspace::{Version, Workspace};
use crate::OutOfMemory;

/// Events in the sliding calibration of the recent model.
pub const RECENT_CALIBRATION: usize = 1024;

/// Anchor and recent model of a stream. Until an event is learned after the anchor was frozen both models are one.
pub struct Ready {
    pub(crate) anchor: Pair,
    pub(crate) anchor_calibration: Calibration,
    pub(crate) recent: Option<Pair>,
    pub(crate) recent_calibration: Calibration,
    /// The entries of `recent_calibration`, oldest first.
    pub(crate) window: VecDeque<Entry>,
    version: Version,
}

/// An event under both models.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub anchor: Weighed,
    pub recent: Weighed,
}

/// Numbers for anchors, so that a cached outcome is never taken for another stream's.
fn next_anchor() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The calibrations of both models.
pub(crate) struct Calibrations {
    anchor: Calibration,
    recent: Calibration,
    window: VecDeque<Entry>,
}

impl Calibrations {
    /// `entries` are those of the recent calibration, oldest first.
    pub fn of(anchor: Calibration, entries: &[Entry]) -> Result<Calibrations, OutOfMemory> {
        let mut window = VecDeque::new();
        window.try_reserve_exact(entries.len()).map_err(|_| OutOfMemory)?;
        window.extend(entries);
        Ok(Calibrations {
            anchor,
            recent: Calibration::of(entries)?,
            window,
        })
    }
}

impl Ready {
    pub(crate) fn new(anchor: Pair, recent: Option<Pair>, calibrations: Calibrations) -> Ready {
        let version = Version {
            anchor: next_anchor(),
            learned: 0,
        };
        Ready {
            anchor,
            anchor_calibration: calibrations.anchor,
            recent,
            recent_calibration: calibrations.recent,
            window: calibrations.window,
            version,
        }
    }

    /// Events in the calibration that decides in a mode.
    pub fn calibration(&self, mode: Mode) -> usize {
        match mode {
            Mode::Tracking => self.recent_calibration.count(),
            _ => self.anchor_calibration.count(),
        }
    }

    pub(crate) fn bytes(&self) -> usize {
        let pairs = 1 + self.recent.is_some() as usize;
        let samples = 5 * 4 * (self.anchor_calibration.count() + self.recent_calibration.count());
        pairs * Pair::BYTES + samples + self.window.capacity() * std::mem::size_of::<Entry>()
    }

    /// Scores an event, which teaches nothing.
    pub(crate) fn judge(
        &self,
        text: &[u8],
        mode: Mode,
        explain_at: u32,
        workspace: &mut Workspace,
    ) -> Result<(Score, Vec<WordCost>), OutOfMemory> {
        let outcome = self.outcome(text, false, workspace);
        self.answer(text, &outcome, mode, explain_at, workspace)
    }

    /// Scores an event, then learns it. Whatever needs memory comes before the first change.
    pub(crate) fn learn(
        &mut self,
        text: &[u8],
        mode: Mode,
        explain_at: u32,
        workspace: &mut Workspace,
    ) -> Result<(Score, Vec<WordCost>), OutOfMemory> {
        self.make_room()?;
        let first = match self.recent {
            None => Some(self.anchor.try_clone()?),
            Some(_) => None,
        };
        let outcome = self.outcome(text, true, workspace);
        let answer = self.answer(text, &outcome, mode, explain_at, workspace)?;
        if first.is_some() {
            self.recent = first;
        }
        self.take_in(text, &outcome.recent, workspace);
        Ok(answer)
    }

    /// Room for an entry more, unless the oldest goes for it.
    fn make_room(&mut self) -> Result<(), OutOfMemory> {
        if self.window.len() < RECENT_CALIBRATION {
            self.recent_calibration.make_room()?;
            self.window.try_reserve(1).map_err(|_| OutOfMemory)?;
        }
        Ok(())
    }

    fn answer(
        &self,
        text: &[u8],
        outcome: &Outcome,
        mode: Mode,
        explain_at: u32,
        workspace: &mut Workspace,
    ) -> Result<(Score, Vec<WordCost>), OutOfMemory> {
        let score = self.score(outcome, mode);
        let words = if score.p <= explain_at {
            self.words(text, mode, workspace)?
        } else {
            Vec::new()
        };
        Ok((score, words))
    }

    /// The event under both models, from the line cache as far as nothing was learned since. An event to be learned is
    /// left prepared in the workspace.
    fn outcome(&self, text: &[u8], learn: bool, workspace: &mut Workspace) -> Outcome {
        let known = workspace.cache.find(self.version, text);
        if let (false, Some((anchor, Some(recent)))) = (learn, known) {
            return Outcome { anchor, recent };
        }
        let Workspace {
            prepared,
            costs,
            known: known_costs,
            cache,
        } = workspace;
        prepared.mask(text);
        if learn || self.recent.is_some() {
            prepared.hash(text);
        }
        let anchor = known.map_or_else(
            || {
                let number = self.version.anchor;
                self.anchor_calibration.weigh(self.anchor.measure_frozen(
                    text,
                    number,
                    prepared,
                    known_costs,
                    costs,
                ))
            },
            |(anchor, _)| anchor,
        );
        let statistics = match &self.recent {
            Some(recent) => recent.measure(text, prepared, costs),
            None => anchor.statistics,
        };
        let outcome = Outcome {
            anchor,
            recent: self.recent_calibration.weigh(statistics),
        };
        cache.keep(self.version, text, outcome);
        outcome
    }

    fn score(&self, outcome: &Outcome, mode: Mode) -> Score {
        let (deciding, calibration) = match mode {
            Mode::Tracking => (&outcome.recent, &self.recent_calibration),
            _ => (&outcome.anchor, &self.anchor_calibration),
        };
        Score {
            bits: deciding.statistics[0],
            expected_bits: calibration.expected_bits(),
            score: deciding.rank.surprise,
            p: deciding.rank.p,
            anchor_p: outcome.anchor.rank.p,
            recent_p: outcome.recent.rank.p,
            anchor_bits: outcome.anchor.statistics[0],
            recent_bits: outcome.recent.statistics[0],
            calibration: calibration.count() as u32,
            flags: if deciding.rank.beyond { EXTRAPOLATED } else { 0 },
        }
    }

    /// The dearest words of an event under the model that decides in a mode.
    pub(crate) fn words(
        &self,
        text: &[u8],
        mode: Mode,
        workspace: &mut Workspace,
    ) -> Result<Vec<WordCost>, OutOfMemory> {
        let (pair, calibration) = match mode {
            Mode::Tracking => (
                self.recent.as_ref().unwrap_or(&self.anchor),
                &self.recent_calibration,
            ),
            _ => (&self.anchor, &self.anchor_calibration),
        };
        let Workspace { prepared, costs, .. } = workspace;
        prepared.prepare(text);
        let weighed = calibration.weigh(pair.measure(text, prepared, costs));
        dearest_words(text, costs, weighed.literal)
    }

    /// Learns the event that the workspace holds prepared, and lets the sliding calibration move on by it.
    fn take_in(&mut self, text: &[u8], recent: &Weighed, workspace: &Workspace) {
        if let Some(pair) = &mut self.recent {
            pair.learn(text, &workspace.prepared);
        }
        let full = self.window.len() >= RECENT_CALIBRATION;
        let oldest = if full { self.window.pop_front() } else { None };
        let newest = (recent.statistics, recent.fused);
        self.recent_calibration.slide(&newest, oldest.as_ref());
        self.window.push_back(newest);
        self.version.learned += 1;
    }

    /// The recent model and its calibration become the anchor.
    pub(crate) fn anchor_anew(&mut self) -> Result<(), OutOfMemory> {
        self.anchor_calibration = self.recent_calibration.try_clone()?;
        if let Some(recent) = self.recent.take() {
            self.anchor = recent;
        }
        self.version = Version {
            anchor: next_anchor(),
            learned: 0,
        };
        Ok(())
    }
}
