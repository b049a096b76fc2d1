//! The two byte models of a stream, of its masked text and of its text as written, and what they measure of an event.

use crate::bytes::ByteModel;
use crate::calibration::Statistics;
use crate::contexts::{hash_all, is_word, Hashes};
use crate::known::{KnownCosts, ModelNumber};
use crate::mask::mask;
use crate::OutOfMemory;

/// Working memory of one event beyond this many bytes of it is given back with the next one that needs less.
const KEPT: usize = 1 << 14;

/// One event made ready for any number of models: masked and, for those that are not frozen, hashed both ways.
#[derive(Default)]
pub struct Prepared {
    pub masked: Vec<u8>,
    masked_hashes: Vec<Hashes>,
    raw_hashes: Vec<Hashes>,
}

impl Prepared {
    /// Room for an event, so that nothing has to grow while it is read; gives back the room of an exceptional one.
    pub fn reserve(&mut self, length: usize) -> Result<(), OutOfMemory> {
        if self.raw_hashes.capacity() > KEPT && length < KEPT {
            *self = Prepared::default();
        }
        crate::reserve(&mut self.masked, length)?;
        crate::reserve(&mut self.masked_hashes, length + 1)?;
        crate::reserve(&mut self.raw_hashes, length + 1)
    }

    pub fn prepare(&mut self, text: &[u8]) {
        self.mask(text);
        self.hash(text);
    }

    /// As much as a frozen model needs.
    pub fn mask(&mut self, text: &[u8]) {
        mask(text, &mut self.masked);
    }

    /// The rest, of a text that was masked.
    pub fn hash(&mut self, text: &[u8]) {
        hash_all(&self.masked, &mut self.masked_hashes);
        hash_all(text, &mut self.raw_hashes);
    }
}

/// Costs of the bytes of one event, 1/256 bit each, of the masked text and of the text as written.
#[derive(Default)]
pub struct Costs {
    pub masked: Vec<u16>,
    pub raw: Vec<u16>,
}

impl Costs {
    /// Room for an event, as [`Prepared::reserve`].
    pub fn reserve(&mut self, length: usize) -> Result<(), OutOfMemory> {
        if self.raw.capacity() > KEPT && length < KEPT {
            *self = Costs::default();
        }
        crate::reserve(&mut self.masked, length + 1)?;
        crate::reserve(&mut self.raw, length + 1)
    }
}

/// Masked and raw model.
pub struct Pair {
    pub masked: ByteModel,
    pub raw: ByteModel,
}

impl Pair {
    /// Heap bytes of both models.
    pub const BYTES: usize = 2 * ByteModel::BYTES;

    pub fn new() -> Result<Pair, OutOfMemory> {
        Ok(Pair {
            masked: ByteModel::new()?,
            raw: ByteModel::new()?,
        })
    }

    /// A copy that reports a failed allocation.
    pub fn try_clone(&self) -> Result<Pair, OutOfMemory> {
        Ok(Pair {
            masked: self.masked.try_clone()?,
            raw: self.raw.try_clone()?,
        })
    }

    /// What an event costs, without learning it.
    pub fn measure(&self, text: &[u8], prepared: &Prepared, costs: &mut Costs) -> Statistics {
        let total = self
            .masked
            .score(&prepared.masked, &prepared.masked_hashes, &mut costs.masked);
        self.raw.score(text, &prepared.raw_hashes, &mut costs.raw);
        statistics(text, &prepared.masked, total, costs)
    }

    /// As [`Pair::measure`], for the models of the anchor with that number, of an event that was masked.
    pub fn measure_frozen(
        &self,
        text: &[u8],
        anchor: u64,
        prepared: &Prepared,
        known: &mut KnownCosts,
        costs: &mut Costs,
    ) -> Statistics {
        let (masked, raw) = (ModelNumber::masked(anchor), ModelNumber::raw(anchor));
        let total = self
            .masked
            .score_frozen(&prepared.masked, masked, known, &mut costs.masked);
        self.raw.score_frozen(text, raw, known, &mut costs.raw);
        statistics(text, &prepared.masked, total, costs)
    }

    pub fn learn(&mut self, text: &[u8], prepared: &Prepared) {
        self.masked.learn(&prepared.masked, &prepared.masked_hashes);
        self.raw.learn(text, &prepared.raw_hashes);
    }
}

/// What is ranked of an event whose masked text costs `total`.
fn statistics(text: &[u8], masked: &[u8], total: u64, costs: &Costs) -> Statistics {
    let rate = (total << 8) / (masked.len() as u64 + 8);
    let (word, byte) = dearest(text, &costs.raw);
    [bounded(total), bounded(rate), word, byte]
}

/// Bits of the dearest word, with the byte that ends it, and of the dearest byte.
fn dearest(text: &[u8], costs: &[u16]) -> (u32, u32) {
    let (mut word, mut dearest_word, mut dearest_byte) = (0u32, 0u32, 0u16);
    for (at, &cost) in costs.iter().enumerate() {
        word = word.saturating_add(cost as u32);
        dearest_byte = dearest_byte.max(cost);
        if !text.get(at).map_or(false, |&byte| is_word(byte)) {
            dearest_word = dearest_word.max(word);
            word = 0;
        }
    }
    (dearest_word, dearest_byte as u32)
}

fn bounded(value: u64) -> u32 {
    value.min(u32::MAX as u64) as u32
}
