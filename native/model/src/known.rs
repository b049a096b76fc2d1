//! Costs that a frozen model gave before: most bytes of a log line stand where the same byte stood behind the same
//! bytes and words in another line, however new the line is as a whole, and mostly with the same bytes behind them.

use crate::contexts::{Reader, Situation, WordHashes};
use crate::{filled, OutOfMemory};

/// Bytes of a run, whose costs are remembered together: as many as a [`Reader`] holds.
pub const RUN: usize = 8;

/// A thread remembers 2^13 runs, 64 bytes of memory each, and 2^14 single bytes, 32 each: 1 MiB. Half or twice as many
/// change little (docs/performance.md).
const RUN_BITS: u32 = 13;
const BYTE_BITS: u32 = 14;

/// Which byte model a cost belongs to: unique in the process, never 0, and another one as soon as the model changes.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct ModelNumber(u64);

impl ModelNumber {
    /// The models of an anchor.
    pub fn masked(anchor: u64) -> ModelNumber {
        ModelNumber(anchor << 1)
    }

    pub fn raw(anchor: u64) -> ModelNumber {
        ModelNumber(anchor << 1 | 1)
    }
}

/// Costs of bytes and of runs of them under frozen models. A place is compared whole, never by its hash alone, so what
/// is found is exact whatever a sender contrives.
#[derive(Default)]
pub struct KnownCosts {
    bytes: Places<(Situation, ModelNumber), u16>,
    runs: Places<(Situation, ModelNumber, u64), ([u16; RUN], WordHashes)>,
}

impl KnownCosts {
    /// Memory, once.
    pub fn reserve(&mut self) -> Result<(), OutOfMemory> {
        self.bytes.reserve(BYTE_BITS)?;
        self.runs.reserve(RUN_BITS)
    }

    /// The cost of the byte that stands there, as it was, or as it is computed now. [`KnownCosts::reserve`] has to have
    /// gone well.
    #[inline(always)]
    pub fn byte(&mut self, model: ModelNumber, situation: Situation, compute: impl FnOnce() -> u16) -> u16 {
        let at = index_of(situation.hash() ^ model.0, BYTE_BITS);
        self.bytes.find(at, (situation, model)).unwrap_or_else(|| {
            let cost = compute();
            self.bytes.keep(at, (situation, model), cost);
            cost
        })
    }

    /// The costs of a run, which the reader has read when this returns. All that they depend on lies in the situation
    /// of the first byte and in the run itself. `read` goes byte by byte through a run that is not known.
    #[inline(always)]
    pub fn run(
        &mut self,
        model: ModelNumber,
        reader: &mut Reader,
        run: [u8; RUN],
        read: impl FnOnce(&mut KnownCosts, &mut Reader) -> [u16; RUN],
    ) -> [u16; RUN] {
        let whole = u64::from_be_bytes(run);
        let key = (reader.situation(run[0]), model, whole);
        let at = index_of(
            key.0.hash() ^ model.0 ^ whole.wrapping_mul(0xD6E8_FEB8_6659_FD93),
            RUN_BITS,
        );
        if let Some((costs, after)) = self.runs.find(at, key) {
            *reader = Reader::behind(whole, after);
            return costs;
        }
        let costs = read(self, reader);
        self.runs.keep(at, key, (costs, reader.words()));
        costs
    }
}

#[inline(always)]
fn index_of(hash: u64, bits: u32) -> usize {
    (hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - bits)) as usize
}

/// Places for what is known. What was found again is spared once, since most of what is new never comes again.
#[derive(Default)]
struct Places<K, V>(Vec<Place<K, V>>);

/// Aligned, so that what is known of a byte lies in one cache line.
#[derive(Clone, Copy, Default)]
#[repr(align(32))]
struct Place<K, V> {
    key: K,
    value: V,
    found_again: bool,
}

impl<K: Copy + Default + Eq, V: Copy + Default> Places<K, V> {
    fn reserve(&mut self, bits: u32) -> Result<(), OutOfMemory> {
        if self.0.is_empty() {
            self.0 = filled(Place::default(), 1 << bits)?;
        }
        Ok(())
    }

    #[inline(always)]
    fn find(&mut self, at: usize, key: K) -> Option<V> {
        let place = &mut self.0[at];
        (place.key == key).then(|| {
            place.found_again = true;
            place.value
        })
    }

    #[inline(always)]
    fn keep(&mut self, at: usize, key: K, value: V) {
        let place = &mut self.0[at];
        if place.found_again {
            place.found_again = false;
        } else {
            *place = Place {
                key,
                value,
                found_again: false,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::ByteModel;
    use crate::contexts::hash_all;

    fn taught(lines: &[&[u8]]) -> Result<ByteModel, OutOfMemory> {
        let mut model = ByteModel::new()?;
        let mut hashes = Vec::new();
        for line in lines {
            hash_all(line, &mut hashes);
            model.learn(line, &hashes);
        }
        Ok(model)
    }

    #[test]
    fn a_known_cost_is_the_computed_one_whichever_models_take_turns() -> Result<(), OutOfMemory> {
        // Among them the same run behind other bytes, behind another word so far, and behind another word before: of
        // each pair the models have learned one.
        let lines: [&[u8]; 10] = [
            b"GET /cart 200 12ms",
            b"xabcdefg 123 456",
            b"kk abcde 123 fgh",
            b"GET /cart 500 12ms",
            b"",
            b"\0\xff GET \n\n cart",
            b"a GET a GET a GET",
            b"GET /carGET /car",
            b"yabcdefg 123 456",
            b"mm abcde 123 fgh",
        ];
        let models = [taught(&lines[..4])?, taught(&lines[3..])?];
        let mut known = KnownCosts::default();
        known.reserve()?;
        let (mut hashes, mut afresh, mut remembered) = (Vec::new(), Vec::new(), Vec::new());

        for line in lines.iter().cycle().take(40) {
            hash_all(line, &mut hashes);
            for (model, number) in models.iter().zip([ModelNumber::masked(7), ModelNumber::raw(7)]) {
                let computed = model.score(line, &hashes, &mut afresh);
                let found = model.score_frozen(line, number, &mut known, &mut remembered);
                assert_eq!((found, &remembered), (computed, &afresh));
            }
        }
        Ok(())
    }

    #[test]
    fn what_was_found_again_outlives_one_that_would_take_its_place() -> Result<(), OutOfMemory> {
        let mut places = Places::default();
        places.reserve(0)?;
        places.keep(0, 'a', 1);
        assert_eq!(places.find(0, 'a'), Some(1));

        places.keep(0, 'b', 2);
        assert_eq!((places.find(0, 'b'), places.find(0, 'a')), (None, Some(1)));
        places.keep(0, 'b', 2);
        places.keep(0, 'b', 2);
        assert_eq!((places.find(0, 'a'), places.find(0, 'b')), (None, Some(2)));
        Ok(())
    }
}
