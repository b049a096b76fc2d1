//! The state of a stream as the sections of a container.
//!
//! All numbers are little-endian. There is a section for each part of a stream, so that models of further shapes get
//! sections of their own. A loader refuses whatever does not agree with itself: a state never loads by half.

use crate::baseline::{Teaching, Young, ANCHOR_CALIBRATION};
use crate::calibration::{Calibration, Sample, STATISTICS};
use crate::container::{assemble, ensure, numbers, parse_numbers, take_apart};
use crate::pair::Pair;
use crate::ready::{Ready, RECENT_CALIBRATION};
use crate::shape::{Mode, Shape};
use crate::stream::{Options, Phase, Stream, MOST_EVENTS};

pub use crate::container::{Refusal, FORMAT};

const HEAD: u32 = 1;
const YOUNG_TEXT: u32 = 2;
const YOUNG_ENDS: u32 = 3;
const TEACHING_PAIR: u32 = 4;
const TEACHING_HISTORY: u32 = 5;
const ANCHOR_PAIR: u32 = 6;
const ANCHOR_CALIBRATION_SAMPLES: u32 = 7;
const RECENT_PAIR: u32 = 8;
const RECENT_WINDOW: u32 = 9;

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
