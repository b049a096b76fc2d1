//! The state of a stream as the sections of a container.
//!
//! All numbers are little-endian. There is a section for each part of a stream, so that models of further shapes get
//! sections of their own. A loader refuses whatever does not agree with itself: a state never loads by half.

use crate::baseline::{settled, Teaching, Young, ANCHOR_CALIBRATION};
use crate::calibration::{Calibration, Sample, STATISTICS};
use crate::container::{ensure, parse_numbers, put, take_apart, Assembly};
use crate::pair::Pair;
use crate::ready::{Calibrations, Ready, RECENT_CALIBRATION};
use crate::shape::{Mode, Shape};
use crate::stream::{Options, Phase, Stream, MOST_EVENTS};
use crate::{gathered, OutOfMemory};

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
pub fn save(stream: &Stream) -> Result<Vec<u8>, OutOfMemory> {
    match &stream.phase {
        Phase::Young(young) => {
            let mut state = begin(stream, 0, 3)?;
            state.add(YOUNG_TEXT, young.text.len(), |out| {
                out.extend_from_slice(&young.text)
            })?;
            state.add(YOUNG_ENDS, 4 * young.ends.len(), |out| {
                put(out, young.ends.iter().copied())
            })?;
            state.finish()
        }
        Phase::Teaching(teaching) => {
            let mut state = begin(stream, 1, 3)?;
            let (newer, older) = teaching.history.split_at(teaching.oldest);
            let length = 4 * STATISTICS * teaching.history.len();
            add_pair(&mut state, TEACHING_PAIR, &teaching.pair)?;
            state.add(TEACHING_HISTORY, length, |out| {
                put(out, older.iter().chain(newer).flatten().copied())
            })?;
            state.finish()
        }
        Phase::Ready(ready) => {
            let mut state = begin(stream, 2, 4 + ready.recent.is_some() as usize)?;
            let calibration = &ready.anchor_calibration;
            let samples = calibration.samples().flat_map(Sample::values).copied();
            let entries = ready
                .window
                .iter()
                .flat_map(|entry| entry.0.iter().copied().chain(Some(entry.1)));
            let numbers_of = |count: usize| 4 * (STATISTICS + 1) * count;
            add_pair(&mut state, ANCHOR_PAIR, &ready.anchor)?;
            state.add(
                ANCHOR_CALIBRATION_SAMPLES,
                numbers_of(calibration.count()),
                |out| put(out, samples),
            )?;
            if let Some(recent) = &ready.recent {
                add_pair(&mut state, RECENT_PAIR, recent)?;
            }
            state.add(RECENT_WINDOW, numbers_of(ready.window.len()), |out| {
                put(out, entries)
            })?;
            state.finish()
        }
    }
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
            let ready = parse_ready(&stream, section, find(RECENT_PAIR))?;
            stream.phase = Phase::Ready(Box::new(ready));
            4 + find(RECENT_PAIR).is_some() as usize
        }
        _ => return Err(Refusal::Corrupt),
    };
    ensure(sections.len() == expected)?;
    Ok(stream)
}

/// A state of so many sections, the first of which is the head.
fn begin(stream: &Stream, phase: u32, sections: usize) -> Result<Assembly, OutOfMemory> {
    let Options {
        baseline,
        shape,
        mode,
    } = stream.options;
    let events = stream.events();
    let head = [
        phase,
        baseline,
        shape as u32,
        mode as u32,
        stream.shape as u32,
        stream.taught,
        events as u32,
        (events >> 32) as u32,
    ];
    let mut state = Assembly::of(sections)?;
    state.add(HEAD, 4 * head.len(), |out| put(out, head))?;
    Ok(state)
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
    let events = (high as u64) << 32 | low as u64;
    (stream.shape, stream.taught, stream.events) = (shape, taught, events.into());
    let settled = shape != Shape::Undetermined;
    ensure(taught <= baseline && taught as u64 <= events && events <= MOST_EVENTS)?;
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
        text: gathered(text.len(), text.iter().copied())?,
        ends,
    };
    let ascending = young.ends.windows(2).all(|pair| pair[0] <= pair[1]);
    let whole = young.ends.last().copied().unwrap_or(0) as usize == young.text.len();
    ensure(ascending && whole && young.ends.len() == taught as usize && young.is_young())?;
    Ok(young)
}

fn add_pair(state: &mut Assembly, id: u32, pair: &Pair) -> Result<(), OutOfMemory> {
    state.add(id, Pair::BYTES, |out| {
        pair.masked.save(out);
        pair.raw.save(out);
    })
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

fn parse_ready<'a>(
    stream: &Stream,
    section: impl Fn(u32) -> Result<&'a [u8], Refusal>,
    recent: Option<&[u8]>,
) -> Result<Ready, Refusal> {
    let calibration = parse_samples(section(ANCHOR_CALIBRATION_SAMPLES)?)?;
    let window: Vec<[u32; STATISTICS + 1]> = parse_entries(section(RECENT_WINDOW)?, RECENT_CALIBRATION)?;
    ensure(are_of_one_life(
        stream,
        calibration.count(),
        window.len(),
        recent.is_some(),
    ))?;
    let entry = |&[t, r, k, m, fused]: &[u32; STATISTICS + 1]| ([t, r, k, m], fused);
    let entries = gathered(window.len(), window.iter().map(entry))?;
    let anchor = parse_pair(section(ANCHOR_PAIR)?)?;
    let recent = recent.map(parse_pair).transpose()?;
    let calibrations = Calibrations::of(calibration, &entries)?;
    Ok(Ready::new(anchor, recent, calibrations))
}

/// Whether calibrations of these lengths can have come about. The baseline settles so many events for the anchor, and
/// the window begins with the newest of them; each event that the recent model learns lengthens the window, up to its
/// most; and anchoring anew makes the window the anchor's calibration.
fn are_of_one_life(stream: &Stream, calibration: usize, window: usize, has_learned: bool) -> bool {
    let settled = settled(stream.taught);
    let shortest = settled.min(RECENT_CALIBRATION);
    let pushed = (stream.events() - stream.taught as u64).min(RECENT_CALIBRATION as u64) as usize;
    let longest = (shortest + pushed).min(RECENT_CALIBRATION);
    let begun = calibration.min(RECENT_CALIBRATION);
    let is_first = calibration == settled;
    let is_anew = (shortest..=longest).contains(&calibration);
    let learned = if has_learned {
        window > begun || window == RECENT_CALIBRATION
    } else {
        window == begun
    };
    (is_first || is_anew) && window <= longest && learned && (!has_learned || pushed > 0)
}

fn parse_samples(bytes: &[u8]) -> Result<Calibration, Refusal> {
    let values = parse_numbers(bytes)?;
    let length = values.len() / (STATISTICS + 1);
    ensure(length * (STATISTICS + 1) == values.len() && length <= ANCHOR_CALIBRATION)?;
    let sample = |at: usize| -> Result<Sample, Refusal> {
        let sorted = &values[at * length..(at + 1) * length];
        ensure(sorted.windows(2).all(|pair| pair[0] <= pair[1]))?;
        Ok(Sample::of(gathered(length, sorted.iter().copied())?))
    };
    let votes = [sample(0)?, sample(1)?, sample(2)?, sample(3)?];
    Ok(Calibration::from_samples(votes, sample(STATISTICS)?))
}

fn parse_entries<const N: usize>(bytes: &[u8], most: usize) -> Result<Vec<[u32; N]>, Refusal> {
    let values = parse_numbers(bytes)?;
    ensure(values.len() % N == 0 && values.len() / N <= most)?;
    let entry = |chunk: &[u32]| std::array::from_fn(|at| chunk[at]);
    Ok(gathered(values.len() / N, values.chunks_exact(N).map(entry))?)
}
