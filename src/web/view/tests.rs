//! Checks that apply to every page, for the tests of the views.

use std::collections::BTreeSet;

use maud::Markup;

/// The values of the attribute `name`, in the order of the page.
pub(crate) fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let opening = format!(" {name}=\"");
    page.split(opening.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// The opening tags of `element`.
pub(crate) fn tags<'a>(page: &'a str, element: &str) -> Vec<&'a str> {
    let opening = format!("<{element}");
    let rests = page.split(opening.as_str()).skip(1).filter(|rest| rest.starts_with([' ', '>']));
    rests.filter_map(|rest| rest.split('>').next()).collect()
}

/// Asserts the rules that every page follows in both languages.
pub(crate) fn assert_sound(page: &Markup) {
    let page = page.0.as_str();
    assert_eq!(tags(page, "h1").len(), 1, "one first heading a page");
    assert_eq!(tags(page, "title").len(), 1);
    assert_eq!(attributes(page, "style"), Vec::<&str>::new(), "the policy refuses style attributes");
    assert!(!page.contains("<script>alert"), "unescaped input");
    let ids = attributes(page, "id");
    let unique: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!(unique.len(), ids.len(), "an id stands twice: {ids:?}");
    for target in attributes(page, "href").iter().filter_map(|href| href.strip_prefix('#')) {
        assert!(unique.contains(target), "a link to #{target}, which is nowhere");
    }
    for target in attributes(page, "aria-describedby").iter().flat_map(|ids| ids.split(' ')) {
        assert!(unique.contains(target), "described by {target}, which is nowhere");
    }
    let labelled = attributes(page, "for");
    for field in ["input", "textarea", "select"].iter().flat_map(|field| tags(page, field)) {
        let hidden = field.contains("type=\"hidden\"");
        let named = attributes(field, "id").first().is_some_and(|id| labelled.contains(id));
        assert!(hidden || named, "no label: <{field}>");
    }
    for image in tags(page, "img") {
        assert!(!attributes(image, "alt").is_empty(), "no text for <{image}>");
    }
}

/// The page's size in bytes after gzip.
pub(crate) fn compressed_size(page: &Markup) -> usize {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(page.0.as_bytes()).unwrap();
    encoder.finish().unwrap().len()
}
