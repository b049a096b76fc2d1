//! The container of a saved state: magic, format version, a table of sections with length and CRC-32C, the sections.

use crate::crc::crc32c;
use crate::{filled, gathered, room, OutOfMemory};

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

/// Writes numbers as bytes.
pub(crate) fn put(out: &mut Vec<u8>, values: impl IntoIterator<Item = u32>) {
    values
        .into_iter()
        .for_each(|value| out.extend_from_slice(&value.to_le_bytes()));
}

/// Bytes as numbers.
pub(crate) fn parse_numbers(bytes: &[u8]) -> Result<Vec<u32>, Refusal> {
    ensure(bytes.len() % 4 == 0)?;
    let number = |four: &[u8]| u32::from_le_bytes([four[0], four[1], four[2], four[3]]);
    Ok(gathered(bytes.len() / 4, bytes.chunks_exact(4).map(number))?)
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

/// A state in the making: the table's place is left free and filled in at the end.
pub(crate) struct Assembly {
    state: Vec<u8>,
    entries: Vec<[u32; 3]>,
}

impl Assembly {
    /// A state of `count` sections.
    pub fn of(count: usize) -> Result<Assembly, OutOfMemory> {
        let table = PREFIX + count * ENTRY + 4;
        Ok(Assembly {
            state: filled(0, table)?,
            entries: room(count)?,
        })
    }

    /// The next section: `length` bytes, which `write` appends.
    pub fn add(
        &mut self,
        id: u32,
        length: usize,
        write: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), OutOfMemory> {
        self.state.try_reserve_exact(length).map_err(|_| OutOfMemory)?;
        let from = self.state.len();
        write(&mut self.state);
        debug_assert_eq!(self.state.len() - from, length);
        self.entries
            .push([id, length as u32, crc32c(&self.state[from..])]);
        Ok(())
    }

    /// The whole state.
    pub fn finish(mut self) -> Result<Vec<u8>, OutOfMemory> {
        let mut table = room(PREFIX + self.entries.len() * ENTRY + 4)?;
        table.extend_from_slice(MAGIC);
        put(&mut table, [FORMAT, self.entries.len() as u32]);
        put(&mut table, self.entries.iter().flatten().copied());
        let checksum = crc32c(&table);
        put(&mut table, [checksum]);
        self.state[..table.len()].copy_from_slice(&table);
        Ok(self.state)
    }
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
    let mut sections: Vec<(u32, &[u8])> = room(count)?;
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
