//! The state of a stream as bytes: magic, format version, a table of sections with length and CRC-32C, the sections.
//!
//! All numbers are little-endian. There is a section for each part of a stream, so that models of further shapes get
//! sections of their own. A loader refuses whatever does not agree with itself: a state never loads by half.

use crate::baseline::{Teaching, Young, ANCHOR_CALIBRATION};
use crate::calibration::{Calibration, Sample, STATISTICS};
use crate::crc::crc32c;
use crate::pair::Pair;
use crate::ready::{Ready, RECENT_CALIBRATION};
use crate::shape::{Mode, Shape};
use crate::stream::{Options, Phase, Stream};
use crate::OutOfMemory;

const MAGIC: &[u8; 8] = b"DRIFTLCK";

/// Format that is written. Older ones are read, newer ones refused.
pub const FORMAT: u32 = 1;

const MOST_SECTIONS: usize = 16;

/// More events than this nobody has seen; counting them on never overflows.
const MOST_EVENTS: u64 = 1 << 62;

const HEAD: u32 = 1;
const YOUNG_TEXT: u32 = 2;
const YOUNG_ENDS: u32 = 3;
const TEACHING_PAIR: u32 = 4;
const TEACHING_HISTORY: u32 = 5;
const ANCHOR_PAIR: u32 = 6;
const ANCHOR_CALIBRATION_SAMPLES: u32 = 7;
const RECENT_PAIR: u32 = 8;
const RECENT_WINDOW: u32 = 9;

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

/// The whole stream as bytes.
pub fn save(stream: &Stream) -> Vec<u8> {
    let mut sections = vec![(HEAD, head(stream))];
    match &stream.phase {
        Phase::Young(young) => {
            sections.push((YOUNG_TEXT, young.text.clone()));
            sections.push((YOUNG_ENDS, numbers(young.ends.iter().copied())));
        }
        Phase::Teaching(teaching) => {
            let (newer, older) = teaching.history.split_at(teaching.oldest);
            sections.push((TEACHING_PAIR, pair(&teaching.pair)));
            sections.push((
                TEACHING_HISTORY,
                numbers(older.iter().chain(newer).flatten().copied()),
            ));
        }
        Phase::Ready(ready) => {
            let samples = ready.anchor_calibration.samples();
            let entries = ready
                .window
                .iter()
                .flat_map(|entry| entry.0.iter().copied().chain(Some(entry.1)));
            sections.push((ANCHOR_PAIR, pair(&ready.anchor)));
            sections.push((
                ANCHOR_CALIBRATION_SAMPLES,
                numbers(samples.iter().flat_map(|s| s.values()).copied()),
            ));
            if let Some(recent) = &ready.recent {
                sections.push((RECENT_PAIR, pair(recent)));
            }
            sections.push((RECENT_WINDOW, numbers(entries)));
        }
    }
    assemble(&sections)
}

/// The stream that [`save`] wrote; it goes on exactly as the saved one would have.
pub fn load(bytes: &[u8]) -> Result<Stream, Refusal> {
    let sections = take_apart(bytes)?;
    let find = |id: u32| {
        sections
            .iter()
            .find(|section| section.0 == id)
            .map(|section| section.1)
    };
    let section = |id: u32| find(id).ok_or(Refusal::Corrupt);
    let (mut stream, phase) = parse_head(section(HEAD)?)?;
    let expected = match phase {
        0 => {
            stream.phase = Phase::Young(parse_young(
                section(YOUNG_TEXT)?,
                section(YOUNG_ENDS)?,
                stream.taught,
            )?);
            3
        }
        1 => {
            let history = parse_entries::<STATISTICS>(section(TEACHING_HISTORY)?, ANCHOR_CALIBRATION)?;
            let kept = (stream.taught as usize).min(ANCHOR_CALIBRATION);
            let pair = parse_pair(section(TEACHING_PAIR)?)?;
            ensure(history.len() == kept)?;
            stream.phase = Phase::Teaching(Box::new(Teaching {
                pair,
                history,
                oldest: 0,
            }));
            3
        }
        2 => {
            let recent = find(RECENT_PAIR).map(parse_pair).transpose()?;
            let window: Vec<[u32; STATISTICS + 1]> =
                parse_entries(section(RECENT_WINDOW)?, RECENT_CALIBRATION)?;
            let entries = window
                .iter()
                .map(|&[t, r, k, m, fused]| ([t, r, k, m], fused))
                .collect();
            let calibration = parse_samples(section(ANCHOR_CALIBRATION_SAMPLES)?)?;
            let anchor = parse_pair(section(ANCHOR_PAIR)?)?;
            let expected = 4 + recent.is_some() as usize;
            stream.phase = Phase::Ready(Box::new(Ready::of(anchor, calibration, recent, entries)));
            expected
        }
        _ => return Err(Refusal::Corrupt),
    };
    ensure(sections.len() == expected)?;
    Ok(stream)
}

fn head(stream: &Stream) -> Vec<u8> {
    let phase = match stream.phase {
        Phase::Young(_) => 0,
        Phase::Teaching(_) => 1,
        Phase::Ready(_) => 2,
    };
    let Options {
        baseline,
        shape,
        mode,
    } = stream.options;
    let (low, high) = (stream.events as u32, (stream.events >> 32) as u32);
    numbers(
        [
            phase,
            baseline,
            shape as u32,
            mode as u32,
            stream.shape as u32,
            stream.taught,
            low,
            high,
        ]
        .into_iter(),
    )
}

fn parse_head(bytes: &[u8]) -> Result<(Stream, u32), Refusal> {
    let [phase, baseline, asked, mode, shape, taught, low, high]: [u32; 8] =
        parse_numbers(bytes)?.try_into().map_err(|_| Refusal::Corrupt)?;
    let asked = Shape::from_number(asked).ok_or(Refusal::Corrupt)?;
    let shape = Shape::from_number(shape).ok_or(Refusal::Corrupt)?;
    let mode = Mode::from_number(mode).ok_or(Refusal::Corrupt)?;
    let mut stream = Stream::new(Options {
        baseline,
        shape: asked,
        mode,
    })
    .ok_or(Refusal::Corrupt)?;
    (stream.shape, stream.taught, stream.events) = (shape, taught, (high as u64) << 32 | low as u64);
    let settled = shape != Shape::Undetermined;
    ensure(taught <= baseline && taught as u64 <= stream.events && stream.events <= MOST_EVENTS)?;
    ensure(if asked == Shape::Undetermined {
        settled == (phase > 0)
    } else {
        shape == asked
    })?;
    ensure(phase == 0 || taught > 0)?;
    ensure(phase == 2 || taught < baseline)?;
    Ok((stream, phase))
}

fn parse_young(text: &[u8], ends: &[u8], taught: u32) -> Result<Young, Refusal> {
    let ends = parse_numbers(ends)?;
    let young = Young {
        text: text.to_vec(),
        ends,
    };
    let ascending = young.ends.windows(2).all(|pair| pair[0] <= pair[1]);
    let whole = young.ends.last().copied().unwrap_or(0) as usize == young.text.len();
    ensure(ascending && whole && young.ends.len() == taught as usize && young.is_young())?;
    Ok(young)
}

fn pair(pair: &Pair) -> Vec<u8> {
    let mut out = Vec::with_capacity(Pair::BYTES);
    pair.masked.save(&mut out);
    pair.raw.save(&mut out);
    out
}

fn parse_pair(bytes: &[u8]) -> Result<Pair, Refusal> {
    ensure(bytes.len() == Pair::BYTES)?;
    let (masked, raw) = bytes.split_at(bytes.len() / 2);
    let model = |bytes| crate::bytes::ByteModel::load(bytes)?.ok_or(Refusal::Corrupt);
    Ok(Pair {
        masked: model(masked)?,
        raw: model(raw)?,
    })
}

fn parse_samples(bytes: &[u8]) -> Result<Calibration, Refusal> {
    let values = parse_numbers(bytes)?;
    let length = values.len() / (STATISTICS + 1);
    ensure(length * (STATISTICS + 1) == values.len() && length <= ANCHOR_CALIBRATION)?;
    let samples: Vec<&[u32]> = (0..=STATISTICS)
        .map(|at| &values[at * length..(at + 1) * length])
        .collect();
    ensure(
        samples
            .iter()
            .all(|sample| sample.windows(2).all(|pair| pair[0] <= pair[1])),
    )?;
    let sample = |at: usize| Sample::of(samples[at].to_vec());
    Ok(Calibration::from_samples(
        [0, 1, 2, 3].map(sample),
        sample(STATISTICS),
    ))
}

fn parse_entries<const N: usize>(bytes: &[u8], most: usize) -> Result<Vec<[u32; N]>, Refusal> {
    let values = parse_numbers(bytes)?;
    ensure(values.len() % N == 0 && values.len() / N <= most)?;
    Ok(values
        .chunks_exact(N)
        .map(|chunk| std::array::from_fn(|at| chunk[at]))
        .collect())
}

fn numbers(values: impl Iterator<Item = u32>) -> Vec<u8> {
    values.flat_map(u32::to_le_bytes).collect()
}

fn parse_numbers(bytes: &[u8]) -> Result<Vec<u32>, Refusal> {
    ensure(bytes.len() % 4 == 0)?;
    Ok(bytes
        .chunks_exact(4)
        .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect())
}

fn ensure(holds: bool) -> Result<(), Refusal> {
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

fn assemble(sections: &[(u32, Vec<u8>)]) -> Vec<u8> {
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

fn take_apart(bytes: &[u8]) -> Result<Vec<(u32, &[u8])>, Refusal> {
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
