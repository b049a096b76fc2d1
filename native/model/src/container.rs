//! The container of a saved state: magic, format version, a table of sections with length and CRC-32C, the sections.

use crate::crc::crc32c;
use crate::OutOfMemory;

const MAGIC: &[u8; 8] = b"DRIFTLCK";

/// Format that is written. Older ones are read, newer ones refused.
pub const FORMAT: u32 = 1;

const MOST_SECTIONS: usize = 16;

/// Why a state was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not a state, damaged, or at odds with itself.
    Corrupt,
    /// Written by a newer version.
    Newer,
    /// Memory for it could not be had.
    OutOfMemory,
}

impl From<OutOfMemory> for Refusal {
    fn from(_: OutOfMemory) -> Refusal {
        Refusal::OutOfMemory
    }
}

/// Numbers as bytes.
pub(crate) fn numbers(values: impl Iterator<Item = u32>) -> Vec<u8> {
    values.flat_map(u32::to_le_bytes).collect()
}

/// Bytes as numbers.
pub(crate) fn parse_numbers(bytes: &[u8]) -> Result<Vec<u32>, Refusal> {
    ensure(bytes.len() % 4 == 0)?;
    Ok(bytes
        .chunks_exact(4)
        .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect())
}

/// Refuses what does not hold.
pub(crate) fn ensure(holds: bool) -> Result<(), Refusal> {
    if holds {
        Ok(())
    } else {
        Err(Refusal::Corrupt)
    }
}

/// Bytes before the section table: magic, format, number of sections.
const PREFIX: usize = 16;
/// Bytes of one entry of the table: id, length, checksum.
const ENTRY: usize = 12;

/// A state of these sections.
pub(crate) fn assemble(sections: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend(numbers([FORMAT, sections.len() as u32].into_iter()));
    for (id, bytes) in sections {
        out.extend(numbers([*id, bytes.len() as u32, crc32c(bytes)].into_iter()));
    }
    out.extend(numbers([crc32c(&out)].into_iter()));
    sections
        .iter()
        .for_each(|(_, bytes)| out.extend_from_slice(bytes));
    out
}

/// The sections of a state, each with a number of its own and the checksum that it must have.
pub(crate) fn take_apart(bytes: &[u8]) -> Result<Vec<(u32, &[u8])>, Refusal> {
    let number = |at: usize| {
        bytes
            .get(at..at + 4)
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
    };
    ensure(bytes.starts_with(MAGIC))?;
    let format = number(8).ok_or(Refusal::Corrupt)?;
    if format > FORMAT {
        return Err(Refusal::Newer);
    }
    let count = number(12).ok_or(Refusal::Corrupt)? as usize;
    ensure(format > 0 && count <= MOST_SECTIONS)?;
    let table = PREFIX + count * ENTRY;
    ensure(number(table) == bytes.get(..table).map(crc32c))?;
    let mut at = table + 4;
    let mut sections: Vec<(u32, &[u8])> = Vec::with_capacity(count);
    for index in 0..count {
        let entry = PREFIX + index * ENTRY;
        let (id, length, crc) = (number(entry), number(entry + 4), number(entry + 8));
        let section = bytes
            .get(at..at + length.ok_or(Refusal::Corrupt)? as usize)
            .ok_or(Refusal::Corrupt)?;
        let id = id.ok_or(Refusal::Corrupt)?;
        ensure(crc == Some(crc32c(section)) && sections.iter().all(|earlier| earlier.0 != id))?;
        sections.push((id, section));
        at += section.len();
    }
    ensure(at == bytes.len())?;
    Ok(sections)
}
