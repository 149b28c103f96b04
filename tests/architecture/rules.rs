//! The rules.

use std::collections::BTreeSet;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::named_paths::{NamedPath, Target, named_paths};
use super::{Source, Violation, root};

/// The floor of each module. `main` only calls `cli` and is above it.
const FLOORS: [(&str, u8); 16] = [
    ("stats", 0),
    ("config", 0),
    ("clock", 0),
    ("domain", 1),
    ("locale", 2),
    ("typeset", 2),
    ("store", 3),
    ("charts", 3),
    ("documents", 4),
    ("mail", 4),
    ("oidc", 4),
    ("app", 5),
    ("web", 6),
    ("worker", 6),
    ("cli", 7),
    ("main", 8),
];

const DIESEL: &[&str] = &["diesel", "diesel_async", "diesel_migrations"];

/// What a module may not name, beyond the floors.
struct Ban {
    /// The modules to which it applies.
    binds: fn(&str) -> bool,
    /// Crates.
    crates: &'static [&'static str],
    /// A module of ours.
    module: Option<&'static str>,
    way_out: &'static str,
}

const BANS: [Ban; 4] = [
    Ban {
        binds: |module| !matches!(module, "store" | "app"),
        crates: DIESEL,
        module: None,
        way_out: "queries live in src/store; transactions are owned by src/app",
    },
    Ban {
        binds: |module| matches!(module, "web" | "worker" | "cli" | "main"),
        crates: &[],
        module: Some("store"),
        way_out: "call a use case of src/app; add one where it is missing",
    },
    Ban {
        binds: |module| module == "domain",
        crates: &["actix_web", "maud", "plotters", "lettre"],
        module: None,
        way_out: "the domain is plain values; convert at the floor that knows the framework",
    },
    Ban {
        binds: |module| module == "app",
        crates: &["actix_web", "maud", "plotters"],
        module: None,
        way_out: "return a value of the domain; src/web and src/charts render it",
    },
];

/// Names that say nothing about the contents of a file.
const EMPTY_NAMES: [&str; 8] =
    ["util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"];

/// The names of modules that only tests compile: the tests of a module, and values that they share.
const TEST_MODULES: [&str; 3] = ["tests", "samples", "reference_values"];

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 60;

type PathRule = fn(&Source, &[NamedPath]) -> Vec<Violation>;
type FileRule = fn(&Source) -> Vec<Violation>;

const PATH_RULES: [PathRule; 4] =
    [imports_go_down, banned_names, statistics_stand_alone, raw_markup_stays_in_the_view];
const FILE_RULES: [FileRule; 5] =
    [has_module_documentation, is_short, has_short_functions, has_telling_names, names_test_modules];

/// All violations of a file, each once per line.
pub(crate) fn violations(source: &Source) -> Vec<Violation> {
    let paths = named_paths(source);
    let of_paths = PATH_RULES.into_iter().flat_map(|rule| rule(source, &paths));
    let of_file = FILE_RULES.into_iter().flat_map(|rule| rule(source));
    let mut said = BTreeSet::new();
    of_paths
        .chain(of_file)
        .filter(|violation| said.insert((violation.line, violation.rule.clone())))
        .collect()
}

fn floor_of(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|&(_, floor)| floor)
}

fn imports_go_down(source: &Source, paths: &[NamedPath]) -> Vec<Violation> {
    const UNKNOWN: &str =
        "give the module a floor in tests/architecture/rules.rs and in src/lib.rs, or move it";
    // The root declares the modules; what it re-exported would have no floor when it is used.
    let Some(here) = source.top() else { return Vec::new() };
    let Some(floor) = floor_of(here) else {
        return vec![source.violation(1, format!("the module {here} has no floor"), UNKNOWN)];
    };
    let check = |path: &NamedPath| {
        let Target::Inside(segments) = &path.target else { return None };
        let Some(there) = segments.first() else {
            let rule = "the whole crate is imported, which hides what is used of it".to_owned();
            // `self` and `super` also stand alone where nothing is imported.
            let way_out = "import the modules that are used, by their names";
            return path.is_import.then(|| source.violation(path.line, rule, way_out));
        };
        let rule = match floor_of(there) {
            _ if there == here => return None,
            Some(other) if other < floor => return None,
            Some(other) if other == floor => {
                format!("{here} imports its neighbour {there} on floor {floor}")
            }
            Some(other) => format!("{here} on floor {floor} imports {there} on floor {other}, above it"),
            None => {
                return Some(source.violation(path.line, format!("crate::{there} has no floor"), UNKNOWN));
            }
        };
        let way_out = "move what both need to a lower floor, or let a higher one pass it in";
        Some(source.violation(path.line, rule, way_out))
    };
    paths.iter().filter_map(check).collect()
}

/// The crate that a path begins with. A single word names a crate only in an import.
fn crate_of(path: &NamedPath) -> Option<&str> {
    match &path.target {
        Target::Outside(segments) if path.is_import || segments.len() > 1 => {
            segments.first().map(String::as_str)
        }
        _ => None,
    }
}

fn banned_names(source: &Source, paths: &[NamedPath]) -> Vec<Violation> {
    let here = source.top().unwrap_or("lib");
    let bans = BANS.iter().filter(|ban| (ban.binds)(here));
    let check = |ban: &Ban, path: &NamedPath| {
        let module = match &path.target {
            Target::Inside(segments) => segments.first().filter(|there| Some(there.as_str()) == ban.module),
            Target::Outside(_) => None,
        };
        let krate = crate_of(path).filter(|krate| ban.crates.contains(krate));
        let name = module.map(String::as_str).or(krate)?;
        Some(source.violation(path.line, format!("{here} names {name}"), ban.way_out))
    };
    bans.flat_map(|ban| paths.iter().filter_map(move |path| check(ban, path))).collect()
}

/// The crates of Cargo.toml as the sources write them.
fn dependencies() -> Vec<String> {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let section = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let section = section.take_while(|line| !line.starts_with('['));
    section.filter_map(|line| line.split_once('=')).map(|(name, _)| name.trim().replace('-', "_")).collect()
}

fn statistics_stand_alone(source: &Source, paths: &[NamedPath]) -> Vec<Violation> {
    if source.top() != Some("stats") {
        return Vec::new();
    }
    let dependencies = dependencies();
    let foreign = paths
        .iter()
        .filter_map(|path| Some((path, crate_of(path)?)))
        .filter(|(_, krate)| *krate != "statrs" && dependencies.iter().any(|dependency| dependency == krate));
    let way_out = "statistics are formulas on counts: std and statrs suffice";
    foreign
        .map(|(path, krate)| source.violation(path.line, format!("stats names {krate}"), way_out))
        .collect()
}

fn raw_markup_stays_in_the_view(source: &Source, paths: &[NamedPath]) -> Vec<Violation> {
    if source.module.starts_with(&["web".to_owned(), "view".to_owned()]) {
        return Vec::new();
    }
    let raw = paths.iter().filter(|path| path.target.segments().iter().any(|name| name == "PreEscaped"));
    let way_out = "return Markup, or add an atom to src/web/view, where escaping is looked after";
    raw.map(|path| source.violation(path.line, "PreEscaped outside web/view".to_owned(), way_out)).collect()
}

/// The schema is printed by diesel's own tool; `store` says what it is.
fn is_generated(source: &Source) -> bool {
    source.file.ends_with("/schema.rs")
}

fn has_module_documentation(source: &Source) -> Vec<Violation> {
    let is_documentation = |attribute: &syn::Attribute| {
        matches!(attribute.style, syn::AttrStyle::Inner(_)) && attribute.path().is_ident("doc")
    };
    if source.syntax.attrs.iter().any(is_documentation) || is_generated(source) {
        return Vec::new();
    }
    let way_out = "open the file with //! and say in two or three lines what lives here";
    vec![source.violation(1, "the module does not say what it is".to_owned(), way_out)]
}

fn is_short(source: &Source) -> Vec<Violation> {
    let lines = source.text.lines().count();
    if lines <= LONGEST_FILE || is_generated(source) {
        return Vec::new();
    }
    let way_out = "split it by what its parts are about";
    vec![source.violation(LONGEST_FILE + 1, format!("{lines} lines, more than {LONGEST_FILE}"), way_out)]
}

fn has_short_functions(source: &Source) -> Vec<Violation> {
    let mut lengths = FunctionLengths(Vec::new());
    lengths.visit_file(&source.syntax);
    let long = lengths.0.into_iter().filter(|(_, _, length)| *length > LONGEST_FUNCTION);
    let way_out = "name its steps and make them functions";
    long.map(|(name, line, length)| {
        source.violation(line, format!("{name} has {length} lines, more than {LONGEST_FUNCTION}"), way_out)
    })
    .collect()
}

/// Name, first line and length of each function.
struct FunctionLengths(Vec<(String, usize, usize)>);

impl FunctionLengths {
    fn add(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let (first, last) = (signature.span().start().line, block.span().end().line);
        self.0.push((signature.ident.to_string(), first, last - first + 1));
    }
}

impl<'ast> Visit<'ast> for FunctionLengths {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.add(&item.sig, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.add(&item.sig, &item.block);
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if let Some(block) = &item.default {
            self.add(&item.sig, block);
        }
        visit::visit_trait_item_fn(self, item);
    }
}

fn has_telling_names(source: &Source) -> Vec<Violation> {
    let mut names = ModuleNames(source.module.iter().map(|name| (name.clone(), 1)).collect());
    names.visit_file(&source.syntax);
    let empty = names.0.into_iter().filter(|(name, _)| EMPTY_NAMES.contains(&name.as_str()));
    let way_out = "name the module after what it knows; what belongs nowhere belongs to its only caller";
    empty
        .map(|(name, line)| {
            source.violation(line, format!("a module named {name} could hold anything"), way_out)
        })
        .collect()
}

struct ModuleNames(Vec<(String, usize)>);

impl<'ast> Visit<'ast> for ModuleNames {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        // A file's own line is reported in the file.
        if item.content.is_some() {
            self.0.push((item.ident.to_string(), item.span().start().line));
        }
        visit::visit_item_mod(self, item);
    }
}

fn names_test_modules(source: &Source) -> Vec<Violation> {
    const WAY_OUT: &str = "a module's tests are in `tests`, and slow ones in tests/slow";
    let is_test = |module: &syn::ItemMod| {
        let mut conditions = module.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg"));
        conditions.any(|cfg| cfg.parse_args::<syn::Ident>().is_ok_and(|condition| condition == "test"))
    };
    let modules = source.syntax.items.iter().filter_map(|item| match item {
        syn::Item::Mod(module) if is_test(module) => Some(module),
        _ => None,
    });
    let others = modules.filter(|module| !TEST_MODULES.iter().any(|name| module.ident == name));
    let violation = |module: &syn::ItemMod| {
        let rule = format!("only tests compile the module {}", module.ident);
        source.violation(module.ident.span().start().line, rule, WAY_OUT)
    };
    others.map(violation).collect()
}
