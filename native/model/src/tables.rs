//! Logarithms and reciprocals as integer tables, so that every machine computes the same bits.

/// 1 / x as 24-bit fractions, rounded, for the denominators of [`crate::bytes`].
pub const RECIPROCALS: usize = 1024;

/// log2(1 + i / 4096) in 1/256 bit, rounded to nearest.
static LOG_MANTISSA: [u16; 4096] = log_mantissa();

/// `(2^24 + x / 2) / x`; entry 0 is never read.
pub static RECIPROCAL: [u32; RECIPROCALS] = reciprocals();

const fn reciprocals() -> [u32; RECIPROCALS] {
    let mut table = [0u32; RECIPROCALS];
    let mut x = 1;
    while x < RECIPROCALS {
        table[x] = ((1u32 << 24) + x as u32 / 2) / x as u32;
        x += 1;
    }
    table
}

/// Digit by digit: squaring a mantissa in [1, 2) yields the next binary digit of its logarithm. 62-bit fractions leave
/// far more precision than the 9 digits that are needed to round to 8.
const fn log_mantissa() -> [u16; 4096] {
    let mut table = [0u16; 4096];
    let mut i = 0;
    while i < 4096 {
        let mut m: u64 = (4096 + i as u64) << 50; // Q62 in [1, 2)
        let mut digits = 0u32;
        let mut round = 0;
        while round < 9 {
            let square = (m as u128 * m as u128) >> 62;
            digits <<= 1;
            if square >> 63 != 0 {
                digits |= 1;
                m = (square >> 1) as u64;
            } else {
                m = square as u64;
            }
            round += 1;
        }
        table[i] = ((digits + 1) >> 1) as u16;
        i += 1;
    }
    table
}

/// log2(x) in 1/256 bit from the leading 13 bits of `x`; log2(0) counts as log2(1).
#[inline(always)]
pub fn log2_q8(x: u64) -> u32 {
    let x = x | (x == 0) as u64;
    let zeros = x.leading_zeros();
    let mantissa = ((x << zeros) >> 51) as usize & 4095;
    (63 - zeros) * 256 + LOG_MANTISSA[mantissa] as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_are_within_one_step_of_the_true_ones() {
        for x in (1u64..5000).chain((1..4000).map(|i| i * 7_919_113)) {
            let truth = (x as f64).log2() * 256.0;
            assert!((log2_q8(x) as f64 - truth).abs() <= 0.6, "log2({x})");
        }
    }

    #[test]
    fn logarithms_never_fall() {
        assert!((1u64..20_000).all(|x| log2_q8(x) <= log2_q8(x + 1)));
        assert_eq!((log2_q8(1), log2_q8(2), log2_q8(1 << 40)), (0, 256, 40 * 256));
    }

    #[test]
    fn reciprocals_are_rounded() {
        assert_eq!(
            (RECIPROCAL[1], RECIPROCAL[2], RECIPROCAL[3]),
            (1 << 24, 1 << 23, 5_592_405)
        );
    }
}
