//! Numbers and structures that cross the border; `driftlock.h` says the same in C.

use driftlock_model::score::Score;
use driftlock_model::words::WordCost;

/// What a call came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i32)]
pub enum Status {
    Ok = 0,
    /// A required pointer is null.
    Null = -1,
    /// An argument is out of its range.
    Range = -2,
    /// A state is damaged or at odds with itself.
    Corrupt = -3,
    /// A state was written by a newer version.
    Newer = -4,
    OutOfMemory = -5,
    /// A bug: the call panicked, and the handle it was writing refuses every further call.
    Panicked = -6,
    /// The handle was being written when an earlier call panicked.
    Poisoned = -7,
    /// Nothing was taught yet.
    Untaught = -8,
    /// An output is too small.
    Space = -9,
    /// Another thread is using the handle.
    Busy = -10,
    /// The self-test got other bits than it must.
    Wrong = -11,
}

/// How a stream is to be modelled.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct DlOptions {
    /// `sizeof` this structure.
    pub size: u32,
    pub baseline: u32,
    pub shape: u32,
    pub mode: u32,
}

/// One event's score, with its words as a range of the call's words.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct DlScore {
    pub bits: u32,
    pub expected_bits: u32,
    pub score: u32,
    pub p: u32,
    pub anchor_p: u32,
    pub recent_p: u32,
    pub anchor_bits: u32,
    pub recent_bits: u32,
    pub calibration: u32,
    pub flags: u32,
    pub words_from: u32,
    pub words: u32,
}

impl DlScore {
    pub(crate) fn of(score: &Score, words_from: usize, words: usize) -> DlScore {
        DlScore {
            bits: score.bits,
            expected_bits: score.expected_bits,
            score: score.score,
            p: score.p,
            anchor_p: score.anchor_p,
            recent_p: score.recent_p,
            anchor_bits: score.anchor_bits,
            recent_bits: score.recent_bits,
            calibration: score.calibration,
            flags: score.flags,
            words_from: words_from as u32,
            words: words as u32,
        }
    }
}

/// Where a stream stands.
#[repr(C)]
#[derive(Debug, Clone, Copy, Default)]
pub struct DlDescription {
    pub shape: u32,
    pub mode: u32,
    /// 1 once the baseline is complete.
    pub ready: u32,
    pub baseline: u32,
    pub taught: u32,
    pub calibration: u32,
    pub events: u64,
    pub bytes: u64,
}

/// Sizes of the structures as this library was built: 0 options, 1 score, 2 word, 3 description; 0 for any other.
#[no_mangle]
pub extern "C" fn dl_struct_size(which: u32) -> u32 {
    let size = match which {
        0 => std::mem::size_of::<DlOptions>(),
        1 => std::mem::size_of::<DlScore>(),
        2 => std::mem::size_of::<WordCost>(),
        3 => std::mem::size_of::<DlDescription>(),
        _ => 0,
    };
    size as u32
}
