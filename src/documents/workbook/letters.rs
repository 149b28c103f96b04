//! How much room words take in a cell. A spreadsheet knows only when it opens the file, so that columns and rows must be set
//! by an estimate: about the widths of Arial's letters, counted in its digits.

/// How many digits wide a text is.
pub(super) fn measure(text: &str) -> f64 {
    text.chars().map(width).sum()
}

fn width(letter: char) -> f64 {
    match letter {
        'i' | 'í' | 'ì' | 'ỉ' | 'ĩ' | 'ị' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!'
        | '·' => 0.5,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '-' | '/' => 0.6,
        'm' | 'M' | 'w' | 'W' | '%' => 1.55,
        letter if letter.is_uppercase() => 1.25,
        letter if letter.is_ascii() => 1.0,
        // Letters of other scripts are as wide as they are high.
        letter if u32::from(letter) > 0x2E80 => 1.9,
        _ => 1.05,
    }
}

/// How many lines a text takes in a cell so many digits wide, broken between words, and within words that are wider.
pub(super) fn lines(text: &str, width: f64) -> f64 {
    let width = width.max(1.0);
    let mut count = 0.0;
    for line in text.lines() {
        let mut used = 0.0;
        count += 1.0;
        for word in line.split_whitespace() {
            let length = measure(word);
            let gap = if used > 0.0 { measure(" ") } else { 0.0 };
            if used > 0.0 && used + gap + length > width {
                count += 1.0;
                used = 0.0;
            } else {
                used += gap;
            }
            let broken = (length / width).ceil() - 1.0;
            count += broken.max(0.0);
            used += length - broken.max(0.0) * width;
        }
    }
    f64::max(count, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_broken_between_and_long_ones_within() {
        assert!((lines("", 10.0) - 1.0).abs() < f64::EPSILON);
        assert!((lines("Số câu trả lời", 20.0) - 1.0).abs() < f64::EPSILON);
        assert!((lines("Số câu trả lời", 8.0) - 2.0).abs() < f64::EPSILON);
        assert!((lines(&"ă".repeat(100), 10.5) - 10.0).abs() < f64::EPSILON);
        assert!((lines("a\nb\nc", 10.0) - 3.0).abs() < f64::EPSILON);
        assert!(measure("Như Quỳnh") > measure("lli llili"));
    }
}
