//! The contexts in which a byte is predicted: the last 2, 3, 4 and 6 bytes, and the word so far with the word before.

/// Number of hashed contexts of a byte; the context of one byte is not hashed ([`crate::bytes`]).
pub const CONTEXTS: usize = 5;

/// The hashes of one byte's contexts, from short to long.
pub type Hashes = [u32; CONTEXTS];

/// The byte that is coded after the last one of an event: the model learns where events end.
pub const END: u8 = b'\n';

/// Whether a byte belongs to a word: ASCII letters, digits, and every byte of a multi-byte UTF-8 character.
#[inline(always)]
pub fn is_word(byte: u8) -> bool {
    (byte | 32).wrapping_sub(b'a') < 26 || byte.wrapping_sub(b'0') < 10 || byte >= 128
}

#[inline(always)]
fn scramble(x: u32) -> u32 {
    let x = x.wrapping_mul(0x9E37_79B1);
    (x ^ (x >> 15)).wrapping_mul(0x85EB_CA77)
}

/// All that the cost of a byte depends on beside the model: the six bytes before it and itself, the word so far and the
/// word before.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Situation {
    bytes: u64,
    words: u64,
}

impl Situation {
    #[inline(always)]
    pub fn hash(self) -> u64 {
        self.bytes ^ self.words.wrapping_mul(0xBF58_476D_1CE4_E5B9)
    }
}

/// What has been read of an event so far, as far as contexts need it.
#[derive(Default, Clone, Copy)]
pub struct Reader {
    last: u64,
    words: WordHashes,
}

/// The word so far and the word before, as hashes.
#[derive(Default, Clone, Copy)]
pub struct WordHashes {
    word: u32,
    previous_word: u32,
}

impl Reader {
    /// A reader that has read these eight bytes last, from the highest on.
    #[inline(always)]
    pub fn behind(eight: u64, words: WordHashes) -> Reader {
        Reader { last: eight, words }
    }

    /// What it keeps beside the last eight bytes.
    #[inline(always)]
    pub fn words(&self) -> WordHashes {
        self.words
    }

    /// The hashes before the next byte.
    #[inline(always)]
    pub fn hashes(&self) -> Hashes {
        let low = self.last as u32;
        let high = (self.last >> 32) as u32 & 0xffff;
        [
            scramble((low & 0xffff).wrapping_add(0x1_0000)),
            scramble((low & 0xff_ffff).wrapping_add(0x300_0000)),
            scramble(low.wrapping_mul(3).wrapping_add(7)),
            scramble(
                low.wrapping_mul(5)
                    .wrapping_add(high.wrapping_mul(0x2545_F491))
                    .wrapping_add(11),
            ),
            scramble(
                self.words
                    .word
                    .wrapping_mul(7)
                    .wrapping_add(self.words.previous_word.wrapping_mul(0x27d4_eb2f))
                    .wrapping_add(13),
            ),
        ]
    }

    /// The byte before the next one; 0 at the start.
    #[inline(always)]
    pub fn before(&self) -> u8 {
        self.last as u8
    }

    /// Where the next byte stands, if it is `byte`.
    #[inline(always)]
    pub fn situation(&self, byte: u8) -> Situation {
        Situation {
            bytes: self.last << 16 | byte as u64,
            words: (self.words.word as u64) << 32 | self.words.previous_word as u64,
        }
    }

    #[inline(always)]
    pub fn read(&mut self, byte: u8) {
        self.last = self.last << 8 | byte as u64;
        if is_word(byte) {
            self.words.word = self
                .words
                .word
                .wrapping_add(byte as u32 + 1)
                .wrapping_mul(0x2F0B_4C47);
        } else {
            self.words.previous_word = self.words.word.wrapping_mul(3).wrapping_add(byte as u32);
            self.words.word = 0;
        }
    }
}

/// Fills `out` with the hashes before each byte of `text` and before the [`END`]: `text.len() + 1` entries.
#[inline(always)]
pub fn hash_all(text: &[u8], out: &mut Vec<Hashes>) {
    out.clear();
    let mut reader = Reader::default();
    out.extend(text.iter().map(|&byte| {
        let hashes = reader.hashes();
        reader.read(byte);
        hashes
    }));
    out.push(reader.hashes());
}
