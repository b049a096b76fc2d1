//! Buckets: the symbols that followed a hashed context, with their counts.

/// Symbols that a hashed context remembers.
const SYMBOLS: usize = 13;

/// A hashed context is halved when its counts add up to this.
const HALVE_AT: u8 = 250;

const ONES: u128 = 0x0101_0101_0101_0101_0101_0101_0101_0101;

/// The high bit of every byte of `sixteen` that equals `symbol`, exact up to the lowest one found.
#[inline(always)]
fn matches(sixteen: u128, symbol: u8) -> u128 {
    let differing = sixteen ^ ONES.wrapping_mul(symbol as u128);
    differing.wrapping_sub(ONES) & !differing & (ONES << 7)
}

/// A hashed context, half a cache line: 13 symbols, their total, a 16-bit check, 13 counts, the number of symbols.
#[derive(Clone, Copy)]
#[repr(C, align(32))]
pub struct Bucket([u8; 32]);

const TOTAL: usize = 13;
const CHECK: usize = 14;
const COUNTS: usize = 16;
const DISTINCT: usize = 29;
/// Where the count of an unknown symbol is read: always zero.
const NOTHING: usize = 30;

impl Bucket {
    pub const EMPTY: Bucket = Bucket([0; 32]);

    pub fn of(check: u16) -> Bucket {
        let mut bucket = Bucket::EMPTY;
        bucket.0[CHECK..CHECK + 2].copy_from_slice(&check.to_le_bytes());
        bucket
    }

    #[inline(always)]
    pub fn check(&self) -> u16 {
        u16::from_le_bytes([self.0[CHECK], self.0[CHECK + 1]])
    }

    #[inline(always)]
    pub fn total(&self) -> u8 {
        self.0[TOTAL]
    }

    #[inline(always)]
    pub fn distinct(&self) -> u8 {
        self.0[DISTINCT]
    }

    #[inline(always)]
    pub fn count(&self, symbol: u8) -> u8 {
        self.0[(COUNTS + self.find(symbol)) & 31]
    }

    /// The place of a symbol, or `NOTHING - COUNTS`. Unused places hold symbol 0 with count 0, so they need no test.
    #[inline(always)]
    fn find(&self, symbol: u8) -> usize {
        const ALL_SYMBOLS: u128 = (1 << (8 * SYMBOLS)) - 1;
        const SENTINEL: u128 = 0x80 << (8 * (NOTHING - COUNTS));
        let mut sixteen = [0u8; 16];
        sixteen.copy_from_slice(&self.0[..16]);
        let found = matches(u128::from_le_bytes(sixteen), symbol) & ALL_SYMBOLS | SENTINEL;
        (found.trailing_zeros() >> 3) as usize
    }

    #[inline(always)]
    pub fn learn(&mut self, symbol: u8) {
        let mut at = self.find(symbol);
        let distinct = self.0[DISTINCT] as usize;
        if at >= distinct {
            at = if distinct < SYMBOLS {
                self.append()
            } else {
                self.evict()
            };
            self.0[at & 15] = symbol;
        }
        self.0[COUNTS + (at & 15)] += 1;
        self.0[TOTAL] += 1;
        if self.0[TOTAL] >= HALVE_AT {
            self.halve();
        }
    }

    fn append(&mut self) -> usize {
        self.0[DISTINCT] += 1;
        self.0[DISTINCT] as usize - 1
    }

    /// Makes room by forgetting the rarest symbol, the first of equals.
    fn evict(&mut self) -> usize {
        let counts = &self.0[COUNTS..COUNTS + SYMBOLS];
        let rarest = (0..SYMBOLS).min_by_key(|&at| counts[at]).unwrap_or(0);
        self.0[TOTAL] -= self.0[COUNTS + rarest];
        self.0[COUNTS + rarest] = 0;
        rarest
    }

    fn halve(&mut self) {
        let mut total = 0;
        for count in &mut self.0[COUNTS..COUNTS + SYMBOLS] {
            *count = (*count >> 1) + (*count & 1);
            total += *count;
        }
        self.0[TOTAL] = total;
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// A saved bucket, if its numbers agree with each other.
    pub fn parse(saved: &[u8]) -> Option<Bucket> {
        let bucket = Bucket(<[u8; 32]>::try_from(saved).ok()?);
        let distinct = bucket.distinct() as usize;
        let used = bucket
            .0
            .get(COUNTS..COUNTS + distinct)
            .filter(|_| distinct <= SYMBOLS)?;
        let unused_is_zero = bucket.0[distinct..SYMBOLS].iter().all(|&byte| byte == 0)
            && bucket.0[COUNTS + distinct..COUNTS + SYMBOLS]
                .iter()
                .all(|&byte| byte == 0)
            && bucket.0[NOTHING..] == [0, 0];
        let total: u32 = used.iter().map(|&count| count as u32).sum();
        let named = match distinct {
            0 => bucket.check() == 0,
            _ => bucket.check() & 1 == 1,
        };
        let sound = named
            && unused_is_zero
            && used.iter().all(|&count| count > 0)
            && total == bucket.total() as u32
            && total < HALVE_AT as u32
            && distinct_symbols(&bucket.0[..distinct]);
        sound.then_some(bucket)
    }
}

/// Whether no symbol stands twice.
pub(crate) fn distinct_symbols(symbols: &[u8]) -> bool {
    let mut seen = [false; 256];
    symbols
        .iter()
        .all(|&symbol| !std::mem::replace(&mut seen[symbol as usize], true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_what_followed_and_forgets_the_rarest() {
        let mut bucket = Bucket::of(7);
        (0..SYMBOLS as u8).for_each(|symbol| (0..=symbol).for_each(|_| bucket.learn(symbol)));
        assert_eq!((bucket.distinct(), bucket.total()), (13, 91));

        bucket.learn(200);

        assert_eq!(
            (
                bucket.count(0),
                bucket.count(200),
                bucket.count(12),
                bucket.total()
            ),
            (0, 1, 13, 91)
        );
        assert!(Bucket::parse(bucket.bytes()).is_some());
    }

    #[test]
    fn halves_before_a_total_overflows() {
        let mut bucket = Bucket::of(1);
        for step in 0..100_000u32 {
            let symbol = if step % 3 == 0 { b'a' } else { (step % 40) as u8 };
            bucket.learn(symbol);
            assert!(bucket.total() < HALVE_AT);
        }
        assert!(Bucket::parse(bucket.bytes()).is_some());
    }

    #[test]
    fn refuses_buckets_that_contradict_themselves() {
        let mut bucket = Bucket::of(9);
        b"abcabca".iter().for_each(|&symbol| bucket.learn(symbol));
        for place in 0..32 {
            let mut broken = bucket.0;
            broken[place] = broken[place].wrapping_add(2);
            let harmless = place == CHECK || place == CHECK + 1 || place < 3;
            assert!(Bucket::parse(&broken).is_none() || harmless, "byte {place}");
        }
        for check in [0, 8] {
            let mut broken = bucket.0;
            broken[CHECK] = check;
            assert!(
                Bucket::parse(&broken).is_none(),
                "no context has the check {check}"
            );
        }
        assert!(
            Bucket::parse(Bucket::of(9).bytes()).is_none(),
            "a context that nothing followed"
        );
    }
}
