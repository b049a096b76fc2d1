//! Every allocation that can fail is made to fail, one after the other, at every turn of a stream's life: the call says
//! so, and the stream is as it was before it. What is left are allocations of at most [`SMALL`] bytes, whose failure
//! ends the process.
#![deny(unsafe_op_in_unsafe_fn)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use driftlock_model::shape::{Mode, Shape};
use driftlock_model::state::{load, save, Refusal};
use driftlock_model::stream::{Options, Stream};
use driftlock_model::workspace::Workspace;

/// Models, calibrations, texts and states are larger; the boxes around them are not.
const SMALL: usize = 1024;

thread_local! {
    /// Large allocations of this thread until one fails.
    static LEFT: Cell<usize> = const { Cell::new(usize::MAX) };
}

struct Failing;

fn fails(size: usize) -> bool {
    size > SMALL
        && LEFT.with(|left| match left.get() {
            usize::MAX => false,
            0 => true,
            more => {
                left.set(more - 1);
                false
            }
        })
}

// SAFETY: the system's allocator, or null, which every caller has to expect.
unsafe impl GlobalAlloc for Failing {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if fails(layout.size()) {
            return std::ptr::null_mut();
        }
        // SAFETY: as required of the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as required of the caller.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Failing = Failing;

/// Does it with the first large allocation failing, then with the second one, until none fails any more. `same` is
/// asked after each failure. Returns what it came to, and how many failed.
fn until_it_succeeds<S, T, E>(
    subject: &mut S,
    mut call: impl FnMut(&mut S) -> Result<T, E>,
    mut same: impl FnMut(&mut S, E),
) -> (T, usize) {
    for allowed in 0.. {
        LEFT.with(|left| left.set(allowed));
        let answer = call(subject);
        LEFT.with(|left| left.set(usize::MAX));
        match answer {
            Ok(answer) => return (answer, allowed),
            Err(error) => same(subject, error),
        }
    }
    unreachable!()
}

fn event(number: u32) -> Vec<u8> {
    let text = format!(
        "2026-11-20T10:00:{:02}Z GET /cart/{} 200 {}ms",
        number % 60,
        number * 31,
        number % 7
    );
    match number % 50 {
        49 => text.repeat(60).into_bytes(),
        _ => text.into_bytes(),
    }
}

/// A life of `count` events, each failing as often as it can, beside one without a failure. Anchored after the events
/// of `anchors`.
fn live(baseline: u32, count: u32, anchors: &[u32]) -> usize {
    let options = Options {
        baseline,
        shape: Shape::Undetermined,
        mode: Mode::Automatic,
    };
    let (mut stream, mut twin) = (Stream::new(options).unwrap(), Stream::new(options).unwrap());
    let mut workspace = Workspace::new(true);
    let mut failed = 0;
    for number in 0..count {
        let text = event(number);
        let before = save(&stream).unwrap();
        // A new workspace now and then, whose buffers have to grow as well.
        if number % 16 == 0 {
            workspace = Workspace::new(true);
        }
        let explain_at = 100_000_000 * (number % 3);
        let (answer, failures) = until_it_succeeds(
            &mut stream,
            |stream| stream.learn(&text, explain_at, &mut workspace),
            |stream, _| assert!(save(stream).unwrap() == before, "event {}", number),
        );
        failed += failures;
        assert_eq!(
            answer,
            twin.learn(&text, explain_at, &mut Workspace::new(false)).unwrap()
        );
        if anchors.contains(&number) {
            let before = save(&stream).unwrap();
            let (done, failures) = until_it_succeeds(
                &mut stream,
                |stream| stream.anchor(&mut workspace),
                |stream, _| assert!(save(stream).unwrap() == before, "anchored after {}", number),
            );
            failed += failures;
            assert_eq!(done, twin.anchor(&mut Workspace::new(false)).unwrap());
        }
        if number % 20 == 0 {
            let (state, failures) = until_it_succeeds(&mut stream, |stream| save(stream), |_, _| {});
            failed += failures;
            let mut bytes = state;
            let (restored, failures) = until_it_succeeds(
                &mut bytes,
                |bytes| load(bytes),
                |_, refusal| assert_eq!(refusal, Refusal::OutOfMemory),
            );
            failed += failures;
            stream = restored;
        }
    }
    assert!(save(&stream).unwrap() == save(&twin).unwrap());
    failed
}

#[test]
fn without_the_memory_for_it_a_call_says_so_and_leaves_the_stream_as_it_was() {
    assert!(live(100, 180, &[150]) > 100);
}

#[test]
fn the_baseline_of_a_young_stream_ends_or_does_not() {
    assert!(live(20, 50, &[45]) > 20);
    assert!(live(64, 66, &[]) > 20);
    assert!(live(200, 90, &[30, 80]) > 20);
    assert!(live(200, 90, &[70]) > 20);
}
