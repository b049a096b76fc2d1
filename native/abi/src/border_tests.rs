//! Panics, waiting and missing pointers at the border; the .NET tests try the same from outside as far as they can.

use crate::guard::{attempted, guarded};
use crate::*;
use std::env::current_exe;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::process::Command;
use std::ptr::{null, null_mut};

/// A stream with a baseline of one, and a workspace; never given back.
fn handles() -> (*mut DlStream, *mut DlWorkspace) {
    let (mut stream, mut workspace) = (null_mut(), null_mut());
    let options = DlOptions {
        size: 16,
        baseline: 1,
        shape: 0,
        mode: 0,
    };
    // SAFETY: all pointers lead to locals.
    let status = unsafe {
        (
            dl_stream_new(&options, &mut stream),
            dl_workspace_new(1, &mut workspace),
        )
    };
    assert_eq!(status, (0, 0));
    (stream, workspace)
}

/// Pushes the three bytes `one` as one event that is learned.
fn push(stream: *const DlStream, workspace: *const DlWorkspace, used: *mut u64) -> i32 {
    push_or_score(stream, workspace, 1, used)
}

fn push_or_score(stream: *const DlStream, workspace: *const DlWorkspace, learn: u32, used: *mut u64) -> i32 {
    let (mut score, mut words) = (DlScore::default(), [Default::default(); 16]);
    let (bytes, offsets) = (b"one", [0u32, 3]);
    // SAFETY: the handles are live or null, all other pointers lead to locals.
    unsafe {
        dl_stream_push(
            stream,
            workspace,
            bytes.as_ptr(),
            3,
            offsets.as_ptr(),
            1,
            learn,
            1,
            &mut score,
            words.as_mut_ptr(),
            16,
            used,
        )
    }
}

#[test]
fn a_panic_becomes_a_status() {
    assert_eq!(guarded(|| panic!("planted")), Status::Panicked as i32);
    assert_eq!(attempted(|| panic!("planted")), Status::Panicked as i32);
    assert_eq!(attempted(|| Err(Status::Space)), Status::Space as i32);
    assert_eq!(attempted(|| Ok(())), Status::Ok as i32);
}

/// The test above in a process of its own, whose standard error nobody else writes to.
#[test]
fn a_panic_says_nothing_on_standard_error() {
    let run = Command::new(current_exe().unwrap())
        .args(["--exact", "--nocapture", "border_tests::a_panic_becomes_a_status"])
        .output()
        .unwrap();

    let told = String::from_utf8_lossy(&run.stdout);
    assert!(told.contains("1 passed"), "{}", told);
    assert_eq!(String::from_utf8_lossy(&run.stderr), "");
}

#[test]
fn a_stream_that_a_panic_left_half_written_refuses_every_further_call() {
    let ((stream, workspace), mut used) = (handles(), 0u64);
    assert_eq!(push(stream, workspace, &mut used), Status::Ok as i32);
    let mut out = null_mut();
    let mut description = DlDescription::default();

    // SAFETY: the handle is live.
    let lock = unsafe { &(*stream).0 };
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let _held = lock.write();
        panic!("planted");
    }));

    let poisoned = Status::Poisoned as i32;
    assert_eq!(push(stream, workspace, &mut used), poisoned);
    // SAFETY: the handles are live, all other pointers lead to locals.
    unsafe {
        assert_eq!(dl_stream_save(stream, &mut out), poisoned);
        assert_eq!(dl_stream_describe(stream, &mut description), poisoned);
        assert_eq!(dl_stream_anchor(stream, workspace), poisoned);
        dl_stream_free(stream);
    }
    let (another, _) = handles();
    assert_eq!(
        push(another, workspace, &mut used),
        Status::Ok as i32,
        "the workspace is unhurt"
    );
}

#[test]
fn who_would_have_to_wait_is_told_so() {
    let ((stream, workspace), mut used) = (handles(), 0u64);
    let mut description = DlDescription::default();
    // SAFETY: the handles are live.
    let (stream_lock, workspace_lock) = unsafe { (&(*stream).0, &(*workspace).0) };
    let busy = Status::Busy as i32;

    let writing = stream_lock.write().unwrap();
    assert_eq!(push(stream, workspace, &mut used), busy);
    assert_eq!(push_or_score(stream, workspace, 0, &mut used), busy);
    // SAFETY: the handle is live, the description is a local.
    assert_eq!(unsafe { dl_stream_describe(stream, &mut description) }, busy);
    drop(writing);

    let reading = stream_lock.read().unwrap();
    assert_eq!(push(stream, workspace, &mut used), busy);
    assert_eq!(push_or_score(stream, workspace, 0, &mut used), Status::Ok as i32);
    // SAFETY: the handle is live, the description is a local.
    assert_eq!(
        unsafe { dl_stream_describe(stream, &mut description) },
        Status::Ok as i32
    );
    drop(reading);

    let working = workspace_lock.lock().unwrap();
    assert_eq!(push(stream, workspace, &mut used), busy);
    drop(working);
    assert_eq!(push(stream, workspace, &mut used), Status::Ok as i32);
}

#[test]
fn missing_outputs_are_named_and_nothing_is_freed_twice() {
    let (stream, workspace) = handles();
    let missing = Status::Null as i32;

    assert_eq!(push(stream, workspace, null_mut()), missing);
    // SAFETY: null is allowed everywhere here.
    unsafe {
        assert_eq!(dl_workspace_new(0, null_mut()), missing);
        assert_eq!(dl_stream_describe(stream, null_mut()), missing);
        assert_eq!(dl_stream_save(stream, null_mut()), missing);
        assert_eq!(dl_stream_load(null(), 1, null_mut()), missing);
        assert!(dl_buffer_bytes(null(), null_mut()).is_null());
        dl_stream_free(null_mut());
        dl_workspace_free(null_mut());
        dl_buffer_free(null_mut());
    }
}
