//! The C interface of the core: `native/include/driftlock.h` is its documentation.
//!
//! The only place with `unsafe`. Nothing here decides anything: pointers become slices, results become numbers, and a
//! panic becomes a status.
#![deny(unsafe_op_in_unsafe_fn)]

#[cfg(test)]
mod border_tests;
mod guard;
mod handles;
mod layout;
mod self_test;
mod streams;

pub use handles::*;
pub use layout::*;
pub use streams::*;

/// Version of this interface: changes with every change of a signature or a layout.
#[no_mangle]
pub extern "C" fn dl_abi_version() -> u32 {
    1
}

/// Newest format of a saved state that is understood, and the one that is written.
#[no_mangle]
pub extern "C" fn dl_state_format() -> u32 {
    driftlock_model::state::FORMAT
}

/// Scores a built-in stream and compares with what every machine must get.
#[no_mangle]
pub extern "C" fn dl_self_test() -> i32 {
    guard::guarded(|| {
        if self_test::passes() {
            Status::Ok
        } else {
            Status::Wrong
        }
    })
}
