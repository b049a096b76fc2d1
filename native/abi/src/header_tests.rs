//! `driftlock.h` says what is so here: every constant, and every field with its place. The .NET tests compile it, and
//! hold their own numbers against what the compiler makes of it.

use std::collections::BTreeMap;

use driftlock_model::score::{EXTRAPOLATED, LEARNING, TRUNCATED};
use driftlock_model::shape::{Mode, Shape};
use driftlock_model::state::FORMAT;
use driftlock_model::stream::LONGEST_EVENT;
use driftlock_model::words::{WordCost, MOST_WORDS};

use crate::*;

const HEADER: &str = include_str!("../../include/driftlock.h");

/// The header without its comments.
fn header() -> String {
    let mut parts = HEADER.split("/*");
    let first = parts.next().unwrap_or_default().to_string();
    parts.fold(first, |text, part| text + part.split_once("*/").unwrap().1)
}

/// A number, or a number shifted.
fn value(text: &str) -> i64 {
    match text.split_once("<<") {
        Some((one, by)) => value(one) << value(by),
        None => text.trim().parse().unwrap(),
    }
}

/// All enumerators of the header.
fn constants() -> BTreeMap<String, i64> {
    let text = header();
    let lists = text
        .split("enum {")
        .skip(1)
        .filter_map(|rest| rest.split_once('}'));
    lists
        .flat_map(|(list, _)| list.split(','))
        .filter_map(|one| one.split_once('='))
        .map(|(name, number)| (name.trim().to_string(), value(number)))
        .collect()
}

/// The fields of a structure of the header, with offset and size by the rules of C; then its whole size.
fn fields(structure: &str) -> (Vec<(String, usize, usize)>, usize) {
    let text = header();
    let body = text
        .split_once(&format!("typedef struct {} {{", structure))
        .and_then(|(_, rest)| rest.split_once('}'))
        .unwrap()
        .0;
    let (mut fields, mut end, mut widest) = (Vec::new(), 0usize, 1usize);
    for declaration in body.split(';').map(str::trim).filter(|one| !one.is_empty()) {
        let (kind, names) = declaration.split_once(' ').unwrap();
        let size = match kind {
            "uint32_t" => 4,
            "uint64_t" => 8,
            other => panic!("a field of type {}", other),
        };
        for name in names.split(',') {
            end = (end + size - 1) / size * size;
            fields.push((name.trim().to_string(), end, size));
            end += size;
            widest = widest.max(size);
        }
    }
    (fields, (end + widest - 1) / widest * widest)
}

/// Holds a structure against its likeness in the header; that all fields are named the compiler sees to.
macro_rules! check_fields {
    ($which:expr, $structure:literal, $type:ident { $($field:ident),* }, $value:expr) => {{
        let value: $type = $value;
        let $type { $($field),* } = &value;
        let start = &value as *const $type as usize;
        let found = vec![$((
            stringify!($field).to_string(),
            $field as *const _ as usize - start,
            std::mem::size_of_val($field),
        )),*];
        assert_eq!((found, std::mem::size_of::<$type>()), fields($structure));
        assert_eq!(dl_struct_size($which) as usize, std::mem::size_of::<$type>());
    }};
}

#[test]
fn the_structures_are_those_of_the_header() {
    let options = DlOptions {
        size: 0,
        baseline: 0,
        shape: 0,
        mode: 0,
    };
    check_fields!(
        0,
        "dl_options",
        DlOptions {
            size,
            baseline,
            shape,
            mode
        },
        options
    );
    check_fields!(
        1,
        "dl_score",
        DlScore {
            bits,
            expected_bits,
            score,
            p,
            anchor_p,
            recent_p,
            anchor_bits,
            recent_bits,
            calibration,
            flags,
            words_from,
            words
        },
        DlScore::default()
    );
    check_fields!(
        2,
        "dl_word",
        WordCost {
            start,
            end,
            bits,
            raw_bits,
            literal
        },
        WordCost::default()
    );
    check_fields!(
        3,
        "dl_description",
        DlDescription {
            shape,
            mode,
            ready,
            baseline,
            taught,
            calibration,
            events,
            bytes
        },
        DlDescription::default()
    );
    assert_eq!(
        header().matches("typedef struct").count(),
        4 + 3,
        "the others are handles"
    );
}

/// The name of a status in C; a status more does not compile without its name.
fn name_of(status: Status) -> &'static str {
    match status {
        Status::Ok => "OK",
        Status::Null => "NULL",
        Status::Range => "RANGE",
        Status::Corrupt => "CORRUPT",
        Status::Newer => "NEWER",
        Status::OutOfMemory => "OUT_OF_MEMORY",
        Status::Panicked => "PANICKED",
        Status::Poisoned => "POISONED",
        Status::Untaught => "UNTAUGHT",
        Status::Space => "SPACE",
        Status::Busy => "BUSY",
        Status::Wrong => "WRONG",
    }
}

#[test]
fn the_constants_are_those_of_the_header() {
    let statuses = [
        Status::Ok,
        Status::Null,
        Status::Range,
        Status::Corrupt,
        Status::Newer,
        Status::OutOfMemory,
        Status::Panicked,
        Status::Poisoned,
        Status::Untaught,
        Status::Space,
        Status::Busy,
        Status::Wrong,
    ];
    let shapes = [
        ("UNDETERMINED", Shape::Undetermined),
        ("LOG", Shape::Log),
        ("TEXT", Shape::Text),
        ("RECORD", Shape::Record),
        ("SESSION", Shape::Session),
        ("NUMERIC", Shape::Numeric),
    ];
    let modes = [
        ("AUTOMATIC", Mode::Automatic),
        ("ANCHORED", Mode::Anchored),
        ("TRACKING", Mode::Tracking),
    ];
    let numbers = [
        ("ABI_VERSION", dl_abi_version() as i64),
        ("STATE_FORMAT", FORMAT as i64),
        ("WORDS_PER_EVENT", MOST_WORDS as i64),
        ("LONGEST_EVENT", LONGEST_EVENT as i64),
        ("FLAG_LEARNING", LEARNING as i64),
        ("FLAG_EXTRAPOLATED", EXTRAPOLATED as i64),
        ("FLAG_TRUNCATED", TRUNCATED as i64),
    ];
    let named = |prefix: &str, name: &str, number: i64| (format!("DL_{}{}", prefix, name), number);
    let expected: BTreeMap<String, i64> = statuses
        .iter()
        .map(|&status| named("", name_of(status), status as i64))
        .chain(
            shapes
                .iter()
                .map(|&(name, shape)| named("SHAPE_", name, shape as i64)),
        )
        .chain(
            modes
                .iter()
                .map(|&(name, mode)| named("MODE_", name, mode as i64)),
        )
        .chain(numbers.iter().map(|&(name, number)| named("", name, number)))
        .collect();

    assert_eq!(constants(), expected);
    assert!(Shape::from_number(shapes.len() as u32).is_none());
    assert!(Mode::from_number(modes.len() as u32).is_none());
}

#[test]
fn the_version_is_that_of_the_package() {
    // SAFETY: a text that ends with a zero and is never freed.
    let version = unsafe { std::ffi::CStr::from_ptr(dl_version()) };
    assert_eq!(version.to_str(), Ok(env!("CARGO_PKG_VERSION")));
}
