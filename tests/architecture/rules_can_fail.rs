//! For each rule, files that violate it and files that do not.

use super::{Source, rules};

/// The violations of a file with module documentation, so that this rule is never violated; the first line is `//!`.
fn violations(file: &str, text: &str) -> Vec<String> {
    raw_violations(file, &format!("//! Something.\n{text}\n"))
}

fn raw_violations(file: &str, text: &str) -> Vec<String> {
    rules::violations(&Source::parse(file, text)).iter().map(ToString::to_string).collect()
}

/// Exactly one violation, on this line, with these words.
#[track_caller]
fn refuses(file: &str, text: &str, line: usize, words: &str) {
    let found = violations(file, text);
    assert_eq!(found.len(), 1, "{text}\n{found:#?}");
    assert!(found[0].starts_with(&format!("{file}:{line}: ")) && found[0].contains(words), "{}", found[0]);
}

#[track_caller]
fn accepts(file: &str, text: &str) {
    assert_eq!(violations(file, text), Vec::<String>::new(), "{text}");
}

#[test]
fn an_import_upwards_is_refused_in_every_spelling() {
    let above = "domain on floor 1 imports app on floor 5";
    for text in [
        "use crate::app;",
        "use crate::app::Reports;",
        "use crate::app::*;",
        "use crate::app as lower;",
        "pub use crate::app::Reports as Anything;",
        "use crate::{stats, app::Reports};",
        "use {std::fmt, crate::{stats::{self}, app::{self}}};",
        "use super::app::Reports;",
        "use self::super::app::Reports;",
        "fn f() { crate::app::run(); }",
        "fn f(reports: &crate::app::Reports) {}",
        "fn f() -> Vec<Option<super::app::Reports>> { Vec::new() }",
        "fn f(x: u8) { match x { crate::app::ONE => {} _ => {} } }",
        "impl crate::app::Trait for u8 {}",
        "fn f() { println!(\"{}\", crate::app::name()); }",
        "fn f() { html! { p { (super::app::name()) @if x { (1) } } } }",
        "fn f() { lazy! { use crate::{stats::mean, app::{Reports}}; } }",
        "macro_rules! m { () => { $crate::app::run() } }",
        "#[derive(crate::app::Derive)] struct S;",
        "struct S { #[serde(with = \"crate::app::text\")] x: u8 }",
        "fn f() { use crate::app::Reports; }",
        "const F: fn() = hailong::app::run;",
    ] {
        refuses("src/domain/mod.rs", text, 2, above);
    }
}

#[test]
fn super_is_followed_from_where_it_stands() {
    refuses("src/domain/unit.rs", "use super::super::app::Reports;", 2, "imports app");
    refuses("src/domain/unit.rs", "mod tests {\n use super::super::super::app::X;\n}", 3, "imports app");
    accepts("src/domain/unit.rs", "use super::app::Reports;");
    accepts("src/domain/unit.rs", "mod tests { use super::*; use super::super::Period; }");
    accepts("src/domain/app/mod.rs", "use super::Period;");
}

#[test]
fn neighbours_on_a_floor_do_not_import_each_other() {
    refuses(
        "src/charts/funnel.rs",
        "\nuse crate::store::Row;",
        3,
        "charts imports its neighbour store on floor 3",
    );
    refuses("src/mail/mod.rs", "use crate::documents::Poster;", 2, "neighbour documents");
    accepts(
        "src/charts/funnel.rs",
        "use crate::charts::axis; use super::theme; use crate::{domain, locale};",
    );
}

#[test]
fn imports_downwards_are_free() {
    accepts("src/app/report.rs", "use crate::{clock::now, domain::Report, store}; use crate::mail::Message;");
    accepts("src/main.rs", "use hailong::cli; fn main() { hailong::cli::run(); }");
    accepts("src/lib.rs", "pub mod app; pub mod domain;");
    accepts("src/domain/unit.rs", "pub(crate) struct A; pub(super) fn f(a: &Self) { self.g(); Self::h(); }");
}

#[test]
fn what_has_no_floor_is_refused() {
    refuses("src/attic/mod.rs", "use std::fmt;", 1, "attic has no floor");
    refuses("src/app/report.rs", "use crate::attic::Thing;", 2, "crate::attic has no floor");
}

#[test]
fn the_crate_cannot_be_imported_as_a_whole() {
    for text in ["use crate as house;", "use crate::{self as house};", "use crate::*;", "use super::*;"] {
        refuses("src/app/mod.rs", text, 2, "the whole crate");
    }
    refuses("src/app/mod.rs", "extern crate self as house;", 2, "the whole crate");
}

#[test]
fn only_store_and_app_name_diesel() {
    for text in [
        "use diesel::prelude::*;",
        "use diesel_async as database;",
        "fn f() { diesel::sql_query(\"\"); }",
        "#[derive(diesel::Queryable)] struct S;",
        "#[diesel(table_name = units)] struct S;",
        "extern crate diesel as d;",
    ] {
        for file in
            ["src/domain/unit.rs", "src/charts/mod.rs", "src/web/api.rs", "src/cli/serve.rs", "src/lib.rs"]
        {
            refuses(file, text, 2, "names diesel");
        }
        accepts("src/store/units.rs", text);
        accepts("src/app/report.rs", text);
    }
}

#[test]
fn the_upper_floors_do_not_reach_past_app() {
    for file in ["src/web/public/handler.rs", "src/worker/outbox.rs", "src/cli/import.rs"] {
        refuses(file, "use crate::{app, store::units};", 2, "names store");
        refuses(file, "fn f() { crate::store::connect(); }", 2, "names store");
        accepts(file, "use crate::app; fn f(store: u8) -> u8 { store }");
    }
    refuses("src/main.rs", "use hailong::store;", 2, "names store");
}

#[test]
fn frameworks_stay_out_of_domain_and_app() {
    for name in ["actix_web", "maud", "plotters", "lettre"] {
        refuses(
            "src/domain/unit.rs",
            &format!("use {{std::fmt, {name}::X}};"),
            2,
            &format!("domain names {name}"),
        );
    }
    refuses("src/app/mod.rs", "#[actix_web::main] async fn f() {}", 2, "app names actix_web");
    for name in ["actix_web", "maud", "plotters"] {
        refuses("src/app/mod.rs", &format!("fn f(x: {name}::X) {{}}"), 2, &format!("app names {name}"));
    }
    accepts("src/app/mod.rs", "use lettre::Address;");
    accepts("src/web/mod.rs", "use actix_web::web; use maud::html;");
}

#[test]
fn statistics_name_nothing_but_statrs() {
    refuses("src/stats/mean.rs", "use chrono::NaiveDate;", 2, "stats names chrono");
    refuses("src/stats/mean.rs", "fn f() { serde_json::to_string(&1); }", 2, "stats names serde_json");
    refuses("src/stats/mean.rs", "#[derive(serde::Serialize)] struct S;", 2, "stats names serde");
    accepts("src/stats/mean.rs", "use std::fmt; use statrs::distribution::Normal; use super::Interval;");
}

#[test]
fn raw_markup_is_refused_outside_the_view() {
    for text in [
        "use maud::{html, PreEscaped};",
        "use maud::PreEscaped as Raw;",
        "fn f() { maud::PreEscaped(1); }",
        "fn f() { html! { (PreEscaped(x)) } }",
    ] {
        refuses("src/web/public/view.rs", text, 2, "PreEscaped");
        accepts("src/web/view/icons.rs", text);
        accepts("src/web/view/mod.rs", text);
    }
}

#[test]
fn a_module_says_what_it_is() {
    for text in ["", "// Something.\n", "/// Something.\nstruct S;\n", "#![allow(x)]\n"] {
        let found = raw_violations("src/domain/unit.rs", text);
        assert_eq!(found.len(), 1, "{text}");
        assert!(found[0].contains("does not say what it is"));
    }
}

#[test]
fn long_files_and_functions_are_refused() {
    refuses("src/domain/unit.rs", &"\n".repeat(399), 401, "401 lines");
    accepts("src/domain/unit.rs", &"\n".repeat(398));
    accepts("src/store/schema.rs", &"\n".repeat(1000));
    let function = |lines: usize| format!("fn f() {{{}}}", "\n".repeat(lines - 1));
    refuses("src/domain/unit.rs", &function(61), 2, "f has 61 lines");
    refuses("src/domain/unit.rs", &format!("impl S {{\n{}\n}}", function(61)), 3, "f has 61 lines");
    refuses("src/domain/unit.rs", &format!("trait S {{\n{}\n}}", function(61)), 3, "f has 61 lines");
    accepts("src/domain/unit.rs", &function(60));
}

#[test]
fn names_that_could_mean_anything_are_refused() {
    for name in ["utils", "helpers", "common", "manager"] {
        refuses(&format!("src/app/{name}.rs"), "", 1, "could hold anything");
        refuses(&format!("src/app/{name}/report.rs"), "", 1, "could hold anything");
        refuses("src/app/report.rs", &format!("mod {name} {{}}"), 2, "could hold anything");
    }
    accepts("src/app/report.rs", "mod communes;");
}

#[test]
fn a_module_of_tests_with_another_name_is_refused() {
    refuses("src/domain/unit.rs", "#[cfg(test)]\nmod property_test;", 3, "property_test");
    accepts("src/domain/unit.rs", "#[cfg(test)]\nmod tests;\nmod property;");
}
