//! Calibration: how unusual a value is among earlier ones, as a conformal p-value, and the fusion of four votes.

use crate::tables::log2_q8;
use crate::{gathered, make_room, OutOfMemory};

/// Statistics of an event that are ranked on their own: total, rate, dearest word, dearest byte.
pub const STATISTICS: usize = 4;

/// The statistics of one event: masked bits T (1/256 bit), rate R = T / (length + 8) (1/65536 bit per byte), bits of
/// the dearest word K and of the dearest byte M of the text as written (1/256 bit).
pub type Statistics = [u32; STATISTICS];

/// Binary digits that a statistic has beyond the 8 of a bit count.
const EXTRA_DIGITS: [u32; STATISTICS] = [0, 8, 0, 0];

/// Parts per billion of certainty.
const BILLION: u64 = 1_000_000_000;

/// log2(e) in 1/256: an exponential tail of mean b bits falls by 1.4427 / b bits of probability a bit.
const LOG2_E_Q8: u64 = 369;

/// How a value ranks in a sample.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rank {
    /// -log2 p in 1/256 bit; beyond the greatest of the sample extended by its exponential tail.
    pub surprise: u32,
    /// Conformal p-value in parts per billion, rounded up: `(1 + #{sample >= value}) / (n + 1)`.
    pub p: u32,
    /// The value lies beyond the sample, so `surprise` is extrapolated.
    pub beyond: bool,
}

/// Earlier values of one statistic, ascending.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    sorted: Vec<u32>,
    sum: u64,
}

impl Sample {
    pub fn of(mut values: Vec<u32>) -> Sample {
        values.sort_unstable();
        let sum = values.iter().map(|&value| value as u64).sum();
        Sample { sorted: values, sum }
    }

    pub fn count(&self) -> usize {
        self.sorted.len()
    }

    pub fn values(&self) -> &[u32] {
        &self.sorted
    }

    /// Mean, rounded down; 0 of an empty sample.
    pub fn mean(&self) -> u32 {
        (self.sum / self.sorted.len().max(1) as u64) as u32
    }

    /// A copy that reports a failed allocation.
    fn try_clone(&self) -> Result<Sample, OutOfMemory> {
        Ok(Sample {
            sorted: gathered(self.sorted.len(), self.sorted.iter().copied())?,
            sum: self.sum,
        })
    }

    fn insert(&mut self, value: u32) {
        let at = self.sorted.partition_point(|&other| other < value);
        self.sorted.insert(at, value);
        self.sum += value as u64;
    }

    fn remove(&mut self, value: u32) {
        let at = self.sorted.partition_point(|&other| other < value);
        if self.sorted.get(at) == Some(&value) {
            self.sorted.remove(at);
            self.sum -= value as u64;
        }
    }

    /// The rank of a value that has `digits` binary digits beyond 1/256.
    pub fn rank(&self, value: u32, digits: u32) -> Rank {
        let n = self.sorted.len();
        let reached = n - self.sorted.partition_point(|&other| other < value);
        let surprise = log2_q8(n as u64 + 1) - log2_q8(reached as u64 + 1);
        let p = ((reached as u64 + 1) * BILLION + n as u64) / (n as u64 + 1);
        let (tail, beyond) = match self.sorted.last() {
            Some(&greatest) if value > greatest => (self.tail(value - greatest, digits), true),
            _ => (0, false),
        };
        Rank {
            surprise: surprise.saturating_add(tail),
            p: p as u32,
            beyond,
        }
    }

    /// What an excess over the greatest value adds: the slope of the exponential tail fitted to the top fiftieth (at
    /// least 8 values), at most half a bit a bit.
    fn tail(&self, excess: u32, digits: u32) -> u32 {
        let n = self.sorted.len();
        let top = (n / 50).max(8).min(n / 2);
        let from = self.sorted[n - 1 - top] as u64;
        let above: u64 = self.sorted[n - top..]
            .iter()
            .map(|&value| value as u64 - from)
            .sum();
        let mean = (above / top.max(1) as u64).max(1);
        let exponential = excess as u64 * LOG2_E_Q8 / mean;
        exponential
            .min(excess as u64 >> (digits + 1))
            .min(u32::MAX as u64) as u32
    }
}

/// What one event weighed against a calibration comes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Weighed {
    pub statistics: Statistics,
    /// Mean of the votes, 1/256 bit: what the final rank is taken of.
    pub fused: u32,
    pub rank: Rank,
    /// The dearest word or byte as written is more unusual than the masked text as a whole.
    pub literal: bool,
}

/// One event in the calibration's memory: its statistics and their fusion.
pub type Entry = (Statistics, u32);

/// Samples of the statistics and of their fusion; with a capacity it slides.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calibration {
    votes: [Sample; STATISTICS],
    fused: Sample,
}

impl Calibration {
    /// Fits the fusion to itself by two folds: each half is fused by the samples of the other, so that the fused
    /// values of the calibration are as foreign to their samples as those of later events will be.
    pub fn fit(history: &[Statistics]) -> Result<(Calibration, Vec<Entry>), OutOfMemory> {
        let fold = |parity: usize| samples(history.len(), history.iter().skip(parity).step_by(2));
        let folds = [fold(0)?, fold(1)?];
        let fuse = |(at, &own): (usize, &Statistics)| (own, mean(&votes(&folds[1 - at % 2], &own)));
        let entries = gathered(history.len(), history.iter().enumerate().map(fuse))?;
        Ok((Calibration::of(&entries)?, entries))
    }

    /// The samples of entries that were fused before.
    pub fn of(entries: &[Entry]) -> Result<Calibration, OutOfMemory> {
        let fused = gathered(entries.len(), entries.iter().map(|entry| entry.1))?;
        Ok(Calibration {
            votes: samples(entries.len(), entries.iter().map(|entry| &entry.0))?,
            fused: Sample::of(fused),
        })
    }

    /// A calibration from samples of equal length that were saved.
    pub fn from_samples(votes: [Sample; STATISTICS], fused: Sample) -> Calibration {
        Calibration { votes, fused }
    }

    /// The samples of the statistics, then that of their fusion.
    pub fn samples(&self) -> impl Iterator<Item = &Sample> {
        self.votes.iter().chain(Some(&self.fused))
    }

    /// A copy that reports a failed allocation.
    pub fn try_clone(&self) -> Result<Calibration, OutOfMemory> {
        let vote = |at: usize| self.votes[at].try_clone();
        Ok(Calibration {
            votes: [vote(0)?, vote(1)?, vote(2)?, vote(3)?],
            fused: self.fused.try_clone()?,
        })
    }

    /// Room for an entry more.
    pub fn make_room(&mut self) -> Result<(), OutOfMemory> {
        let Calibration { votes, fused } = self;
        votes
            .iter_mut()
            .chain(Some(fused))
            .try_for_each(|sample| make_room(&mut sample.sorted))
    }

    /// Number of events in the calibration.
    pub fn count(&self) -> usize {
        self.fused.count()
    }

    /// Mean of the masked bits, 1/256 bit.
    pub fn expected_bits(&self) -> u32 {
        self.votes[0].mean()
    }

    pub fn weigh(&self, statistics: Statistics) -> Weighed {
        let votes = votes(&self.votes, &statistics);
        let fused = mean(&votes);
        let literal = votes[2].max(votes[3]) > votes[0].max(votes[1]);
        Weighed {
            statistics,
            fused,
            rank: self.fused.rank(fused, 0),
            literal,
        }
    }

    /// Puts an entry in, and takes `oldest` out.
    pub fn slide(&mut self, newest: &Entry, oldest: Option<&Entry>) {
        if let Some(oldest) = oldest {
            self.votes
                .iter_mut()
                .zip(oldest.0)
                .for_each(|(sample, value)| sample.remove(value));
            self.fused.remove(oldest.1);
        }
        self.votes
            .iter_mut()
            .zip(newest.0)
            .for_each(|(sample, value)| sample.insert(value));
        self.fused.insert(newest.1);
    }
}

/// The samples of the statistics of a history of at most `most` events.
fn samples<'a>(
    most: usize,
    history: impl Iterator<Item = &'a Statistics> + Clone,
) -> Result<[Sample; STATISTICS], OutOfMemory> {
    let sample = |vote: usize| gathered(most, history.clone().map(|own| own[vote])).map(Sample::of);
    Ok([sample(0)?, sample(1)?, sample(2)?, sample(3)?])
}

fn votes(samples: &[Sample; STATISTICS], own: &Statistics) -> Statistics {
    [0, 1, 2, 3].map(|at| samples[at].rank(own[at], EXTRA_DIGITS[at]).surprise)
}

/// Mean, rounded down.
fn mean(votes: &Statistics) -> u32 {
    (votes.iter().map(|&vote| vote as u64).sum::<u64>() / STATISTICS as u64) as u32
}
