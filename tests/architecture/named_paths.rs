//! Everything that a file names: imports, paths in expressions, types, patterns and attributes, and what stands
//! between the brackets of a macro, where there is no syntax tree and tokens are read instead.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::Source;

/// A path, with `self` and `super` resolved.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct NamedPath {
    /// What it begins with and what follows.
    pub(crate) target: Target,
    /// The line on which it begins.
    pub(crate) line: usize,
    /// Whether it is an import: only then can a single name mean a crate, or the whole of ours.
    pub(crate) is_import: bool,
}

/// Where a path leads.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Target {
    /// Into our crate: the modules and the name, from the crate's root.
    Inside(Vec<String>),
    /// Elsewhere, or to a local name.
    Outside(Vec<String>),
}

impl Target {
    pub(crate) fn segments(&self) -> &[String] {
        match self {
            Self::Inside(segments) | Self::Outside(segments) => segments,
        }
    }
}

/// All paths of a file.
pub(crate) fn named_paths(source: &Source) -> Vec<NamedPath> {
    let mut finder = Finder { module: source.module.clone(), found: Vec::new() };
    finder.visit_file(&source.syntax);
    finder.found
}

struct Finder {
    /// The module in which the visit stands; inline modules are entered.
    module: Vec<String>,
    found: Vec<NamedPath>,
}

impl Finder {
    fn add(&mut self, segments: &[String], span: Span, is_import: bool) {
        let target = self.resolve(segments);
        self.found.push(NamedPath { target, line: span.start().line, is_import });
    }

    /// `crate`, `hailong` (the library, as `main.rs` calls it), `self` and chains of `super` lead inside.
    fn resolve(&self, segments: &[String]) -> Target {
        let supers = segments.iter().take_while(|segment| *segment == "super").count();
        let (base, skipped) = match segments.first().map(String::as_str) {
            Some("crate" | "hailong") => (0, 1),
            Some("self") => {
                let supers = segments.iter().skip(1).take_while(|segment| *segment == "super").count();
                (self.module.len().saturating_sub(supers), 1 + supers)
            }
            Some("super") => (self.module.len().saturating_sub(supers), supers),
            _ => return Target::Outside(segments.to_vec()),
        };
        Target::Inside(self.module.iter().take(base).chain(segments.iter().skip(skipped)).cloned().collect())
    }

    fn add_use_tree(&mut self, prefix: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [prefix, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.add_use_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Group(group) => {
                group.items.iter().for_each(|tree| self.add_use_tree(prefix, tree));
            }
            syn::UseTree::Name(name) => self.add_leaf(prefix, &with(&name.ident), name.span()),
            syn::UseTree::Rename(rename) => self.add_leaf(prefix, &with(&rename.ident), rename.span()),
            syn::UseTree::Glob(glob) => self.add(prefix, glob.span(), true),
        }
    }

    /// In a group, `self` is the prefix.
    fn add_leaf(&mut self, prefix: &[String], whole: &[String], span: Span) {
        let is_prefix = !prefix.is_empty() && whole.last().is_some_and(|last| last == "self");
        self.add(if is_prefix { prefix } else { whole }, span, true);
    }

    /// Finds `a::b::c` and `a::{b, c}` among tokens, and single names; each continues `prefix`.
    fn add_tokens(&mut self, prefix: &[String], tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut begin = Span::call_site();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.end_of_path(prefix, &mut path, begin);
                        begin = name.span();
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    let continued = if colons == 2 { [prefix, &path].concat() } else { Vec::new() };
                    self.end_of_path(prefix, &mut path, begin);
                    self.add_tokens(&continued, group.stream());
                    colons = 0;
                }
                other => {
                    self.end_of_path(prefix, &mut path, begin);
                    self.add_quoted_path(other);
                    colons = 0;
                }
            }
        }
        self.end_of_path(prefix, &mut path, begin);
    }

    /// `#[serde(with = "crate::a::b")]` names a path in quotes.
    fn add_quoted_path(&mut self, token: TokenTree) {
        let Ok(text) = syn::parse2::<syn::LitStr>(token.into()) else { return };
        let Ok(path) = text.parse::<syn::Path>() else { return };
        let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if matches!(self.resolve(&segments), Target::Inside(_)) {
            self.add(&segments, text.span(), false);
        }
    }

    fn end_of_path(&mut self, prefix: &[String], path: &mut Vec<String>, begin: Span) {
        if !path.is_empty() {
            self.add(&[prefix, &std::mem::take(path)].concat(), begin, false);
        }
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_use_tree(&[], &item.tree);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let name = if item.ident == "self" { "crate".to_owned() } else { item.ident.to_string() };
        self.add(&[name], item.span(), true);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.add(&segments, path.span(), false);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.add_tokens(&[], item.tokens.clone());
        visit::visit_macro(self, item);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        // `#[diesel(…)]` names its crate with one word.
        let segments: Vec<_> =
            attribute.path().segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.add(&segments, attribute.span(), true);
        match &attribute.meta {
            syn::Meta::Path(_) => {}
            syn::Meta::List(list) => self.add_tokens(&[], list.tokens.clone()),
            syn::Meta::NameValue(pair) => self.visit_expr(&pair.value),
        }
    }

    /// `pub(super)` and `pub(in …)` show what is ours to others and import nothing.
    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {}
}
