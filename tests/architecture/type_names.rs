//! One type name means one thing in the whole crate: structs, enums, unions, traits and type aliases outside of test
//! modules, private ones too.

use std::collections::BTreeMap;

use syn::visit::{self, Visit};

use super::Source;

/// Names that more than one type may have.
const MAY_REPEAT: [(&str, &str); 0] = [];

/// A line for each name that several types have: the name and the files.
pub(crate) fn repeated(sources: &[Source]) -> Vec<String> {
    let mut files: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for source in sources {
        let mut names = TypeNames(Vec::new());
        names.visit_file(&source.syntax);
        for name in names.0 {
            files.entry(name).or_default().push(&source.file);
        }
    }
    let may_repeat = |name: &str| MAY_REPEAT.iter().any(|(known, _)| *known == name);
    let several = files.into_iter().filter(|(name, files)| files.len() > 1 && !may_repeat(name));
    several.map(|(name, files)| format!("{name}: {}", files.join(", "))).collect()
}

struct TypeNames(Vec<String>);

impl<'ast> Visit<'ast> for TypeNames {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.0.push(item.ident.to_string());
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.0.push(item.ident.to_string());
    }

    fn visit_item_union(&mut self, item: &'ast syn::ItemUnion) {
        self.0.push(item.ident.to_string());
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.0.push(item.ident.to_string());
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.0.push(item.ident.to_string());
    }

    /// Only inline modules have content here. Those of tests may name their types as they like.
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if !item.attrs.iter().any(|attribute| attribute.path().is_ident("cfg")) {
            visit::visit_item_mod(self, item);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_two_files_give_is_found_and_test_modules_are_left_out() {
        let source = |file: &str, text: &str| Source::parse(file, text);
        let found = repeated(&[
            source("src/charts/a.rs", "struct Row; mod inner { enum Cell {} }"),
            source("src/web/b.rs", "pub(super) type Row = u8; pub struct Cell; fn f() { struct Local; }"),
            source("src/web/c.rs", "#[cfg(test)] mod tests { struct Row; struct Cell; }"),
        ]);
        assert_eq!(found, ["Cell: src/charts/a.rs, src/web/b.rs", "Row: src/charts/a.rs, src/web/b.rs"]);
    }
}
