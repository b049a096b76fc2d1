//! What kind of events a stream holds, judged by its first ones, and which model decides by default.

use crate::contexts::is_word;
use crate::mask::mask;
use crate::{reserve, OutOfMemory};

/// Events that are looked at.
pub const LOOKED_AT: usize = 32;

/// The kind of events in a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Shape {
    /// Not known yet.
    Undetermined = 0,
    /// Lines with a recurring form.
    Log = 1,
    /// Free text: prompts, messages.
    Text = 2,
    /// JSON objects, or lines of `key=value`.
    Record = 3,
    /// Sequences of tokens from a small vocabulary.
    Session = 4,
    /// One number an event, optionally behind a time.
    Numeric = 5,
}

/// Which of a stream's two models decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Mode {
    /// As usual for the shape.
    Automatic = 0,
    /// The frozen anchor.
    Anchored = 1,
    /// The recent model, which learns every event.
    Tracking = 2,
}

impl Shape {
    /// The shape with that number, if there is one.
    pub fn from_number(number: u32) -> Option<Shape> {
        use Shape::*;
        [Undetermined, Log, Text, Record, Session, Numeric]
            .get(number as usize)
            .copied()
    }

    /// Lines and series change their habits with time, the others do not (docs/detection-quality.md).
    pub fn usual_mode(self) -> Mode {
        match self {
            Shape::Undetermined | Shape::Log | Shape::Numeric => Mode::Tracking,
            Shape::Text | Shape::Record | Shape::Session => Mode::Anchored,
        }
    }

    /// The shape of a stream that begins with `events`; the first [`LOOKED_AT`] count.
    pub fn of(events: &[&[u8]]) -> Result<Shape, OutOfMemory> {
        let events = &events[..events.len().min(LOOKED_AT)];
        let most =
            |holds: fn(&[u8]) -> bool| count(events, holds) * 10 >= events.len() * 9 && !events.is_empty();
        Ok(if most(is_sample) {
            Shape::Numeric
        } else if most(is_record) {
            Shape::Record
        } else if are_sessions(events)? {
            Shape::Session
        } else if count(events, is_dated) * 2 >= events.len() || share_beginnings(events) {
            Shape::Log
        } else {
            Shape::Text
        })
    }
}

impl Mode {
    /// The mode with that number, if there is one.
    pub fn from_number(number: u32) -> Option<Mode> {
        [Mode::Automatic, Mode::Anchored, Mode::Tracking]
            .get(number as usize)
            .copied()
    }
}

fn count(events: &[&[u8]], holds: fn(&[u8]) -> bool) -> usize {
    events.iter().filter(|event| holds(event)).count()
}

fn tokens(event: &[u8]) -> impl Iterator<Item = &[u8]> {
    event
        .split(|byte| matches!(byte, b' ' | b'\t'))
        .filter(|token| !token.is_empty())
}

/// At most two words of a time, then a number.
fn is_sample(event: &[u8]) -> bool {
    let parts: Vec<&[u8]> = event
        .split(|byte| matches!(byte, b' ' | b'\t' | b',' | b';'))
        .filter(|part| !part.is_empty())
        .take(4)
        .collect();
    match parts.split_last() {
        Some((number, time)) => time.len() <= 2 && is_number(number) && time.iter().all(|part| is_time(part)),
        None => false,
    }
}

fn is_number(part: &[u8]) -> bool {
    std::str::from_utf8(part).map_or(false, |text| text.parse::<f64>().map_or(false, f64::is_finite))
}

fn is_time(part: &[u8]) -> bool {
    part[0].is_ascii_digit()
        && part
            .iter()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'-' | b':' | b'T' | b'Z' | b'.' | b'+' | b'/'))
}

fn is_record(event: &[u8]) -> bool {
    let first = event.iter().find(|byte| !byte.is_ascii_whitespace());
    let last = event.iter().rev().find(|byte| !byte.is_ascii_whitespace());
    let pairs = tokens(event).filter(|token| is_pair(token)).count();
    (first, last) == (Some(&b'{'), Some(&b'}')) || pairs >= 3 && pairs * 4 >= tokens(event).count() * 3
}

/// `key=value`, the value perhaps empty.
fn is_pair(token: &[u8]) -> bool {
    let key = token.split(|&byte| byte == b'=').next().unwrap_or(token);
    key.len() < token.len()
        && key.first().map_or(false, u8::is_ascii_alphabetic)
        && key
            .iter()
            .all(|&byte| is_word(byte) || matches!(byte, b'_' | b'.' | b'-'))
}

/// Short ids (`E22`, `open`-like words do not count) from a vocabulary that recurs at least fourfold.
fn are_sessions(events: &[&[u8]]) -> Result<bool, OutOfMemory> {
    let all = || events.iter().flat_map(|event| tokens(event));
    let (count, ids) = (all().count(), all().filter(|token| is_id(token)).count());
    if count == 0 || count < events.len() * 3 || ids * 20 < count * 19 {
        return Ok(false);
    }
    let mut distinct = Vec::new();
    reserve(&mut distinct, count)?;
    distinct.extend(all());
    distinct.sort_unstable();
    distinct.dedup();
    Ok(distinct.len() * 4 <= count)
}

fn is_id(token: &[u8]) -> bool {
    let plain = token.len() <= 16
        && token
            .iter()
            .all(|&byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    plain && (token.iter().any(u8::is_ascii_digit) || !token.iter().any(u8::is_ascii_lowercase))
}

/// Two numbers within the first 24 bytes: a time, an address, a process.
fn is_dated(event: &[u8]) -> bool {
    let start = &event[..event.len().min(24)];
    start
        .split(|byte| !byte.is_ascii_digit())
        .filter(|digits| !digits.is_empty())
        .count()
        >= 2
}

/// Half of the events begin with two words that another one begins with too.
fn share_beginnings(events: &[&[u8]]) -> bool {
    let mut masked = Vec::new();
    let mut beginnings: Vec<Vec<u8>> = events
        .iter()
        .map(|event| {
            mask(&event[..event.len().min(64)], &mut masked);
            masked
                .split(|&byte| !is_word(byte))
                .filter(|word| !word.is_empty())
                .take(2)
                .collect::<Vec<_>>()
                .concat()
        })
        .collect();
    beginnings.sort_unstable();
    beginnings.dedup();
    events.len() > 1 && beginnings.len() * 2 <= events.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(events: &[&str]) -> Shape {
        Shape::of(&events.iter().map(|event| event.as_bytes()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn knows_the_shapes_by_their_first_events() {
        assert_eq!(shape(&["12.5", "13", "-1e3"]), Shape::Numeric);
        assert_eq!(
            shape(&["2026-11-20 10:00:00,12.5", "2026-11-20 10:05:00,13"]),
            Shape::Numeric
        );
        assert_eq!(shape(&[r#"{"a":1,"b":"x"}"#, r#" {"a":2} "#]), Shape::Record);
        assert_eq!(
            shape(&["level=info msg=started port=80", "level=warn msg=slow ms=120"]),
            Shape::Record
        );
        assert_eq!(
            shape(&["E5 E22 E5 E11 E9 E11", "E5 E5 E22 E11 E9 E9", "E22 E5 E5 E11"]),
            Shape::Session
        );
        assert_eq!(
            shape(&["2026-11-20T10:00:00Z started", "2026-11-20T10:00:01Z stopped"]),
            Shape::Log
        );
        assert_eq!(
            shape(&["connection from a", "connection from b", "connection from c"]),
            Shape::Log
        );
        assert_eq!(
            shape(&[
                "Ok lar, joking with you",
                "We're done...",
                "See you at campus then"
            ]),
            Shape::Text
        );
    }

    #[test]
    fn has_an_answer_for_nothing_and_for_rubbish() {
        assert_eq!(shape(&[]), Shape::Log);
        assert_eq!(shape(&["", "", ""]), Shape::Log);
        assert_eq!(Shape::of(&[b"\0\xff\xfe"]), Ok(Shape::Text));
    }
}
