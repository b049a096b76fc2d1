//! A stream small enough to score at every start, and the digest that every machine must get.

use driftlock_model::shape::{Mode, Shape};
use driftlock_model::stream::{Options, Stream};
use driftlock_model::workspace::Workspace;

/// FNV-1a over all scores of the built-in stream.
const DIGEST: u64 = 0xAE58_1472_0EF8_9D7F;

/// Whether this build of the core gets the bits that it must.
pub(crate) fn passes() -> bool {
    digest() == Some(DIGEST)
}

fn digest() -> Option<u64> {
    let mut stream = Stream::new(Options {
        baseline: 40,
        shape: Shape::Undetermined,
        mode: Mode::Automatic,
    })?;
    let mut workspace = Workspace::new(true);
    let mut digest = 0xCBF2_9CE4_8422_2325u64;
    for number in 0..64u32 {
        let event = match number {
            50 => "2026-11-20T10:00:50Z PANIC: could not write to file: No space left on device".to_string(),
            _ => format!(
                "2026-11-20T10:00:{:02}Z GET /cart/{} 200 {}ms",
                number,
                number * 7919 % 97,
                number * 31 % 17
            ),
        };
        let (event, explain_at) = (event.as_bytes(), 50_000_000);
        let answer = match number % 5 {
            4 => stream.score(event, explain_at, &mut workspace),
            _ => stream.learn(event, explain_at, &mut workspace),
        };
        let (score, words) = answer.ok()?;
        let parts = [
            score.bits,
            score.score,
            score.p,
            score.anchor_p,
            score.recent_p,
            score.flags,
        ];
        let costs = words
            .iter()
            .flat_map(|word| [word.start, word.end, word.bits, word.raw_bits]);
        for byte in parts.into_iter().chain(costs).flat_map(u32::to_le_bytes) {
            digest = (digest ^ byte as u64).wrapping_mul(0x100_0000_01B3);
        }
    }
    Some(digest)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_self_test_passes() {
        assert_eq!(super::digest(), Some(super::DIGEST));
    }
}
