//! The comparison of the lowest units within another one: first the finding, then every unit, then the
//! method.

use maud::{Markup, Render, html};

use crate::domain::{
    Boundaries, ComparedUnit, Funnel, Language, Period, UnitComparison, UnitStanding, UnitVersion,
};
use crate::locale::{
    Argument, day, evidence, integer, message, message_with, percent, percent_range, period, rank_interval,
    self_selection_badge, unit_standing, units_finding, units_scatter, units_target,
};
use crate::web::view::figures::too_few_answers;
use crate::web::view::filter::{Filter, boundaries_name, query_of, query_of_period};
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::StyleSheet;

/// The public page that compares the lowest units within a unit.
#[derive(Clone, Copy, Debug)]
pub struct UnitsPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// The comparison as the public may see it.
    pub comparison: &'a UnitComparison,
    /// The months with data.
    pub months: Option<Period>,
}

impl UnitsPage<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn with<const N: usize>(&self, key: &str, arguments: [(&'static str, Argument); N]) -> String {
        message_with(self.language, key, arguments)
    }

    fn address(&self) -> String {
        format!("/results/{}/units", self.comparison.above.unit.code)
    }

    /// The query with the months, the boundaries and this question.
    fn query(&self, question: &str) -> String {
        format!("{}&question={question}", query_of(&self.comparison.above))
    }

    fn opening(&self) -> Markup {
        let (above, question) = (&self.comparison.above, &self.comparison.question);
        let back = format!("/results/{}?{}", above.unit.code, query_of(above));
        let unit = [("unit", Argument::from(above.unit.name.as_str()))];
        let filter = Filter {
            language: self.language,
            action: &self.address(),
            report: above,
            months: self.months,
            names_unit: false,
            question: Some(&question.key),
        };
        html! {
            p.up.screen {
                a href=(with_language(&back, self.language)) { "← " (self.with("units-back", unit)) }
            }
            p.eyebrow { (above.title(self.language)) }
            h1 { (self.say("units-heading")) ": " (above.unit.name) }
            p.when {
                (period(self.language, above.period))
                @if above.boundaries == Boundaries::Current {
                    " · " (boundaries_name(self.language, above.boundaries))
                }
            }
            (filter)
            (self.questions())
        }
    }

    /// The questions as links, except the one that is shown.
    fn questions(&self) -> Markup {
        html! {
            nav.choices aria-label=(self.say("units-question")) {
                @for question in &self.comparison.above.questions {
                    @let label = question.label.get(self.language);
                    @if question.key == self.comparison.question.key {
                        strong aria-current="true" { (label) }
                    } @else {
                        @let address = format!("{}?{}", self.address(), self.query(&question.key));
                        a.screen href=(with_language(&address, self.language)) { (label) }
                    }
                }
            }
        }
    }

    fn finding(&self) -> Markup {
        let above = &self.comparison.above;
        html! {
            section {
                h2.spoken { (self.say("units-result")) }
                @if let Some(badge) = self_selection_badge(above, self.language) { p.badge { (badge) } }
                div.lead {
                    @for sentence in units_finding(self.comparison, self.language) { p { (sentence) } }
                }
                (self.selection())
                @if let Some(funnel) = &self.comparison.funnel { (self.remarkable(funnel)) }
                p.evidence { (evidence(above, self.language).facts.join(" · ")) }
            }
        }
    }

    /// Says that some units are missing, before any finding.
    fn selection(&self) -> Markup {
        let hidden = self.comparison.not_shown.len();
        let count = |number: usize| Argument::from(integer(self.language, number as u64));
        let shown = self.comparison.shown;
        html! {
            @if hidden > 0 {
                p.superseded {
                    (self.with("units-shown-of", [("shown", count(shown)), ("all", count(shown + hidden))])) " "
                    (self.say("units-not-shown-why"))
                }
            }
        }
    }

    /// Names the units beyond the limits, so that readers need not search a hundred rows.
    fn remarkable(&self, funnel: &Funnel) -> Markup {
        let beyond = UnitStanding::ALL.into_iter().filter(|&standing| standing != UnitStanding::AsExpected);
        html! {
            @for standing in beyond.filter(|&standing| funnel.count(standing) > 0) {
                @let units = funnel.units.iter().filter(|unit| unit.standing == standing);
                @let names: Vec<_> = units.map(|unit| unit.version.unit.name.as_str()).collect();
                p.{ "standing " (standing.name()) } {
                    span aria-hidden="true" { (symbol(standing)) } " " (unit_standing(standing, self.language)) ": "
                    (names.join(", "))
                }
            }
        }
    }

    fn table(&self, funnel: &Funnel) -> Markup {
        let above = &self.comparison.above;
        let caption = [
            ("question", Argument::from(self.comparison.question.label.get(self.language))),
            ("unit", Argument::from(above.unit.name.as_str())),
            ("period", Argument::from(period(self.language, above.period))),
        ];
        let columns =
            ["units-unit", "table-share", "units-standing", "table-n", "units-limits", "units-rank"];
        html! {
            table.compared role="table" {
                caption { (self.with("units-caption", caption)) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for key in columns { th scope="col" role="columnheader" { (self.say(key)) } }
                    }
                }
                tbody role="rowgroup" {
                    @for unit in &funnel.units { tr role="row" { (self.row(unit, funnel)) } }
                }
            }
        }
    }

    fn row(&self, unit: &ComparedUnit, funnel: &Funnel) -> Markup {
        let (language, top_two) = (self.language, unit.top_two);
        let rank = rank_interval(unit, funnel.units.len(), language);
        html! {
            th scope="row" role="rowheader" { (self.link(&unit.version)) }
            td.share role="cell" {
                strong { (percent(language, top_two.share)) }
                " " span { (percent_range(language, top_two.low, top_two.high)) }
            }
            td.{ "standing " (unit.standing.name()) } role="cell" {
                span aria-hidden="true" { (symbol(unit.standing)) } " " (unit_standing(unit.standing, language))
            }
            td role="cell" data-label=(self.say("table-n")) { (integer(language, unit.n)) }
            td role="cell" data-label=(self.say("units-limits")) {
                (percent_range(language, unit.limits.low, unit.limits.high))
            }
            td role="cell" data-label=(self.say("units-rank")) { (rank) }
        }
    }

    /// A link to the unit's own results, in its own months.
    fn link(&self, version: &UnitVersion) -> Markup {
        let query = query_of_period(&self.comparison.above, version.period);
        let address = format!("/results/{}?{query}", version.unit.code);
        let when = |key, date| self.with(key, [("day", Argument::from(day(self.language, date)))]);
        let since = version.since.map(|date| when("units-since", date));
        let until = version.until.map(|date| when("units-until", date));
        let existed: Vec<String> = since.into_iter().chain(until).collect();
        html! {
            a href=(with_language(&address, self.language)) { (version.unit.name) }
            @if !existed.is_empty() { " " small { (existed.join(", ")) } }
        }
    }

    /// The units with fewer than ten answers, each with their number.
    fn not_shown(&self) -> Markup {
        html! {
            @if !self.comparison.not_shown.is_empty() {
                section {
                    h2 { (self.say("units-not-shown")) }
                    p.reason { (too_few_answers(self.language)) }
                    ul.units {
                        @for unit in &self.comparison.not_shown {
                            @let count = [("count", Argument::from(integer(self.language, unit.n)))];
                            li {
                                div { (self.link(&unit.version)) }
                                " " span { (self.with("units-answers", count)) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn method(&self, funnel: &Funnel) -> Markup {
        let shrunk = if funnel.strength.is_some() { "units-method-shrunk" } else { "units-method-pooled" };
        html! {
            details.method {
                summary { (self.say("method")) }
                p { (units_target(funnel, &self.comparison.above.unit.name, self.language)) }
                p { (self.say("method-share")) }
                p { (self.say("units-method-limits")) }
                p { (units_scatter(funnel, self.language)) }
                p { (self.say("units-method-ranks")) }
                p { (self.say(shrunk)) }
            }
        }
    }

    fn files(&self) -> Markup {
        let (address, query) = (self.address(), self.query(&self.comparison.question.key));
        html! {
            section.screen {
                h2 { (self.say("results-files")) }
                ul.files {
                    li {
                        a href={ (address) ".csv?" (query) "&lang=" (self.language) } { (self.say("results-csv")) }
                    }
                    li { a href={ (address) ".json?" (query) } { (self.say("results-json")) } }
                }
            }
        }
    }
}

/// A symbol for each standing, so that it can be read without colours, too.
fn symbol(standing: UnitStanding) -> &'static str {
    match standing {
        UnitStanding::FarAbove => "▲▲",
        UnitStanding::Above => "▲",
        UnitStanding::AsExpected => "•",
        UnitStanding::Below => "▼",
        UnitStanding::FarBelow => "▼▼",
    }
}

impl Render for UnitsPage<'_> {
    fn render(&self) -> Markup {
        let comparison = self.comparison;
        let unit = [("unit", Argument::from(comparison.above.unit.name.as_str()))];
        let page = Page {
            language: self.language,
            title: &self.with("units-title", unit),
            address: &format!("{}?{}", self.address(), self.query(&comparison.question.key)),
            style: StyleSheet::Office,
            listed: true,
            illustrative: comparison.above.illustrative,
        };
        page.around(&html! {
            (self.opening())
            (self.finding())
            @if let Some(funnel) = &comparison.funnel {
                section { (self.table(funnel)) (self.method(funnel)) }
            }
            (self.not_shown())
            (self.files())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Note, Report};
    use crate::web::view::samples::report;
    use crate::web::view::tests::{assert_sound, attributes, compressed_size};

    /// A commune with these answers and a name that must be escaped.
    fn commune(number: u32, counts: [u64; 5]) -> Report {
        let mut report = report(counts).for_publication();
        report.unit.code = format!("{:05}", 12_000 + number).parse().unwrap();
        report.unit.kind = crate::domain::UnitKind::Commune;
        report.notes = vec![Note::ValidUntil("2024-11-14".parse().unwrap())];
        report
    }

    fn comparison(below: &[Report]) -> UnitComparison {
        let above = report([10, 20, 93, 1800, 2177]).for_publication();
        UnitComparison::of(above, below, "settlement").unwrap()
    }

    fn page(language: Language, comparison: &UnitComparison) -> Markup {
        let months = Some(comparison.above.period);
        UnitsPage { language, comparison, months }.render()
    }

    #[test]
    fn it_is_sound_in_both_languages_with_any_number_of_units() {
        for language in Language::ALL {
            for units in [0, 1, 2, 139] {
                let mut below: Vec<_> = (0..units).map(|number| commune(number, [1, 1, 2, 20, 20])).collect();
                below.extend((0..units).map(|number| commune(200 + number, [0, 0, 1, 3, 4])));
                let page = page(language, &comparison(&below));
                assert_sound(&page);
                assert!(compressed_size(&page) < 20_000);
                let compared = if units < 2 { 0 } else { units as usize };
                assert_eq!(page.0.matches("role=\"rowheader\"").count(), compared);
            }
        }
    }

    #[test]
    fn every_rank_has_its_interval_and_every_standing_its_label() {
        let below = [[20, 20, 0, 0, 0], [0, 0, 0, 100, 900], [1, 0, 1, 20, 40]];
        let below: Vec<_> = (0..).zip(below).map(|(number, counts)| commune(number, counts)).collect();
        let text = page(Language::Vi, &comparison(&below)).0;
        for words in [
            "hạng 3–3 trong 3</td>",
            "▼▼</span> Thấp hơn, có cơ sở",
            "▲▲</span> Cao hơn, có cơ sở",
            "•</span> Như mức chung",
            "đến hết ngày 14/11/2024",
            "Trong 3 đơn vị có kết quả công bố: 1 cao hơn, 1 thấp hơn mức chung 97,0%",
            "khoảng 0,1 trong 3 đơn vị",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        assert_eq!([">hạng ", " trong 3</td>"].map(|part| text.matches(part).count()), [3, 3]);
    }

    #[test]
    fn links_to_files_questions_and_units_keep_the_query() {
        let below = [commune(1, [0, 0, 0, 20, 20]), commune(2, [0, 0, 0, 20, 20])];
        let page = page(Language::En, &comparison(&below)).0;
        let links = attributes(&page, "href");
        let query = "?survey=mot-cua&amp;from=2024-11&amp;to=2024-11&amp;boundaries=historic";
        for link in [
            &format!("/results/33/units.csv{query}&amp;question=settlement&amp;lang=en"),
            &format!("/results/33/units.json{query}&amp;question=settlement"),
            &format!("/results/33/units{query}&amp;question=attitude&amp;lang=en"),
            &format!("/results/12001{query}&amp;lang=en"),
        ] {
            assert!(links.iter().any(|href| href == link), "{link}: {links:?}");
        }
    }
}
