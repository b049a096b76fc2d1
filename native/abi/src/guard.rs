//! No panic crosses the border: it becomes a status, and says nothing on standard error.

use std::panic::{catch_unwind, set_hook, AssertUnwindSafe};
use std::sync::Once;

use crate::Status;

/// Runs a call. A panic leaves the locks that were held poisoned, which is how a handle remembers it.
pub(crate) fn guarded(call: impl FnOnce() -> Status) -> i32 {
    static SILENCE: Once = Once::new();
    SILENCE.call_once(|| set_hook(Box::new(|_| {})));
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(Status::Panicked) as i32
}

/// As [`guarded`], for a call written with `?`.
pub(crate) fn attempted(call: impl FnOnce() -> Result<(), Status>) -> i32 {
    guarded(|| call().err().unwrap_or(Status::Ok))
}
