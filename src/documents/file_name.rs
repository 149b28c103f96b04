//! Names of files, which state content, unit and months. They use only letters that every mail program and
//! ZIP tool preserves.

use unicode_normalization::UnicodeNormalization;

use crate::domain::{Boundaries, Report};

/// The greatest length of a unit's name in bytes; longer names are cut.
const MAX_UNIT_LENGTH: usize = 40;

/// The file name without extension, such as `hailong-tinh-hung-yen-33-2024-11`. States today's boundaries and
/// superseded editions where they apply.
pub fn file_stem(report: &Report) -> String {
    let (unit, period) = (&report.unit, report.period);
    let months = if period.from() == period.to() {
        period.from().to_string()
    } else {
        format!("{}-{}", period.from(), period.to())
    };
    let mut parts = vec!["hailong".to_owned(), plain(&unit.name), unit.code.to_string(), months];
    if report.boundaries == Boundaries::Current {
        parts.push(Boundaries::Current.name().to_owned());
    }
    if let Some(edition) = report.edition().filter(|edition| edition.is_superseded) {
        parts.push(format!("edition-{}", edition.number));
    }
    if report.is_unpublished {
        parts.push("unpublished".to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join("-")
}

/// The words without accents, in lower case, joined by hyphens.
fn plain(name: &str) -> String {
    let letters = name.nfd().map(|letter| if matches!(letter, 'đ' | 'Đ') { 'd' } else { letter });
    // Decomposed accents follow their letters. They and all other non-ASCII characters are left out.
    let letters = letters.filter(char::is_ascii);
    let letters: String = letters.map(|letter| letter.to_ascii_lowercase()).collect();
    let words = letters.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let mut length = 0;
    let fitting = words.take_while(|word| {
        let fits = length + word.len() < MAX_UNIT_LENGTH;
        length += word.len() + usize::from(length > 0);
        fits
    });
    fitting.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::results::context::samples::november;

    #[test]
    fn a_file_name_states_its_content_in_plain_letters() {
        let mut report = november();
        assert_eq!(file_stem(&report), "hailong-tinh-hung-yen-33-2024-11");
        report.boundaries = Boundaries::Current;
        report.period = "2024-11..2025-10".parse().unwrap();
        for (name, plain) in [
            ("Xã Đặng Lễ", "xa-dang-le"),
            ("../=1+1\"\r\n", "1-1"),
            ("Đ", "d"),
            ("漢", ""),
            (&"Ẫ".repeat(99), ""),
        ] {
            name.clone_into(&mut report.unit.name);
            let stem = file_stem(&report);
            assert!(stem.ends_with("33-2024-11-2025-10-current") && stem.contains(plain), "{stem}");
            assert!(stem.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{stem}");
            assert!(!stem.contains("--"), "{stem}");
        }
    }
}
