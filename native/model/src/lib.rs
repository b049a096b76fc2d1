//! The model of a stream: how many bits each event costs, and how unusual that is.
//!
//! Everything here is integer arithmetic in a fixed order, so the same events give the same bits on every machine.
#![forbid(unsafe_code)]

pub mod bucket;
pub mod bytes;
pub mod calibration;
pub mod contexts;
pub mod crc;
pub mod mask;
pub mod pair;
pub mod ready;
pub mod shape;
pub mod state;
pub mod stream;
pub mod tables;
pub mod words;
pub mod workspace;

/// Memory for a model could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfMemory;

/// A vector of `count` copies that reports a failed allocation instead of ending the process.
fn filled<T: Clone>(value: T, count: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut out = Vec::new();
    out.try_reserve_exact(count).map_err(|_| OutOfMemory)?;
    out.resize(count, value);
    Ok(out)
}

/// Room for `length` elements in all.
fn reserve<T>(vector: &mut Vec<T>, length: usize) -> Result<(), OutOfMemory> {
    vector.clear();
    vector.try_reserve(length).map_err(|_| OutOfMemory)
}
