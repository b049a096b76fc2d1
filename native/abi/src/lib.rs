//! The C interface of the core: `native/include/driftlock.h` is its documentation.
//!
//! The only place with `unsafe`. Nothing here decides anything: pointers become slices, results become numbers, and a
//! panic becomes a status.
#![deny(unsafe_op_in_unsafe_fn)]

#[cfg(test)]
mod border_tests;
mod guard;
mod handles;
#[cfg(test)]
mod header_tests;
mod layout;
mod self_test;
mod streams;

use std::os::raw::c_char;

pub use handles::*;
pub use layout::*;
pub use streams::*;

/// Version of this interface: changes with every change of a signature or a layout.
#[no_mangle]
pub extern "C" fn dl_abi_version() -> u32 {
    2
}

/// Version of the core, a text that ends with a zero and lives as long as the library.
#[no_mangle]
pub extern "C" fn dl_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
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
