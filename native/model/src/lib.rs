//! The model of a stream: how many bits each event costs, and how unusual that is.
//!
//! Everything here is integer arithmetic in a fixed order, so the same events give the same bits on every machine.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod baseline;
mod bucket;
mod bytes;
mod calibration;
mod container;
mod contexts;
mod crc;
mod first;
mod known;
pub mod mask;
mod pair;
mod ready;
pub mod score;
pub mod shape;
pub mod state;
pub mod stream;
mod tables;
pub mod words;
pub mod workspace;

/// Memory for a model could not be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutOfMemory;

/// A vector of `count` copies that reports a failed allocation instead of ending the process.
fn filled<T: Clone>(value: T, count: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut out = room(count)?;
    out.resize(count, value);
    Ok(out)
}

/// An empty vector with room for `count` elements.
fn room<T>(count: usize) -> Result<Vec<T>, OutOfMemory> {
    let mut out = Vec::new();
    out.try_reserve_exact(count).map_err(|_| OutOfMemory)?;
    Ok(out)
}

/// A vector of the values, of which there are at most `most`.
fn gathered<T>(most: usize, values: impl Iterator<Item = T>) -> Result<Vec<T>, OutOfMemory> {
    let mut out = room(most)?;
    out.extend(values);
    Ok(out)
}

/// Room for one element more.
fn make_room<T>(vector: &mut Vec<T>) -> Result<(), OutOfMemory> {
    vector.try_reserve(1).map_err(|_| OutOfMemory)
}

/// Room for `length` elements in all.
fn reserve<T>(vector: &mut Vec<T>, length: usize) -> Result<(), OutOfMemory> {
    vector.clear();
    vector.try_reserve(length).map_err(|_| OutOfMemory)
}
