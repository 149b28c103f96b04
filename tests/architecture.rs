//! Checks the rules of the architecture: which modules may import which, what a file must document, and how long
//! files and functions may be.
//!
//! Every rule is a function from one source file to its violations, and `architecture/rules_can_fail.rs` tests that
//! each can fail. `architecture/named_paths.rs` finds every path that a file names.
#![cfg(test)]

#[path = "architecture/named_paths.rs"]
mod named_paths;
#[path = "architecture/rings.rs"]
mod rings;
#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/rules_can_fail.rs"]
mod rules_can_fail;
#[path = "architecture/type_names.rs"]
mod type_names;

use std::fmt;
use std::path::{Path, PathBuf};

/// A file under `src`, read and parsed.
struct Source {
    /// From the package's root, as in `src/web/view/mod.rs`.
    file: String,
    /// The modules on the way to it, as in `web`, `view`; empty for `lib.rs`.
    module: Vec<String>,
    text: String,
    syntax: syn::File,
}

impl Source {
    fn parse(file: &str, text: &str) -> Self {
        let syntax = syn::parse_file(text).unwrap_or_else(|error| panic!("{file} cannot be parsed: {error}"));
        Self { file: file.to_owned(), module: module_of(file), text: text.to_owned(), syntax }
    }

    /// The top-level module; `None` for `lib.rs`.
    fn top(&self) -> Option<&str> {
        self.module.first().map(String::as_str)
    }

    fn violation(&self, line: usize, rule: String, way_out: &'static str) -> Violation {
        Violation { file: self.file.clone(), line, rule, way_out }
    }
}

fn module_of(file: &str) -> Vec<String> {
    let name = file.trim_start_matches("src/").trim_end_matches(".rs");
    name.split('/').filter(|part| !matches!(*part, "mod" | "lib")).map(str::to_owned).collect()
}

/// What is wrong where, and what to do instead.
struct Violation {
    file: String,
    line: usize,
    rule: String,
    way_out: &'static str,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}\n    {}", self.file, self.line, self.rule, self.way_out)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    files.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

fn sources() -> Vec<Source> {
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let file = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        Source::parse(&file, &text)
    };
    let mut sources: Vec<_> = rust_files(&root().join("src")).into_iter().map(read).collect();
    sources.sort_by(|left, right| left.file.cmp(&right.file));
    sources
}

#[test]
fn the_sources_follow_the_rules() {
    let sources = sources();
    assert!(sources.iter().any(|source| source.file == "src/lib.rs"), "the sources were not found");
    let violations: Vec<_> =
        sources.iter().flat_map(rules::violations).map(|violation| violation.to_string()).collect();
    assert!(violations.is_empty(), "{} violations\n\n{}\n", violations.len(), violations.join("\n\n"));
}

#[test]
fn one_type_name_means_one_thing() {
    let repeated = type_names::repeated(&sources());
    assert!(
        repeated.is_empty(),
        "rename all but one of each, after what tells them apart\n\n{}\n",
        repeated.join("\n")
    );
}

#[test]
fn no_files_import_each_other_in_a_ring() {
    let rings = rings::rings(&sources());
    assert!(rings.is_empty(), "move what both sides need into a file of its own\n\n{}\n", rings.join("\n\n"));
}

#[test]
fn inside_domain_values_stand_below_disclosure_and_disclosure_below_results() {
    let upward = rings::upward_imports_in_domain(&sources());
    assert!(upward.is_empty(), "pass the value in from above\n\n{}\n", upward.join("\n"));
}
