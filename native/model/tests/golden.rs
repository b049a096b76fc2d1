//! What every build on every machine must answer to fixed streams: old compilers and new ones, and the .NET tests
//! (`GoldenDigestTests`) with the same digests.

mod synthetic;

use driftlock_model::score::Score;
use driftlock_model::shape::Mode;
use driftlock_model::words::WordCost;
use driftlock_model::workspace::Workspace;
use synthetic::*;

fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ byte as u64).wrapping_mul(0x100_0000_01B3)
    })
}

fn digest(answers: &[Answer]) -> u64 {
    let score = |score: &Score| {
        vec![
            score.bits,
            score.expected_bits,
            score.score,
            score.p,
            score.anchor_p,
            score.recent_p,
            score.calibration,
            score.flags,
        ]
    };
    let word = |word: &WordCost| vec![word.start, word.end, word.bits, word.raw_bits, word.literal];
    fnv(answers
        .iter()
        .flat_map(|answer| score(&answer.0).into_iter().chain(answer.1.iter().flat_map(word)))
        .flat_map(u32::to_le_bytes))
}

fn check(templates: &'static [&'static str], baseline: u32, count: usize, answers: u64, state: u64) {
    let (mut stream, mut workspace) = (stream(baseline, Mode::Automatic), Workspace::new(true));

    let found = follow(&mut stream, Events::new(templates, 1).take(count), &mut workspace);

    let found = (digest(&found), fnv(save(&stream).into_iter()));
    assert_eq!(found, (answers, state), "{:x} {:x}", found.0, found.1);
}

#[test]
fn the_bits_of_a_known_log_are_the_known_ones() {
    check(LOG, 400, 1200, 0x488f_f24c_e869_dc2d, 0xb446_c503_53fe_6459);
}

#[test]
fn the_bits_of_a_log_that_outlives_its_calibration_are_the_known_ones() {
    check(LOG, 1400, 2200, 0x0f8a_a070_44fb_6f24, 0x3156_3f8c_b930_0a6a);
}

#[test]
fn the_bits_of_known_sessions_are_the_known_ones() {
    check(SESSION, 300, 900, 0xab55_7154_7ffa_08b5, 0x8d28_02d5_8c83_73de);
}

#[test]
fn the_bits_of_known_records_are_the_known_ones() {
    check(JSON, 200, 600, 0x89e4_1478_079f_9bc0, 0x3fd5_08d2_e280_97e5);
    check(PAIRS, 200, 600, 0x60c5_fe27_8bf6_1225, 0xfcb5_2362_5a8d_80ee);
}

#[test]
fn the_bits_of_a_known_text_are_the_known_ones() {
    check(TEXT, 200, 600, 0xba1b_9e37_2e7f_0ccf, 0xe2b8_5c16_6e1f_5a48);
}

#[test]
fn the_bits_of_known_numbers_are_the_known_ones() {
    check(NUMBER, 100, 600, 0x7dcb_6da9_9393_5045, 0x9f5c_a063_b717_efef);
}

#[test]
fn the_bits_of_known_noise_are_the_known_ones() {
    check(NOISE, 100, 400, 0x9c1e_d55e_d855_6fb5, 0x249b_8ae9_b511_2eb3);
}
