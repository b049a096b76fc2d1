//! Costs that a frozen model gave before: most bytes of a log line stand where the same byte stood behind the same
//! bytes and words in another line, however new the line is as a whole.

use crate::contexts::Situation;
use crate::{filled, OutOfMemory};

/// Costs that a thread remembers, 32 bytes each. Half as many make the deep path a tenth slower, twice as many leave
/// the second cache of common processors (docs/performance.md).
const PLACES: usize = 1 << PLACE_BITS;
const PLACE_BITS: u32 = 15;

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

/// Costs of bytes under frozen models. A place is compared whole, never by its hash alone, so what is found is exact
/// whatever a sender contrives.
#[derive(Default)]
pub struct KnownCosts {
    places: Vec<Place>,
}

#[derive(Clone, Copy, Default)]
#[repr(align(32))]
struct Place {
    situation: Situation,
    model: ModelNumber,
    cost: u32,
}

impl KnownCosts {
    /// Memory, once.
    pub fn reserve(&mut self) -> Result<(), OutOfMemory> {
        if self.places.is_empty() {
            self.places = filled(Place::default(), PLACES)?;
        }
        Ok(())
    }

    /// The cost as it was, or as it is computed and kept now. [`KnownCosts::reserve`] has to have gone well.
    #[inline(always)]
    pub fn cost(&mut self, model: ModelNumber, situation: Situation, compute: impl FnOnce() -> u32) -> u32 {
        let hash = (situation.hash() ^ model.0).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let place = &mut self.places[(hash >> (64 - PLACE_BITS)) as usize];
        if place.situation != situation || place.model != model {
            *place = Place {
                situation,
                model,
                cost: compute(),
            };
        }
        place.cost
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
        let lines: [&[u8]; 5] = [
            b"GET /cart 200 12ms",
            b"GET /cart 500 12ms",
            b"",
            b"\0\xff GET \n\n cart",
            b"a GET a GET a GET",
        ];
        let models = [taught(&lines[..2])?, taught(&lines[1..])?];
        let mut known = KnownCosts::default();
        known.reserve()?;
        let (mut hashes, mut afresh, mut remembered) = (Vec::new(), Vec::new(), Vec::new());

        for line in lines.iter().cycle().take(20) {
            hash_all(line, &mut hashes);
            for (model, number) in models.iter().zip([ModelNumber::masked(7), ModelNumber::raw(7)]) {
                let computed = model.score(line, &hashes, &mut afresh);
                let found = model.score_frozen(line, number, &mut known, &mut remembered);
                assert_eq!((found, &remembered), (computed, &afresh));
            }
        }
        Ok(())
    }
}
