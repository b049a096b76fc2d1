//! The byte model: what each byte of an event costs, given the bytes before it.
//!
//! Every context owns a bucket with the symbols that followed it and their counts. The probability of a byte is
//! interpolated from the shortest context to the longest, `p_k(x) = (2 c_k(x) + d_k p_{k-1}(x)) / (2 n_k + d_k)`, with
//! `c` the count of the byte, `n` the count of all and `d` the number of different symbols in that context, starting
//! at `p_{-1} = 1/256`; a context that was never seen is passed over. There is no floor under `p`: clamping it costs
//! skill on every set that was measured (docs/detection-quality.md).

use crate::bucket::Bucket;
use crate::contexts::{Hashes, Reader, END};
use crate::first::First;
use crate::known::{KnownCosts, ModelNumber, RUN};
use crate::tables::{log2_q8, RECIPROCAL};
use crate::OutOfMemory;

/// Buckets of hashed contexts of one model; 32 bytes each.
pub const BUCKETS: usize = 1 << 12;
const BUCKET_BITS: u32 = BUCKETS.trailing_zeros();

/// The buckets of all hashed contexts. Aligned, so that the two places of a context lie in one cache line.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Table([Bucket; BUCKETS]);

impl Table {
    const EMPTY: Table = Table([Bucket::EMPTY; BUCKETS]);
}

/// Probabilities are fractions of 2^28, shifted further while they are small ([`Probability`]).
const ONE: u32 = 28;

/// A probability `value / 2^(28 + shift)` with a value of at least 2^16: the shift keeps precision where a fixed 28
/// bits would be a floor.
#[derive(Clone, Copy)]
struct Probability {
    value: u64,
    shift: u32,
}

impl Probability {
    const SMALL: u64 = 1 << 16;
    const STEP: u32 = 10;

    /// In the context of one byte, from 1/256 before it. Computed with ten digits more, which are kept if it is small.
    #[inline(always)]
    fn first(context: &First, symbol: u8) -> Probability {
        let (count, total, distinct) = context.counts(symbol);
        if total == 0 {
            return Probability {
                value: 1 << (ONE - 8),
                shift: 0,
            };
        }
        let fine = ((count << (ONE + Self::STEP + 1)) + (distinct << (ONE + Self::STEP - 8)))
            / (2 * total + distinct);
        if fine < Self::SMALL << Self::STEP {
            Probability {
                value: fine,
                shift: Self::STEP,
            }
        } else {
            Probability {
                value: fine >> Self::STEP,
                shift: 0,
            }
        }
    }

    #[inline(always)]
    fn refine(self, bucket: &Bucket, symbol: u8) -> Probability {
        let distinct = bucket.distinct() as u64;
        let count = bucket.count(symbol) as u64;
        let scale = RECIPROCAL[2 * bucket.total() as usize + distinct as usize] as u64;
        if count == 0 {
            let value = (distinct * self.value * scale) >> 24;
            if value < Self::SMALL {
                return Probability {
                    value: value << Self::STEP,
                    shift: self.shift + Self::STEP,
                };
            }
            return Probability {
                value,
                shift: self.shift,
            };
        }
        let rest = (distinct * self.value) >> self.shift;
        Probability {
            value: (((count << (ONE + 1)) + rest) * scale) >> 24,
            shift: 0,
        }
    }

    /// -log2 in 1/256 bit.
    #[inline(always)]
    fn cost(self) -> u32 {
        ((ONE + self.shift) * 256).saturating_sub(log2_q8(self.value))
    }
}

/// The counts of one stream, masked or as written. Memory: [`ByteModel::BYTES`].
pub struct ByteModel {
    first: Vec<First>,
    table: Box<[Table; 1]>,
}

impl ByteModel {
    /// Heap bytes of one model.
    pub const BYTES: usize = BUCKETS * std::mem::size_of::<Bucket>() + 256 * std::mem::size_of::<First>();

    /// A model that has seen nothing: every byte costs 8 bits.
    pub fn new() -> Result<ByteModel, OutOfMemory> {
        let first = crate::filled(First::EMPTY, 256)?;
        let table = crate::filled(Table::EMPTY, 1)?;
        match Box::<[Table; 1]>::try_from(table.into_boxed_slice()) {
            Ok(table) => Ok(ByteModel { first, table }),
            Err(_) => Err(OutOfMemory),
        }
    }

    /// A copy that reports a failed allocation.
    pub fn try_clone(&self) -> Result<ByteModel, OutOfMemory> {
        let mut copy = ByteModel::new()?;
        copy.first.copy_from_slice(&self.first);
        copy.table[0].0.copy_from_slice(&self.table[0].0[..]);
        Ok(copy)
    }

    /// Costs in 1/256 bit of every byte of `text` and of its end, into `costs` (`text.len() + 1` entries; cleared
    /// first). `hashes` are those of [`crate::contexts::hash_all`] over the same text. Returns the sum.
    pub fn score(&self, text: &[u8], hashes: &[Hashes], costs: &mut Vec<u16>) -> u64 {
        costs.clear();
        let mut before = 0u8;
        let mut sum = 0u64;
        costs.extend(text.iter().chain(&[END]).zip(hashes).map(|(&byte, hashes)| {
            let cost = self.cost(before, byte, hashes);
            before = byte;
            sum += cost as u64;
            cost as u16
        }));
        sum
    }

    /// As [`ByteModel::score`], for a model that has not changed since it had its number: what a run or a byte costs is
    /// taken from `known` where it stands there.
    pub fn score_frozen(
        &self,
        text: &[u8],
        number: ModelNumber,
        known: &mut KnownCosts,
        costs: &mut Vec<u16>,
    ) -> u64 {
        costs.clear();
        let mut reader = Reader::default();
        let mut runs = text.chunks_exact(RUN);
        for run in &mut runs {
            let mut bytes = [0; RUN];
            bytes.copy_from_slice(run);
            costs.extend_from_slice(&known.run(number, &mut reader, bytes, |known, reader| {
                bytes.map(|byte| self.read(reader, byte, number, known))
            }));
        }
        let rest = runs.remainder().iter().chain(&[END]);
        costs.extend(rest.map(|&byte| self.read(&mut reader, byte, number, known)));
        costs.iter().map(|&cost| cost as u64).sum()
    }

    /// Reads a byte and says what it costs.
    #[inline(always)]
    fn read(&self, reader: &mut Reader, byte: u8, number: ModelNumber, known: &mut KnownCosts) -> u16 {
        let cost = known.byte(number, reader.situation(byte), || self.cost_behind(*reader, byte));
        reader.read(byte);
        cost
    }

    /// Not inlined, so that the code for known bytes stays small.
    #[inline(never)]
    fn cost_behind(&self, reader: Reader, byte: u8) -> u16 {
        self.cost(reader.before(), byte, &reader.hashes()) as u16
    }

    #[inline(always)]
    fn cost(&self, before: u8, byte: u8, hashes: &Hashes) -> u32 {
        let buckets = &self.table[0].0;
        // Every place is looked for before the first is used, so that no load waits for a branch.
        let places = hashes.map(|hash| {
            let at = (hash >> (32 - BUCKET_BITS)) as usize & (BUCKETS - 1);
            let check = check_of(hash);
            let here = buckets[at].check() == check;
            let beside = buckets[at ^ 1].check() == check;
            (&buckets[at ^ (!here) as usize], here | beside)
        });
        let mut p = Probability::first(&self.first[before as usize], byte);
        for (bucket, seen) in places {
            if seen {
                p = p.refine(bucket, byte);
            }
        }
        p.cost()
    }

    /// Counts every byte of `text` and its end.
    pub fn learn(&mut self, text: &[u8], hashes: &[Hashes]) {
        let mut before = 0u8;
        for (&byte, hashes) in text.iter().chain(&[END]).zip(hashes) {
            self.first[before as usize].learn(byte);
            for &hash in hashes {
                let at = (hash >> (32 - BUCKET_BITS)) as usize & (BUCKETS - 1);
                self.claim(at, check_of(hash)).learn(byte);
            }
            before = byte;
        }
    }

    /// The bucket of a context: the one that holds it, else the less used of its two places, emptied.
    #[inline(always)]
    fn claim(&mut self, at: usize, check: u16) -> &mut Bucket {
        let here = &self.table[0].0[at];
        let beside = &self.table[0].0[at ^ 1];
        if here.check() == check {
            return &mut self.table[0].0[at];
        }
        if beside.check() == check {
            return &mut self.table[0].0[at ^ 1];
        }
        let victim = if here.total() <= beside.total() {
            at
        } else {
            at ^ 1
        };
        self.table[0].0[victim] = Bucket::of(check);
        &mut self.table[0].0[victim]
    }

    /// The counts as bytes, for a snapshot: 128 a context of one byte, then 32 a bucket.
    pub fn save(&self, out: &mut Vec<u8>) {
        self.first
            .iter()
            .for_each(|first| out.extend_from_slice(first.bytes()));
        self.table[0]
            .0
            .iter()
            .for_each(|bucket| out.extend_from_slice(bucket.bytes()));
    }

    /// Reads what [`ByteModel::save`] wrote. `None` if the length or any count contradicts the others.
    pub fn load(bytes: &[u8]) -> Result<Option<ByteModel>, OutOfMemory> {
        let mut model = ByteModel::new()?;
        if bytes.len() != Self::BYTES {
            return Ok(None);
        }
        let (first, buckets) = bytes.split_at(256 * std::mem::size_of::<First>());
        for (place, saved) in model
            .first
            .iter_mut()
            .zip(first.chunks_exact(std::mem::size_of::<First>()))
        {
            match First::parse(saved) {
                Some(first) => *place = first,
                None => return Ok(None),
            }
        }
        for (place, saved) in model.table[0]
            .0
            .iter_mut()
            .zip(buckets.chunks_exact(std::mem::size_of::<Bucket>()))
        {
            match Bucket::parse(saved) {
                Some(bucket) => *place = bucket,
                None => return Ok(None),
            }
        }
        Ok(Some(model))
    }
}

/// What distinguishes contexts that share a bucket; never 0, which marks an empty one.
#[inline(always)]
fn check_of(hash: u32) -> u16 {
    hash as u16 | 1
}
