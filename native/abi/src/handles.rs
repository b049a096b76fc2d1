//! Handles: who owns what. A handle is made by one call, used by any thread, and given back once.

use std::sync::{Mutex, RwLock, TryLockError};

use driftlock_model::shape::{Mode, Shape};
use driftlock_model::state::{self, Refusal};
use driftlock_model::stream::{Options, Stream};
use driftlock_model::workspace::Workspace;
use driftlock_model::OutOfMemory;

use crate::guard::{attempted, guarded};
use crate::{DlOptions, Status};

/// A stream's model. Who learns or anchors writes, and excludes all others; everybody else reads, any number at once. A
/// call that would have to wait answers `Busy`.
pub struct DlStream(pub(crate) RwLock<Stream>);

/// A thread's buffers, known costs and line cache.
pub struct DlWorkspace(pub(crate) Mutex<Workspace>);

/// Bytes that the library owns.
pub struct DlBuffer(pub(crate) Vec<u8>);

impl<T> From<TryLockError<T>> for Status {
    fn from(error: TryLockError<T>) -> Status {
        match error {
            TryLockError::Poisoned(_) => Status::Poisoned,
            TryLockError::WouldBlock => Status::Busy,
        }
    }
}

impl From<OutOfMemory> for Status {
    fn from(_: OutOfMemory) -> Status {
        Status::OutOfMemory
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Status {
        match refusal {
            Refusal::Corrupt => Status::Corrupt,
            Refusal::Newer => Status::Newer,
            Refusal::OutOfMemory => Status::OutOfMemory,
        }
    }
}

fn hand_out<T>(out: Option<&mut *mut T>, value: T) -> Result<(), Status> {
    *out.ok_or(Status::Null)? = Box::into_raw(Box::new(value));
    Ok(())
}

fn give_back<T>(handle: *mut T) {
    if !handle.is_null() {
        // SAFETY: the callers require a pointer that `hand_out` made and that is not used again.
        guarded(|| {
            drop(unsafe { Box::from_raw(handle) });
            Status::Ok
        });
    }
}

/// Makes a workspace; `cached` 0 leaves the line cache out.
/// # Safety
/// `out` is null or points to a writable pointer.
#[no_mangle]
pub unsafe extern "C" fn dl_workspace_new(cached: u32, out: *mut *mut DlWorkspace) -> i32 {
    // SAFETY: as required of the caller.
    let out = unsafe { out.as_mut() };
    attempted(|| hand_out(out, DlWorkspace(Mutex::new(Workspace::new(cached != 0)))))
}

/// # Safety
/// `workspace` is null, or came from [`dl_workspace_new`] and is not used again.
#[no_mangle]
pub unsafe extern "C" fn dl_workspace_free(workspace: *mut DlWorkspace) {
    give_back(workspace);
}

/// Makes a stream that has seen nothing.
/// # Safety
/// `options` is null or points to readable options, `out` is null or points to a writable pointer.
#[no_mangle]
pub unsafe extern "C" fn dl_stream_new(options: *const DlOptions, out: *mut *mut DlStream) -> i32 {
    // SAFETY: as required of the caller.
    let (options, out) = unsafe { (options.as_ref(), out.as_mut()) };
    attempted(|| {
        let options = options.ok_or(Status::Null)?;
        let shape = Shape::from_number(options.shape).ok_or(Status::Range)?;
        let mode = Mode::from_number(options.mode).ok_or(Status::Range)?;
        let known = options.size as usize == std::mem::size_of::<DlOptions>();
        let options = Options {
            baseline: options.baseline,
            shape,
            mode,
        };
        let stream = Stream::new(options).filter(|_| known).ok_or(Status::Range)?;
        hand_out(out, DlStream(RwLock::new(stream)))
    })
}

/// Makes a stream from a saved state.
/// # Safety
/// `bytes` points to `length` readable bytes, `out` is null or points to a writable pointer.
#[no_mangle]
pub unsafe extern "C" fn dl_stream_load(bytes: *const u8, length: u64, out: *mut *mut DlStream) -> i32 {
    // SAFETY: as required of the caller.
    let (bytes, out) = unsafe { (slice(bytes, length), out.as_mut()) };
    attempted(|| hand_out(out, DlStream(RwLock::new(state::load(bytes?)?))))
}

/// # Safety
/// `stream` is null, or came from this library and is not used again.
#[no_mangle]
pub unsafe extern "C" fn dl_stream_free(stream: *mut DlStream) {
    give_back(stream);
}

/// The state of a stream as bytes that the library owns.
/// # Safety
/// `stream` is null or a live handle, `out` is null or points to a writable pointer.
#[no_mangle]
pub unsafe extern "C" fn dl_stream_save(stream: *const DlStream, out: *mut *mut DlBuffer) -> i32 {
    // SAFETY: as required of the caller.
    let (stream, out) = unsafe { (stream.as_ref(), out.as_mut()) };
    attempted(|| {
        let stream = stream.ok_or(Status::Null)?.0.try_read()?;
        hand_out(out, DlBuffer(state::save(&stream)?))
    })
}

/// The bytes of a buffer, null for a null buffer; they live as long as it does.
/// # Safety
/// `buffer` is null or a live buffer; `length` is null or writable.
#[no_mangle]
pub unsafe extern "C" fn dl_buffer_bytes(buffer: *const DlBuffer, length: *mut u64) -> *const u8 {
    // SAFETY: as required of the caller.
    let (buffer, length) = unsafe { (buffer.as_ref(), length.as_mut()) };
    if let Some(length) = length {
        *length = buffer.map_or(0, |buffer| buffer.0.len() as u64);
    }
    buffer.map_or(std::ptr::null(), |buffer| buffer.0.as_ptr())
}

/// # Safety
/// `buffer` is null, or came from this library and is not used again.
#[no_mangle]
pub unsafe extern "C" fn dl_buffer_free(buffer: *mut DlBuffer) {
    give_back(buffer);
}

/// # Safety
/// `from` is null or points to `length` readable elements that nothing writes during `'a`.
pub(crate) unsafe fn slice<'a, T>(from: *const T, length: u64) -> Result<&'a [T], Status> {
    if length == 0 {
        return Ok(&[]);
    }
    if from.is_null() {
        return Err(Status::Null);
    }
    if length > isize::MAX as u64 / std::mem::size_of::<T>() as u64 {
        return Err(Status::Range);
    }
    // SAFETY: not null, short enough, and readable as required of the caller.
    Ok(unsafe { std::slice::from_raw_parts(from, length as usize) })
}

/// # Safety
/// `to` is null or points to `length` writable elements that nothing else touches during `'a`.
pub(crate) unsafe fn slice_mut<'a, T>(to: *mut T, length: u64) -> Result<&'a mut [T], Status> {
    // SAFETY: the same demands, for the checks alone.
    unsafe { slice(to as *const T, length) }?;
    if length == 0 {
        return Ok(&mut []);
    }
    // SAFETY: not null, short enough, and writable as required of the caller.
    Ok(unsafe { std::slice::from_raw_parts_mut(to, length as usize) })
}
