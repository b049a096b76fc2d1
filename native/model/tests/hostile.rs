//! Saved states that somebody tampered with. Damage is refused; a forgery whose checksums are right is refused as well,
//! or it is a stream like any other: it scores, learns, and can be saved and loaded again.

mod synthetic;

use driftlock_model::shape::Mode;
use driftlock_model::state::{load, Refusal, FORMAT};
use driftlock_model::stream::Stream;
use driftlock_model::workspace::Workspace;
use synthetic::*;

const COUNT_AT: usize = 12;
const TABLE_AT: usize = 16;
const ENTRY: usize = 12;

/// A young, a teaching and a ready state, and one that was anchored anew.
fn states() -> Vec<Vec<u8>> {
    let mut workspace = Workspace::new(false);
    let mut lives: Vec<_> = [20, 70, 160, 160]
        .iter()
        .map(|&count| (stream(90, Mode::Automatic), count))
        .collect();
    for (stream, count) in &mut lives {
        follow(stream, Events::new(SESSION, 7).take(*count), &mut workspace);
    }
    assert!(lives[3].0.anchor(&mut workspace).unwrap());
    lives.iter().map(|(stream, _)| save(stream)).collect()
}

fn number(state: &[u8], at: usize) -> usize {
    u32::from_le_bytes([state[at], state[at + 1], state[at + 2], state[at + 3]]) as usize
}

fn put(state: &mut [u8], at: usize, number: u32) {
    state[at..at + 4].copy_from_slice(&number.to_le_bytes());
}

/// CRC-32C, bit by bit.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, &byte| {
        (0..8).fold(crc ^ byte as u32, |crc, _| {
            crc >> 1 ^ if crc & 1 != 0 { 0x82F6_3B78 } else { 0 }
        })
    })
}

/// First byte and length of every section.
fn sections(state: &[u8]) -> Vec<(usize, usize)> {
    let count = number(state, COUNT_AT);
    let mut at = TABLE_AT + count * ENTRY + 4;
    (0..count)
        .map(|index| {
            let length = number(state, TABLE_AT + index * ENTRY + 4);
            at += length;
            (at - length, length)
        })
        .collect()
}

/// Makes the checksums right again.
fn sign(state: &mut [u8]) {
    for (index, (at, length)) in sections(state).into_iter().enumerate() {
        let checksum = crc(&state[at..at + length]);
        put(state, TABLE_AT + index * ENTRY + 8, checksum);
    }
    let table = TABLE_AT + number(state, COUNT_AT) * ENTRY;
    let checksum = crc(&state[..table]);
    put(state, table, checksum);
}

/// Whether a forgery is accepted; if so it must be as good as any stream.
fn lives_on(state: &[u8]) -> bool {
    match load(state) {
        Ok(mut stream) => {
            let mut workspace = Workspace::new(true);
            follow(&mut stream, Events::new(LOG, 8).take(12), &mut workspace);
            stream.anchor(&mut workspace).unwrap();
            follow(&mut stream, Events::new(NOISE, 9).take(12), &mut workspace);
            assert!(
                load(&save(&stream)).is_ok(),
                "what was accepted can be saved and loaded"
            );
            true
        }
        Err(refusal) => {
            assert_eq!(refusal, Refusal::Corrupt);
            false
        }
    }
}

#[test]
fn damage_is_refused_wherever_it_is() {
    let mut chance = Chance(1);
    for mut state in states() {
        let places = (0..200.min(state.len())).chain((0..200).map(|_| chance.below(state.len())));
        for place in places.collect::<Vec<_>>() {
            let kept = state[place];
            state[place] ^= 1 << chance.below(8);
            assert!(load(&state).is_err(), "byte {place}");
            state[place] = kept;
            assert!(load(&state[..place]).is_err(), "cut off at {place}");
        }
        assert!(load(&state).is_ok());
    }
}

#[test]
fn a_newer_format_is_named_as_such() {
    for mut state in states() {
        put(&mut state, 8, FORMAT + 1);
        sign(&mut state);
        assert_eq!(load(&state).err(), Some(Refusal::Newer));
        put(&mut state, 8, 0);
        sign(&mut state);
        assert_eq!(load(&state).err(), Some(Refusal::Corrupt));
    }
}

#[test]
fn signing_is_what_the_core_does() {
    for state in states() {
        let mut signed = state.clone();
        sign(&mut signed);
        assert!(signed == state);
    }
}

#[test]
fn a_forged_head_is_refused_or_lives_on() {
    let numbers = [
        0,
        1,
        2,
        3,
        5,
        6,
        19,
        20,
        21,
        89,
        90,
        91,
        1 << 20,
        (1 << 20) + 1,
        1 << 31,
        u32::MAX,
    ];
    for state in states() {
        let head = sections(&state)[0].0;
        for field in 0..8 {
            for &number in &numbers {
                let mut forged = state.clone();
                put(&mut forged, head + 4 * field, number);
                sign(&mut forged);
                lives_on(&forged);
            }
        }
    }
}

#[test]
fn a_head_at_odds_with_itself_is_refused() {
    let (young, teaching, ready) = (&states()[0], &states()[1], &states()[2]);
    let forged = |state: &[u8], fields: &[(usize, u32)]| {
        let (mut forged, head) = (state.to_vec(), sections(state)[0].0);
        fields
            .iter()
            .for_each(|&(field, number)| put(&mut forged, head + 4 * field, number));
        sign(&mut forged);
        load(&forged).err()
    };
    const BASELINE: usize = 1;
    const TAUGHT: usize = 5;
    const EVENTS: (usize, usize) = (6, 7);

    let corrupt = Some(Refusal::Corrupt);
    for state in [young, teaching] {
        let taught = number(state, sections(state)[0].0 + 4 * TAUGHT) as u32;
        assert_eq!(
            forged(state, &[(BASELINE, taught)]),
            corrupt,
            "it would have ended"
        );
        assert_eq!(forged(state, &[(TAUGHT, taught + 1)]), corrupt, "one is missing");
    }
    for state in [young, teaching, ready] {
        let countless = [(EVENTS.0, u32::MAX), (EVENTS.1, u32::MAX)];
        assert_eq!(forged(state, &countless), corrupt, "more than can be counted");
        assert_eq!(forged(state, &[(EVENTS.0, 1)]), corrupt, "fewer than were taught");
    }
}

/// The state with another content of one of its sections.
fn with_section(state: &[u8], index: usize, content: &[u8]) -> Vec<u8> {
    let (at, length) = sections(state)[index];
    let mut forged = [&state[..at], content, &state[at + length..]].concat();
    put(&mut forged, TABLE_AT + index * ENTRY + 4, content.len() as u32);
    sign(&mut forged);
    forged
}

/// Accepted are the lengths of calibration and window that some life ends with, and no others.
fn check_lengths(
    state: &[u8],
    calibrations: &[usize],
    windows: &[usize],
    can_be: impl Fn(usize, usize) -> bool,
) {
    let last = sections(state).len() - 1;
    for &calibration in calibrations {
        let samples: Vec<u8> = (0..5)
            .flat_map(|_| 0..calibration as u32)
            .flat_map(u32::to_le_bytes)
            .collect();
        let forged = with_section(state, 2, &samples);
        for &window in windows {
            let accepted = load(&with_section(&forged, last, &vec![7; 20 * window])).is_ok();
            let expected = can_be(calibration, window);
            assert_eq!(
                accepted, expected,
                "calibration of {calibration}, window of {window}"
            );
        }
    }
}

#[test]
fn calibration_and_window_of_lengths_that_no_life_has_are_refused() {
    // Of a baseline of 90 the first 32 events are set aside; 70 events came after it.
    let (learned, anew) = (&states()[2], &states()[3]);
    let lengths = [0, 1, 57, 58, 59, 90, 127, 128, 129, 1024];
    check_lengths(learned, &lengths, &lengths, |calibration, window| {
        58 <= calibration && calibration < window && window <= 128
    });
    check_lengths(anew, &lengths, &lengths, |calibration, window| {
        calibration == window && (58..=128).contains(&window)
    });

    let lengths = [0, 1, 1023, 1024, 1025, 1949, 1950, 1951, 2048, 2049];
    let (mut long, mut workspace) = (stream(3000, Mode::Automatic), Workspace::new(false));
    let mut events = Events::new(SESSION, 7);
    let mut learn =
        |stream: &mut Stream| drop(push(stream, &events.next().unwrap(), true, 0, &mut workspace));
    (0..3000).for_each(|_| learn(&mut long));
    let can_be = |calibration, window| matches!((calibration, window), (1950 | 1024, 1024));
    check_lengths(&save(&long), &lengths, &lengths, can_be);
    learn(&mut long);
    check_lengths(&save(&long), &lengths, &lengths, can_be);
}

#[test]
fn forged_sections_are_refused_or_live_on() {
    let mut chance = Chance(3);
    let mut accepted = 0;
    for state in states() {
        for round in 0..90 {
            let mut forged = state.clone();
            let sections = sections(&state);
            let (at, length) = sections[1 + chance.below(sections.len() - 1)];
            for _ in 0..1 + round % 3 {
                forged[at + chance.below(length)] = [0, 1, 0xff, chance.byte()][chance.below(4)];
            }
            sign(&mut forged);
            accepted += lives_on(&forged) as u32;
        }
    }
    assert!(accepted > 50, "some forgeries cannot be told: {accepted}");
}

#[test]
fn forged_lengths_are_refused() {
    for state in states() {
        for index in 0..number(&state, COUNT_AT) {
            for length in [0, 1, 4, 20, 1 << 20, u32::MAX] {
                let mut forged = state.clone();
                if number(&state, TABLE_AT + index * ENTRY + 4) == length as usize {
                    continue;
                }
                put(&mut forged, TABLE_AT + index * ENTRY + 4, length);
                let table = TABLE_AT + number(&state, COUNT_AT) * ENTRY;
                let checksum = crc(&forged[..table]);
                put(&mut forged, table, checksum);
                assert!(load(&forged).is_err());
            }
        }
    }
}
