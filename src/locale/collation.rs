//! Sorts unit names by Vietnamese rules: Đ after D, tones last, and units by their bare name.

use std::cmp::Ordering;
use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed};
use icu_locale_core::locale;

static VIETNAMESE: LazyLock<Option<CollatorBorrowed<'static>>> =
    LazyLock::new(|| Collator::try_new(locale!("vi").into(), CollatorOptions::default()).ok());

/// The kinds that precede the bare name of a unit.
const KINDS: [&str; 8] =
    ["Tỉnh ", "Thành phố ", "Thị xã ", "Huyện ", "Xã ", "Phường ", "Thị trấn ", "Đặc khu "];

/// The name of a unit without Xã, Phường or Thị trấn.
pub(super) fn bare(name: &str) -> &str {
    KINDS.iter().find_map(|kind| name.strip_prefix(kind)).unwrap_or(name)
}

/// Orders units by their names without Xã, Phường or Thị trấn, and equal ones by the whole.
pub fn compare_unit_names(left: &str, right: &str) -> Ordering {
    let compare = |left: &str, right: &str| match VIETNAMESE.as_ref() {
        Some(collator) => collator.compare(left, right),
        None => left.cmp(right),
    };
    compare(bare(left), bare(right)).then_with(|| compare(left, right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_sorted_as_a_vietnamese_reader_expects() {
        let mut names =
            ["Xã Đa Lộc", "Phường Dị Sử", "Xã Ân Thi", "Xã Mễ Sở", "Xã An Viên", "Thị trấn Vương"];
        names.sort_by(|left, right| compare_unit_names(left, right));
        assert_eq!(
            names,
            ["Xã An Viên", "Xã Ân Thi", "Phường Dị Sử", "Xã Đa Lộc", "Xã Mễ Sở", "Thị trấn Vương"]
        );
    }
}
