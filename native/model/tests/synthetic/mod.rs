//! Made-up streams, the same as those of the .NET tests (`Driftlock.Native.Tests/Shared/SyntheticEvents.cs`, which says
//! how they are drawn), so that both must get the same digests.
#![allow(dead_code)] // Every test program compiles this file and uses a part of it.

use driftlock_model::score::Score;
use driftlock_model::shape::{Mode, Shape};
use driftlock_model::state;
use driftlock_model::stream::{Options, Stream};
use driftlock_model::words::WordCost;
use driftlock_model::workspace::Workspace;

/// SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ z >> 31
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.draw() % bound as u64) as usize
    }

    pub fn byte(&mut self) -> u8 {
        self.below(256) as u8
    }
}

const WORDS: [&str; 8] = [
    "cart", "orders", "alpha", "größe", "east", "invoice", "日本", "beta",
];

pub const LOG: &[&str] = &[
    "2026-11-20T10:##:##Z web-# GET /cart/### 200 ##ms",
    "2026-11-20T10:##:##Z web-# POST /orders 201 ##ms",
    "2026-11-20T10:##:##Z db-# connection from 10.#.##.## port 5####",
    "2026-11-20T10:##:##Z worker-# job %%%%%%%% of @ started",
    "2026-11-20T10:##:##Z worker-# job %%%%%%%% of @ finished",
    "2026-11-20T10:##:##Z auth session opened for user @",
    "2026-11-20T10:##:##Z auth ERROR: @ refused, code 0x%%%%",
];
pub const SESSION: &[&str] = &[
    "E5 E22 E11 E9 E11 E9",
    "E5 E5 E22 E11 E9",
    "E22 E5 E5 E11 E9 E26 E26",
    "E5 E22 E5 E11 E#",
    "E5 E#3 E#",
];
pub const JSON: &[&str] = &[
    r#"{"amount":##.##,"category":"@","id":"%%%%%%%%","ok":true}"#,
    r#"{"amount":###.##,"category":"@","city":"@","ok":false}"#,
    r#"{"amount":#####,"note":"@ @ @"}"#,
];
pub const PAIRS: &[&str] = &[
    "level=info msg=@ port=#### took=##ms",
    "level=warn msg=slow ms=####",
    "level=error code=%%%% @=@ x= y=#",
];
pub const TEXT: &[&str] = &[
    "please send the @ to @",
    "we met @ at the @ and talked",
    "Sorry, I'll call @ later...",
    "@",
    "@!? @ (@)",
];
pub const NUMBER: &[&str] = &["##.#", "##", "-#.##e#", "2026-11-20 10:##:##,##.#", "@"];
pub const NOISE: &[&str] = &[
    "~~~~~~~~~~~~",
    "~",
    "@~@~#",
    "\0\0\n~~%%%%%%%\r\n",
    "~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~",
    " \t-;",
];

pub struct Events {
    templates: &'static [&'static str],
    chance: Chance,
    before: Vec<u8>,
}

impl Events {
    pub fn new(templates: &'static [&'static str], seed: u64) -> Events {
        Events {
            templates,
            chance: Chance(seed),
            before: Vec::new(),
        }
    }

    fn fill(&mut self, template: &str) -> Vec<u8> {
        let mut text = Vec::new();
        for sign in template.bytes() {
            match sign {
                b'#' => text.push(b'0' + self.chance.below(10) as u8),
                b'%' => text.push(b"0123456789abcdef"[self.chance.below(16)]),
                b'@' => text.extend_from_slice(WORDS[self.chance.below(WORDS.len())].as_bytes()),
                b'~' => text.push(self.chance.byte()),
                _ => text.push(sign),
            }
        }
        text
    }
}

impl Iterator for Events {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let bound = self.chance.below(self.templates.len()) + 1;
        let template = self.templates[self.chance.below(bound)];
        let mut text = self.fill(template);
        match self.chance.below(64) {
            0 => text.clear(),
            1 => text = text.repeat(20),
            2..=5 => text = self.before.clone(),
            6..=9 if !text.is_empty() => {
                let place = self.chance.below(text.len());
                text[place] = self.chance.byte();
            }
            _ => {}
        }
        self.before = text.clone();
        Some(text)
    }
}

pub fn stream(baseline: u32, mode: Mode) -> Stream {
    Stream::new(Options {
        baseline,
        shape: Shape::Undetermined,
        mode,
    })
    .unwrap()
}

/// What [`state::save`] writes, which there is memory for.
pub fn save(stream: &Stream) -> Vec<u8> {
    state::save(stream).unwrap()
}

pub type Answer = (Score, Vec<WordCost>);

/// Scores an event, and learns it if told so.
pub fn push(
    stream: &mut Stream,
    event: &[u8],
    learn: bool,
    explain_at: u32,
    workspace: &mut Workspace,
) -> Answer {
    let answer = if learn {
        stream.learn(event, explain_at, workspace)
    } else {
        stream.score(event, explain_at, workspace)
    };
    answer.unwrap()
}

/// Learns four of five events, tells words at 5 percent.
pub fn follow(
    stream: &mut Stream,
    events: impl Iterator<Item = Vec<u8>>,
    workspace: &mut Workspace,
) -> Vec<Answer> {
    events
        .enumerate()
        .map(|(at, event)| push(stream, &event, at % 5 != 4, 50_000_000, workspace))
        .collect()
}
