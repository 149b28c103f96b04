//! Files that import each other, directly or by way of others, must be read at once. A file and the modules above it may
//! import each other: a folder is read together.

use std::collections::{BTreeMap, BTreeSet};

use super::Source;
use super::named_paths::{Target, named_paths};

type Module = Vec<String>;

/// Which module each name leads to that a module imports or declares again: `pub use` leads on.
type Imports = BTreeMap<Module, BTreeMap<String, Vec<String>>>;

/// For each file the other files that it imports from, without those of its own folder's module.
fn edges<'a>(
    sources: &[&'a Source],
    files: &BTreeMap<Module, &str>,
) -> BTreeMap<&'a Module, BTreeSet<Module>> {
    let mut imports = Imports::new();
    for source in sources {
        let names = imports.entry(source.module.clone()).or_default();
        for path in named_paths(source).into_iter().filter(|path| path.is_import) {
            if let Some(target) = inside(source, &path.target, files)
                && let Some(name) = target.last()
            {
                names.insert(name.clone(), target.clone());
            }
        }
    }
    let edges_of = |source: &&'a Source| {
        let targets = named_paths(source).into_iter().filter_map(|path| inside(source, &path.target, files));
        let files_of = targets.map(|target| defining_file(&target, files, &imports, 0));
        let others =
            files_of.filter(|file| !file.starts_with(&source.module) && !source.module.starts_with(file));
        (&source.module, others.collect())
    };
    sources.iter().map(edges_of).collect()
}

fn files_and_sources(sources: &[Source]) -> (BTreeMap<Module, &str>, Vec<&Source>) {
    let sources: Vec<&Source> = sources.iter().filter(|source| !is_test(source)).collect();
    let files = sources.iter().map(|source| (source.module.clone(), source.file.as_str())).collect();
    (files, sources)
}

/// A text for each ring: its files in their order.
pub(crate) fn rings(sources: &[Source]) -> Vec<String> {
    let (files, sources) = files_and_sources(sources);
    let edges = edges(&sources, &files);
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

/// The floors inside of `domain`: values, the rule of disclosure, results.
fn domain_floor(module: &Module) -> Option<u8> {
    match module.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["domain", "results", ..] => Some(2),
        ["domain", "disclosure", ..] => Some(1),
        ["domain", _, ..] => Some(0),
        _ => None,
    }
}

/// A line for each import inside of `domain` from a higher floor.
pub(crate) fn upward_imports_in_domain(sources: &[Source]) -> Vec<String> {
    let (files, sources) = files_and_sources(sources);
    let is_upward = |from: &Module, to: &Module| {
        domain_floor(from).zip(domain_floor(to)).is_some_and(|(from, to)| from < to)
    };
    let name = |module: &Module| files.get(module).copied().unwrap_or_default();
    let edges = edges(&sources, &files);
    let upward = edges.iter().flat_map(|(from, targets)| {
        targets
            .iter()
            .filter(|to| is_upward(from, to))
            .map(|to| format!("{} imports {}", name(from), name(to)))
    });
    upward.collect()
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

    #[test]
    fn values_do_not_import_results() {
        let found = upward_imports_in_domain(&[
            Source::parse(
                "src/domain/mod.rs",
                "mod units; mod results; pub use results::Report; pub use units::Unit;",
            ),
            Source::parse("src/domain/units/mod.rs", "use crate::domain::Report; pub struct Unit;"),
            Source::parse("src/domain/results/mod.rs", "use crate::domain::Unit; pub struct Report;"),
        ]);
        assert_eq!(found, ["src/domain/units/mod.rs imports src/domain/results/mod.rs"]);
    }
}
