//! Masking: what varies by its nature (numbers, ids) is folded, so that a model of the masked text sees the form.
//!
//! A word is a run of ASCII letters and digits. Without a digit it stays. Digits alone become `0` (up to three) or
//! `00` (four and more). Hexadecimal letters with digits, six or more long, become `0x`. Any other mixture keeps its
//! letters and folds each run of digits to `0`. UUIDs, hashes, addresses and timestamps fall out of these rules.

const DIGIT: u8 = 1;
const HEX_LETTER: u8 = 2;
const OTHER_LETTER: u8 = 4;

const CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0u8; 256];
    let mut byte = 0;
    while byte < 256 {
        let lower = byte as u8 | 32;
        if byte as u8 >= b'0' && byte as u8 <= b'9' {
            table[byte] = DIGIT;
        } else if lower >= b'a' && lower <= b'f' {
            table[byte] = HEX_LETTER;
        } else if lower > b'f' && lower <= b'z' {
            table[byte] = OTHER_LETTER;
        }
        byte += 1;
    }
    table
}

/// Where masked bytes come from: called with the masked length so far and the raw offset that it corresponds to.
trait Trace {
    fn at(&mut self, masked: usize, raw: usize);
}

struct NoTrace;

impl Trace for NoTrace {
    #[inline(always)]
    fn at(&mut self, _masked: usize, _raw: usize) {}
}

impl Trace for Vec<(u32, u32)> {
    fn at(&mut self, masked: usize, raw: usize) {
        self.push((masked as u32, raw as u32));
    }
}

/// Writes the masked form of `text` into `out`, which is cleared first. Never longer than `text`.
pub fn mask(text: &[u8], out: &mut Vec<u8>) {
    run(text, out, &mut NoTrace);
}

/// As [`mask`], and fills `map` with pairs (masked offset, raw offset), ascending in both; between two pairs the
/// distance is the same on either side, except that the bytes of a folded run stand for the whole run.
pub fn mask_with_map(text: &[u8], out: &mut Vec<u8>, map: &mut Vec<(u32, u32)>) {
    map.clear();
    run(text, out, map);
    map.push((out.len() as u32, text.len() as u32));
}

fn run<T: Trace>(text: &[u8], out: &mut Vec<u8>, trace: &mut T) {
    out.clear();
    let mut at = 0;
    let mut copied = 0;
    trace.at(0, 0);
    while at < text.len() {
        if CLASS[text[at] as usize] == 0 {
            at += 1;
            continue;
        }
        let start = at;
        let mut seen = 0u8;
        while at < text.len() {
            let class = CLASS[text[at] as usize];
            if class == 0 {
                break;
            }
            seen |= class;
            at += 1;
        }
        if seen & DIGIT == 0 {
            continue;
        }
        out.extend_from_slice(&text[copied..start]);
        fold(&text[start..at], seen, start, out, trace);
        copied = at;
        trace.at(out.len(), at);
    }
    out.extend_from_slice(&text[copied..]);
}

fn fold<T: Trace>(word: &[u8], seen: u8, start: usize, out: &mut Vec<u8>, trace: &mut T) {
    trace.at(out.len(), start);
    if seen == DIGIT {
        out.extend_from_slice(if word.len() >= 4 { b"00" } else { b"0" });
    } else if seen & OTHER_LETTER == 0 && word.len() >= 6 {
        out.extend_from_slice(b"0x");
    } else {
        let mut at = 0;
        while at < word.len() {
            if CLASS[word[at] as usize] != DIGIT {
                out.push(word[at]);
                at += 1;
                continue;
            }
            trace.at(out.len(), start + at);
            out.push(b'0');
            while at < word.len() && CLASS[word[at] as usize] == DIGIT {
                at += 1;
            }
            trace.at(out.len(), start + at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        let mut out = Vec::new();
        mask(text.as_bytes(), &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn folds_what_varies_by_its_nature() {
        for (raw, expected) in [
            ("", ""),
            ("plain words stay", "plain words stay"),
            ("pid 7 and 123 and 1234", "pid 0 and 0 and 00"),
            ("10.251.43.21:50010", "0.0.0.0:00"),
            ("4e7ac9 deadbeef 4e7ac", "0x deadbeef 0e0ac"),
            ("550e8400-e29b-41d4-a716-446655440000", "0x-e0b-0d0-a0-00"),
            ("node12x7 blk_-1608999687919862906", "node0x0 blk_-00"),
            ("2015-10-18 18:01:47,978", "00-0-0 0:0:0,0"),
        ] {
            assert_eq!(masked(raw), expected, "mask of {raw}");
        }
    }

    #[test]
    fn the_map_leads_every_kept_byte_back_to_itself() {
        let raw = b"user42 from 10.0.0.1 id 4e7ac9ff at \xff\xfe 12345x";
        let (mut out, mut map) = (Vec::new(), Vec::new());

        mask_with_map(raw, &mut out, &mut map);

        for pair in map.windows(2) {
            let ((m0, r0), (m1, r1)) = (pair[0], pair[1]);
            assert!(m0 <= m1 && r0 <= r1);
            if m1 > m0 && m1 - m0 == r1 - r0 && out[m0 as usize] != b'0' {
                assert_eq!(out[m0 as usize..m1 as usize], raw[r0 as usize..r1 as usize]);
            }
        }
        assert_eq!(map.last(), Some(&(out.len() as u32, raw.len() as u32)));
    }
}
