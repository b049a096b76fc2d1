//! The contexts of one byte: not hashed, one for each of the 256, with more symbols and finer counts than a bucket.

use crate::bucket::distinct_symbols;

/// Symbols that the context of one byte remembers.
const SYMBOLS: usize = 40;

/// The context of one byte is halved when its counts add up to this.
const HALVE_AT: u16 = 4000;

/// The context of one byte, two cache lines: 40 symbols, 40 counts of 16 bits, the number of symbols, the total.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub struct First([u8; 128]);

const COUNTS: usize = 40;
const DISTINCT: usize = 120;
const TOTAL: usize = 122;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The high bit of every byte of `word` that equals `symbol`, exact up to the lowest one found.
#[inline(always)]
fn matches(word: u64, symbol: u8) -> u64 {
    let differing = word ^ ONES.wrapping_mul(symbol as u64);
    differing.wrapping_sub(ONES) & !differing & HIGHS
}

#[inline(always)]
fn word(bytes: &[u8], at: usize) -> u64 {
    let mut eight = [0u8; 8];
    eight.copy_from_slice(&bytes[at..at + 8]);
    u64::from_le_bytes(eight)
}

impl First {
    pub const EMPTY: First = First([0; 128]);

    #[inline(always)]
    fn number(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.0[at], self.0[at + 1]])
    }

    fn set(&mut self, at: usize, number: u16) {
        self.0[at..at + 2].copy_from_slice(&number.to_le_bytes());
    }

    #[inline(always)]
    fn find(&self, symbol: u8) -> Option<usize> {
        (0..SYMBOLS / 8).find_map(|group| {
            let found = matches(word(&self.0, 8 * group), symbol);
            (found != 0).then(|| 8 * group + (found.trailing_zeros() >> 3) as usize)
        })
    }

    /// Count of a symbol, total of all, number of symbols.
    #[inline(always)]
    pub fn counts(&self, symbol: u8) -> (u64, u64, u64) {
        let count = self.find(symbol).map_or(0, |at| self.number(COUNTS + 2 * at));
        (count as u64, self.number(TOTAL) as u64, self.0[DISTINCT] as u64)
    }

    pub fn learn(&mut self, symbol: u8) {
        let distinct = self.0[DISTINCT] as usize;
        let at = match self.find(symbol) {
            Some(at) if at < distinct => at,
            _ if distinct < SYMBOLS => {
                self.0[DISTINCT] += 1;
                distinct
            }
            _ => self.evict(),
        };
        self.0[at] = symbol;
        self.set(COUNTS + 2 * at, self.number(COUNTS + 2 * at) + 1);
        self.set(TOTAL, self.number(TOTAL) + 1);
        if self.number(TOTAL) >= HALVE_AT {
            self.halve();
        }
    }

    /// Makes room by forgetting the rarest symbol, the first of equals.
    fn evict(&mut self) -> usize {
        let rarest = (0..SYMBOLS)
            .min_by_key(|&at| self.number(COUNTS + 2 * at))
            .unwrap_or(0);
        self.set(TOTAL, self.number(TOTAL) - self.number(COUNTS + 2 * rarest));
        self.set(COUNTS + 2 * rarest, 0);
        rarest
    }

    fn halve(&mut self) {
        let mut total = 0;
        for at in 0..SYMBOLS {
            let count = self.number(COUNTS + 2 * at);
            self.set(COUNTS + 2 * at, (count >> 1) + (count & 1));
            total += (count >> 1) + (count & 1);
        }
        self.set(TOTAL, total);
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// A saved context, if its numbers agree with each other.
    pub fn parse(saved: &[u8]) -> Option<First> {
        let first = First(<[u8; 128]>::try_from(saved).ok()?);
        let distinct = first.0[DISTINCT] as usize;
        if distinct > SYMBOLS {
            return None;
        }
        let counts = |range: std::ops::Range<usize>| range.map(|at| first.number(COUNTS + 2 * at) as u32);
        let rest = [&first.0[distinct..SYMBOLS], &first.0[121..122], &first.0[124..]].concat();
        let total: u32 = counts(0..distinct).sum();
        let sound = rest.iter().all(|&byte| byte == 0)
            && counts(distinct..SYMBOLS).all(|count| count == 0)
            && counts(0..distinct).all(|count| count > 0)
            && total == first.number(TOTAL) as u32
            && total < HALVE_AT as u32
            && distinct_symbols(&first.0[..distinct]);
        sound.then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_followed_and_forgets_the_rarest() {
        let mut first = First::EMPTY;
        (0..SYMBOLS as u8).for_each(|symbol| (0..=symbol).for_each(|_| first.learn(symbol)));
        assert_eq!(first.counts(39), (40, 820, 40));

        first.learn(200);

        assert_eq!((first.counts(0), first.counts(200)), ((0, 820, 40), (1, 820, 40)));
        assert!(First::parse(first.bytes()).is_some());
    }

    #[test]
    fn halves_before_a_total_overflows() {
        let mut first = First::EMPTY;
        for step in 0..100_000u32 {
            first.learn(if step % 3 == 0 { b'a' } else { (step % 90) as u8 });
            assert!(first.counts(0).1 < HALVE_AT as u64);
        }
        assert!(First::parse(first.bytes()).is_some());
    }
}
