//! Files that import each other, directly or by way of others, must be read at once. A file and the modules above it may
//! import each other: a folder is read together.

use std::collections::{BTreeMap, BTreeSet};

use super::Source;
use super::named_paths::{Target, named_paths};

type Module = Vec<String>;

/// Which module each name leads to that a module imports or declares again: `pub use` leads on.
type Imports = BTreeMap<Module, BTreeMap<String, Vec<String>>>;

/// A text for each ring: its files in their order.
pub(crate) fn rings(sources: &[Source]) -> Vec<String> {
    let sources: Vec<&Source> = sources.iter().filter(|source| !is_test(source)).collect();
    let files: BTreeMap<Module, &str> =
        sources.iter().map(|source| (source.module.clone(), source.file.as_str())).collect();
    let mut imports = Imports::new();
    for source in &sources {
        let names = imports.entry(source.module.clone()).or_default();
        for path in named_paths(source).into_iter().filter(|path| path.is_import) {
            if let Some(target) = inside(source, &path.target, &files)
                && let Some(name) = target.last()
            {
                names.insert(name.clone(), target.clone());
            }
        }
    }
    let mut edges: BTreeMap<&Module, BTreeSet<Module>> = BTreeMap::new();
    for source in &sources {
        let targets = named_paths(source).into_iter().filter_map(|path| inside(source, &path.target, &files));
        let files_of = targets.map(|target| defining_file(&target, &files, &imports, 0));
        let others =
            files_of.filter(|file| !file.starts_with(&source.module) && !source.module.starts_with(file));
        edges.insert(&source.module, others.collect());
    }
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        edges.keys().map(|&from| (from, reach(from, &edges))).collect();
    let mut rings: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (&module, there) in &reached {
        if there.contains(module) {
            let back =
                there.iter().filter(|other| reached.get(**other).is_some_and(|back| back.contains(module)));
            rings.insert(back.filter_map(|module| files.get(*module).copied()).collect());
        }
    }
    rings.into_iter().map(|ring| ring.join("\n")).collect()
}

/// Tests may use each other's samples.
fn is_test(source: &Source) -> bool {
    let is_test =
        |name: &String| name == "tests" || name.ends_with("_test") || name == "samples" || name == "examples";
    source.module.iter().any(is_test)
}

/// The path from the crate's root: `use child::Name` in a module's file leads inside without saying `self`.
fn inside(source: &Source, target: &Target, files: &BTreeMap<Module, &str>) -> Option<Vec<String>> {
    match target {
        Target::Inside(segments) => Some(segments.clone()),
        Target::Outside(segments) => {
            let child = [source.module.as_slice(), segments.get(..1)?].concat();
            files.contains_key(&child).then(|| [source.module.as_slice(), segments].concat())
        }
    }
}

/// The module in whose file a path ends, after names that are declared again have been followed.
fn defining_file(path: &[String], files: &BTreeMap<Module, &str>, imports: &Imports, followed: u8) -> Module {
    let length = (0..=path.len()).rev().find(|&length| files.contains_key(&path[..length])).unwrap_or(0);
    let module = path[..length].to_vec();
    let next = path.get(length).and_then(|name| imports.get(&module)?.get(name));
    match next.filter(|next| followed < 8 && next.as_slice() != &path[..=length]) {
        Some(next) => defining_file(&[next, &path[length + 1..]].concat(), files, imports, followed + 1),
        None => module,
    }
}

fn reach<'a>(from: &'a Module, edges: &'a BTreeMap<&Module, BTreeSet<Module>>) -> BTreeSet<&'a Module> {
    let (mut reached, mut next) = (BTreeSet::new(), vec![from]);
    while let Some(module) = next.pop() {
        next.extend(edges.get(module).into_iter().flatten().filter(|&other| reached.insert(other)));
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ring_is_found_through_names_that_are_declared_again() {
        let found = rings(&[
            Source::parse("src/app/mod.rs", "mod a; mod b; mod c; pub use b::B;"),
            Source::parse("src/app/a.rs", "use super::B; use super::Shared;"),
            Source::parse("src/app/b.rs", "use crate::app::a::A; fn f() { super::c::g(); }"),
            Source::parse("src/app/c.rs", "use super::Shared;"),
        ]);
        assert_eq!(found, ["src/app/a.rs\nsrc/app/b.rs"]);
    }
}
