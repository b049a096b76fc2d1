//! Calls on a stream.

use std::sync::{RwLockReadGuard, RwLockWriteGuard};

use driftlock_model::mask::mask;
use driftlock_model::score::Score;
use driftlock_model::stream::Stream;
use driftlock_model::words::{WordCost, MOST_WORDS};
use driftlock_model::workspace::Workspace;
use driftlock_model::OutOfMemory;

use crate::guard::attempted;
use crate::handles::{slice, slice_mut};
use crate::{DlDescription, DlScore, DlStream, DlWorkspace, Status};

/// Scores `count` events, in their order, and learns each behind its score if `learn` is not 0; if it is 0 any number
/// of threads may score at once, each with its own workspace. Event `i` is the bytes `offsets[i]..offsets[i + 1]`.
/// Events with a p-value of at most `explain_at` parts per billion get their words; with `explain_at` above 0 there must
/// be room for 16 words an event. One call with n events equals n calls with one. After a status other than `Ok` the
/// events before the one that failed are scored and learned; arguments are checked first.
/// # Safety
/// Handles are null or live; `bytes` has `length` bytes, `offsets` `count + 1` and `scores` `count` elements, `words`
/// has `words_capacity` elements, none of them touched by anyone else during the call; `words_used` is writable.
#[no_mangle]
pub unsafe extern "C" fn dl_stream_push(
    stream: *const DlStream,
    workspace: *const DlWorkspace,
    bytes: *const u8,
    length: u64,
    offsets: *const u32,
    count: u32,
    learn: u32,
    explain_at: u32,
    scores: *mut DlScore,
    words: *mut WordCost,
    words_capacity: u64,
    words_used: *mut u64,
) -> i32 {
    // SAFETY: as required of the caller.
    let (stream, workspace) = unsafe { (stream.as_ref(), workspace.as_ref()) };
    // SAFETY: as required of the caller.
    let (bytes, offsets) = unsafe { (slice(bytes, length), slice(offsets, count as u64 + 1)) };
    // SAFETY: as required of the caller.
    let (scores, words) = unsafe { (slice_mut(scores, count as u64), slice_mut(words, words_capacity)) };
    // SAFETY: as required of the caller.
    let words_used = unsafe { words_used.as_mut() };
    attempted(|| {
        let stream = &stream.ok_or(Status::Null)?.0;
        let lock = match learn {
            0 => Lock::Reading(stream.try_read()?),
            _ => Lock::Writing(stream.try_write()?),
        };
        let mut workspace = workspace.ok_or(Status::Null)?.0.try_lock()?;
        let events = Events::new(bytes?, offsets?)?;
        let (words, words_used) = (words?, words_used.ok_or(Status::Null)?);
        if explain_at > 0 && words.len() / MOST_WORDS < count as usize {
            return Err(Status::Space);
        }
        *words_used = 0;
        lock.push_all(&mut workspace, events, explain_at, scores?, words, words_used)
    })
}

/// A stream as a push holds it: alone only if it is to learn.
enum Lock<'a> {
    Reading(RwLockReadGuard<'a, Stream>),
    Writing(RwLockWriteGuard<'a, Stream>),
}

impl Lock<'_> {
    fn push(
        &mut self,
        event: &[u8],
        explain_at: u32,
        workspace: &mut Workspace,
    ) -> Result<(Score, Vec<WordCost>), OutOfMemory> {
        match self {
            Lock::Reading(stream) => stream.score(event, explain_at, workspace),
            Lock::Writing(stream) => stream.learn(event, explain_at, workspace),
        }
    }

    fn push_all(
        mut self,
        workspace: &mut Workspace,
        events: Events,
        explain_at: u32,
        scores: &mut [DlScore],
        words: &mut [WordCost],
        words_used: &mut u64,
    ) -> Result<(), Status> {
        for (event, place) in events.iter().zip(scores) {
            let (score, costs) = self.push(event, explain_at, workspace)?;
            let from = *words_used as usize;
            words[from..from + costs.len()].copy_from_slice(&costs);
            *place = DlScore::of(&score, from, costs.len());
            *words_used += costs.len() as u64;
        }
        Ok(())
    }
}

/// Events as a flat buffer and checked offsets.
struct Events<'a> {
    bytes: &'a [u8],
    offsets: &'a [u32],
}

impl<'a> Events<'a> {
    fn new(bytes: &'a [u8], offsets: &'a [u32]) -> Result<Events<'a>, Status> {
        let ascending = offsets.windows(2).all(|pair| pair[0] <= pair[1]);
        let inside = offsets.last().map_or(false, |&end| end as usize <= bytes.len());
        if ascending && inside {
            Ok(Events { bytes, offsets })
        } else {
            Err(Status::Range)
        }
    }

    fn iter(&self) -> impl Iterator<Item = &'a [u8]> + '_ {
        self.offsets
            .windows(2)
            .map(move |pair| &self.bytes[pair[0] as usize..pair[1] as usize])
    }
}

/// The words of one event under the deciding model as it is now; nothing is learned, and before the baseline is
/// complete there are none. Room for 16 words.
/// # Safety
/// As for [`dl_stream_push`].
#[no_mangle]
pub unsafe extern "C" fn dl_stream_explain(
    stream: *const DlStream,
    workspace: *const DlWorkspace,
    bytes: *const u8,
    length: u64,
    words: *mut WordCost,
    words_capacity: u64,
    words_used: *mut u64,
) -> i32 {
    // SAFETY: as required of the caller.
    let (stream, workspace, words_used) =
        unsafe { (stream.as_ref(), workspace.as_ref(), words_used.as_mut()) };
    // SAFETY: as required of the caller.
    let (bytes, words) = unsafe { (slice(bytes, length), slice_mut(words, words_capacity)) };
    attempted(|| {
        let stream = stream.ok_or(Status::Null)?.0.try_read()?;
        let mut workspace = workspace.ok_or(Status::Null)?.0.try_lock()?;
        let (words, words_used) = (words?, words_used.ok_or(Status::Null)?);
        let costs = stream.explain(bytes?, &mut workspace)?;
        words
            .get_mut(..costs.len())
            .ok_or(Status::Space)?
            .copy_from_slice(&costs);
        *words_used = costs.len() as u64;
        Ok(())
    })
}

/// Freezes: ends the baseline early, or makes the recent model the anchor. `Untaught` if nothing was taught.
/// # Safety
/// Handles are null or live.
#[no_mangle]
pub unsafe extern "C" fn dl_stream_anchor(stream: *const DlStream, workspace: *const DlWorkspace) -> i32 {
    // SAFETY: as required of the caller.
    let (stream, workspace) = unsafe { (stream.as_ref(), workspace.as_ref()) };
    attempted(|| {
        let mut stream = stream.ok_or(Status::Null)?.0.try_write()?;
        let mut workspace = workspace.ok_or(Status::Null)?.0.try_lock()?;
        if stream.anchor(&mut workspace)? {
            Ok(())
        } else {
            Err(Status::Untaught)
        }
    })
}

/// Where a stream stands.
/// # Safety
/// `stream` is null or live, `out` is null or writable.
#[no_mangle]
pub unsafe extern "C" fn dl_stream_describe(stream: *const DlStream, out: *mut DlDescription) -> i32 {
    // SAFETY: as required of the caller.
    let (stream, out) = unsafe { (stream.as_ref(), out.as_mut()) };
    attempted(|| {
        let stream = stream.ok_or(Status::Null)?.0.try_read()?;
        *out.ok_or(Status::Null)? = DlDescription {
            shape: stream.shape() as u32,
            mode: stream.mode() as u32,
            ready: stream.is_ready() as u32,
            baseline: stream.options().baseline,
            taught: stream.taught(),
            calibration: stream.calibration() as u32,
            events: stream.events(),
            bytes: stream.bytes() as u64,
        };
        Ok(())
    })
}

/// The masked form of a text, at most as long as the text itself.
/// # Safety
/// `text` has `length` readable and `out` `capacity` writable bytes, `used` is null or writable.
#[no_mangle]
pub unsafe extern "C" fn dl_mask(
    text: *const u8,
    length: u64,
    out: *mut u8,
    capacity: u64,
    used: *mut u64,
) -> i32 {
    // SAFETY: as required of the caller.
    let (text, out, used) = unsafe { (slice(text, length), slice_mut(out, capacity), used.as_mut()) };
    attempted(|| {
        let mut masked = Vec::new();
        masked
            .try_reserve(length as usize)
            .map_err(|_| Status::OutOfMemory)?;
        mask(text?, &mut masked);
        out?.get_mut(..masked.len())
            .ok_or(Status::Space)?
            .copy_from_slice(&masked);
        *used.ok_or(Status::Null)? = masked.len() as u64;
        Ok(())
    })
}
