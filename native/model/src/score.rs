//! What comes out for one event.

/// What comes out for one event. Bits are of the deciding model.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Score {
    /// Code length of the masked event, 1/256 bit.
    pub bits: u32,
    /// Mean of `bits` over the calibration, 1/256 bit.
    pub expected_bits: u32,
    /// Fused -log2 p, 1/256 bit; beyond the calibration extrapolated.
    pub score: u32,
    /// Conformal p-value of the deciding model, parts per billion, rounded up.
    pub p: u32,
    /// As `p`, of the anchor.
    pub anchor_p: u32,
    /// As `p`, of the recent model.
    pub recent_p: u32,
    /// As `bits`, of the anchor.
    pub anchor_bits: u32,
    /// As `bits`, of the recent model.
    pub recent_bits: u32,
    /// Events in the deciding calibration.
    pub calibration: u32,
    /// A union of [`LEARNING`], [`EXTRAPOLATED`] and [`TRUNCATED`].
    pub flags: u32,
}

impl Score {
    /// Of an event that was not scored because the stream is still being taught.
    pub const LEARNING: Score = Score {
        bits: 0,
        expected_bits: 0,
        score: 0,
        p: CERTAIN,
        anchor_p: CERTAIN,
        recent_p: CERTAIN,
        anchor_bits: 0,
        recent_bits: 0,
        calibration: 0,
        flags: LEARNING,
    };
}

/// A p-value of one, in parts per billion.
const CERTAIN: u32 = 1_000_000_000;

/// Flag: the event taught (or would have), nothing was scored.
pub const LEARNING: u32 = 1;
/// Flag: beyond the calibration, `score` is extrapolated.
pub const EXTRAPOLATED: u32 = 2;
/// Flag: longer than [`crate::stream::LONGEST_EVENT`], the rest was passed over.
pub const TRUNCATED: u32 = 4;
