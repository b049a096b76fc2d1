//! Seeded streams: a restored one goes on as the saved one would have, and the line cache changes no answer.

mod synthetic;

use driftlock_model::mask::{mask, mask_with_map};
use driftlock_model::shape::Mode;
use driftlock_model::state::load;
use driftlock_model::stream::Stream;
use driftlock_model::workspace::Workspace;
use synthetic::*;

const KINDS: [&[&str]; 7] = [LOG, SESSION, JSON, PAIRS, TEXT, NUMBER, NOISE];

/// One event and what is done with it, by chance.
fn step(stream: &mut Stream, event: &[u8], chance: &mut Chance, workspace: &mut Workspace) -> Answer {
    let learn = chance.below(10) > 0;
    let explain_at = [0, 50_000_000, 1_000_000_000][chance.below(3)];
    let answer = push(stream, event, learn, explain_at, workspace);
    if chance.below(60) == 0 {
        stream.anchor(workspace).unwrap();
    }
    answer
}

#[test]
fn at_every_point_of_its_life_a_stream_continues_identically() {
    for (seed, templates) in KINDS.iter().enumerate() {
        let events: Vec<_> = Events::new(templates, seed as u64).take(110).collect();
        let life = |mut stream: Stream, from: usize| {
            let mut workspace = Workspace::new(true);
            let mut states = vec![save(&stream)];
            let mut answers = Vec::new();
            for (at, event) in events.iter().enumerate().skip(from) {
                answers.push(step(&mut stream, event, &mut Chance(at as u64), &mut workspace));
                states.push(save(&stream));
            }
            (answers, states)
        };
        let (answers, states) = life(stream(75, Mode::Automatic), 0);
        for point in (0..events.len()).step_by(9) {
            let (found, last) = life(load(&states[point]).unwrap(), point);
            assert_eq!(found, answers[point..], "restored at {point}");
            assert!(last == states[point..], "restored at {point}");
        }
    }
}

#[test]
fn the_line_cache_changes_no_answer() {
    for mode in [Mode::Anchored, Mode::Tracking] {
        let (mut one, mut other) = (stream(40, mode), stream(40, mode));
        let (mut cached, mut afresh) = (Workspace::new(true), Workspace::new(false));
        let few: Vec<_> = Events::new(SESSION, 1).take(25).collect();
        let mut chance = Chance(2);
        for at in 0..3000 {
            let event = &few[chance.below(few.len())];
            let found = step(&mut one, event, &mut Chance(at), &mut cached);
            assert_eq!(found, step(&mut other, event, &mut Chance(at), &mut afresh));
        }
        assert!(save(&one) == save(&other));
    }
}

#[test]
fn a_workspace_serves_any_number_of_streams() {
    let events: Vec<_> = Events::new(TEXT, 3).take(200).collect();
    let mut alone: Vec<_> = (0..4).map(|at| stream(30 + at, Mode::Automatic)).collect();
    let mut together: Vec<_> = (0..4).map(|at| stream(30 + at, Mode::Automatic)).collect();
    let mut shared = Workspace::new(true);
    for (at, event) in events.iter().enumerate() {
        for (one, other) in alone.iter_mut().zip(&mut together) {
            let expected = step(one, event, &mut Chance(at as u64), &mut Workspace::new(false));
            assert_eq!(step(other, event, &mut Chance(at as u64), &mut shared), expected);
        }
    }
}

#[test]
fn the_words_of_an_event_cost_what_the_event_costs() {
    let (mut stream, mut workspace) = (stream(60, Mode::Anchored), Workspace::new(true));
    follow(&mut stream, Events::new(LOG, 4).take(200), &mut workspace);
    for event in Events::new(TEXT, 5).take(200) {
        let (score, words) = stream.score(&event, 1_000_000_000, &mut workspace).unwrap();
        if words.len() < driftlock_model::words::MOST_WORDS {
            assert_eq!(words.iter().map(|word| word.bits).sum::<u32>(), score.bits);
        }
        assert!(words
            .iter()
            .all(|word| word.start <= word.end && word.end as usize <= event.len()));
        assert_eq!(words, stream.explain(&event, &mut workspace).unwrap());
    }
}

#[test]
fn a_mask_is_never_longer_and_masked_again_the_same_but_for_zeros() {
    let (mut once, mut twice, mut mapped, mut map) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for event in KINDS
        .iter()
        .flat_map(|templates| Events::new(templates, 6).take(300))
    {
        mask(&event, &mut once);
        mask(&once, &mut twice);
        mask_with_map(&event, &mut mapped, &mut map);

        let without_zeros = |text: &[u8]| {
            text.iter()
                .copied()
                .filter(|&byte| byte != b'0')
                .collect::<Vec<_>>()
        };
        assert!(once.len() <= event.len() && mapped == once);
        assert_eq!(without_zeros(&once), without_zeros(&twice));
    }
}
