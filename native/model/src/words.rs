//! Attribution: which words of an event cost the bits, led back through the mask to the text as written.

use crate::contexts::is_word;
use crate::mask::mask_with_map;
use crate::pair::Costs;
use crate::{gathered, reserve, OutOfMemory};

/// Pairs that a map from masked to raw offsets has beyond one for every byte, at most.
const MAP_ENDS: usize = 3;

/// Words that an explanation names at most.
pub const MOST_WORDS: usize = 16;

/// What one word costs. A word owns the separators behind it, the first one also those before it, the last one the end
/// of the event; so all words of an event together cost exactly its bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(C)]
pub struct WordCost {
    /// First byte of the word in the event.
    pub start: u32,
    /// Behind its last byte.
    pub end: u32,
    /// Bits of the masked text, 1/256 bit.
    pub bits: u32,
    /// Bits of the text as written, 1/256 bit.
    pub raw_bits: u32,
    /// 1 when the word is unusual as written rather than in its masked form, else 0.
    pub literal: u32,
}

/// The dearest words of an event, dearest first: by masked bits, but when `literal` (the text as written decided) the
/// word with the most bits as written leads.
pub(crate) fn dearest_words(text: &[u8], costs: &Costs, literal: bool) -> Result<Vec<WordCost>, OutOfMemory> {
    let mut words = split(text)?;
    let (mut masked, mut map) = (Vec::new(), Vec::new());
    reserve(&mut masked, text.len())?;
    reserve(&mut map, text.len() + MAP_ENDS)?;
    mask_with_map(text, &mut masked, &mut map);
    spread(
        &mut words,
        &costs.masked,
        |at| raw_offset(&map, at),
        |word| &mut word.bits,
    );
    spread(&mut words, &costs.raw, |at| at, |word| &mut word.raw_bits);
    if literal {
        if let Some(word) = words
            .iter_mut()
            .max_by_key(|word| (word.raw_bits, std::cmp::Reverse(word.start)))
        {
            word.literal = 1;
        }
    }
    words.sort_unstable_by_key(|word| (std::cmp::Reverse((word.literal, word.bits)), word.start));
    gathered(MOST_WORDS, words.into_iter().take(MOST_WORDS))
}

fn split(text: &[u8]) -> Result<Vec<WordCost>, OutOfMemory> {
    let begins = |at: usize| is_word(text[at]) && (at == 0 || !is_word(text[at - 1]));
    let mut words: Vec<WordCost> = Vec::new();
    reserve(
        &mut words,
        (0..text.len()).filter(|&at| begins(at)).count().max(1),
    )?;
    let mut inside = false;
    for (at, &byte) in text.iter().enumerate() {
        match (is_word(byte), inside, words.last_mut()) {
            (true, true, Some(word)) => word.end = at as u32 + 1,
            (true, _, _) => words.push(WordCost {
                start: at as u32,
                end: at as u32 + 1,
                ..WordCost::default()
            }),
            (false, _, _) => {}
        }
        inside = is_word(byte);
    }
    if words.is_empty() {
        words.push(WordCost {
            end: text.len() as u32,
            ..WordCost::default()
        });
    }
    Ok(words)
}

/// Adds each byte's cost to the last word that begins at or before it. `offset` must not fall.
fn spread(
    words: &mut [WordCost],
    costs: &[u16],
    mut offset: impl FnMut(u32) -> u32,
    field: impl Fn(&mut WordCost) -> &mut u32,
) {
    let mut current = 0;
    for (at, &cost) in costs.iter().enumerate() {
        let raw = offset(at as u32);
        while current + 1 < words.len() && words[current + 1].start <= raw {
            current += 1;
        }
        let bits = field(&mut words[current]);
        *bits = bits.saturating_add(cost as u32);
    }
}

/// The offset in the text as written of a byte of the masked text. What the mask puts for a run is never longer than the
/// run, so the offset never reaches what the next pair stands for.
fn raw_offset(map: &[(u32, u32)], masked: u32) -> u32 {
    let (from, raw) = map[map.partition_point(|pair| pair.0 <= masked) - 1];
    raw + (masked - from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(text: &[u8], literal: bool) -> Vec<WordCost> {
        let mut masked = Vec::new();
        crate::mask::mask(text, &mut masked);
        let costs = Costs {
            masked: (0..=masked.len() as u16).map(|at| at + 1).collect(),
            raw: text
                .iter()
                .map(|&byte| if byte == b'9' { 900 } else { 1 })
                .chain(Some(1))
                .collect(),
        };
        dearest_words(text, &costs, literal).unwrap()
    }

    #[test]
    fn all_words_together_cost_the_bits_of_the_event() {
        for text in [
            &b""[..],
            b"---",
            b"  a 12345 b2c-deadbeef99 \xc3\xa9t\xc3\xa9 x=7;",
            b"0123456789abcdef",
        ] {
            let mut masked = Vec::new();
            crate::mask::mask(text, &mut masked);
            let total: u32 = (1..=masked.len() as u32 + 1).sum();
            assert_eq!(
                words_of(text, false).iter().map(|word| word.bits).sum::<u32>(),
                total
            );
        }
    }

    #[test]
    fn a_word_that_is_unusual_as_written_leads() {
        let words = words_of(b"port 9 of eleven", true);

        assert_eq!((words[0].start, words[0].end, words[0].literal), (5, 6, 1));
        assert!(words[1..].iter().all(|word| word.literal == 0));
    }
}
