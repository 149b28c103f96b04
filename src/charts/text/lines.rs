//! Breaks text into lines, by whatever measures its letters.

/// `text` in lines, each filled with as many words as `measure` holds. A word that is wider is broken between letters.
pub(crate) fn fill_lines(text: &str, measure: f64, width: impl Fn(&str) -> f64) -> Vec<String> {
    let gap = width(" ");
    let mut lines: Vec<(String, f64)> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = width(word);
        match lines.last_mut() {
            Some((line, filled)) if *filled + gap + wide <= measure => {
                line.push(' ');
                line.push_str(word);
                *filled += gap + wide;
            }
            _ if wide <= measure => lines.push((word.to_owned(), wide)),
            _ => {
                let mut rest = word;
                while let Some(letter) = rest.chars().next() {
                    let part = longest_beginning(rest, |part| width(part) <= measure);
                    // A line has one letter at least.
                    let (part, after) = rest.split_at(part.len().max(letter.len_utf8()));
                    lines.push((part.to_owned(), width(part)));
                    rest = after;
                }
            }
        }
    }
    lines.into_iter().map(|(line, _)| line).collect()
}

/// The longest beginning of `text` that fits. Doubles what it tries until something does not fit and then halves the gap,
/// so that it measures some dozen beginnings, none more than twice as long as the one that fits, however long the text is.
pub(crate) fn longest_beginning(text: &str, fits: impl Fn(&str) -> bool) -> &str {
    let ends: Vec<usize> = text.char_indices().map(|(start, letter)| start + letter.len_utf8()).collect();
    let beginning = |letters: usize| {
        let end = letters.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0);
        text.get(..end).unwrap_or_default()
    };
    let (mut fitting, mut too_long) = (0, 16);
    while too_long <= ends.len() && fits(beginning(too_long)) {
        (fitting, too_long) = (too_long, too_long * 2);
    }
    too_long = too_long.min(ends.len() + 1);
    while too_long - fitting > 1 {
        let middle = usize::midpoint(fitting, too_long);
        if fits(beginning(middle)) { fitting = middle } else { too_long = middle }
    }
    beginning(fitting)
}
