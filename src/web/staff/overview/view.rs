//! The page: three questions and their answers, then the unit among others.

use chrono::NaiveDate;
use maud::{Markup, Render, html};

use super::tasks::tasks;
use crate::app::Overview;
use crate::domain::{
    ComparedUnit, Estimate, Funnel, Language, QuestionReport, Report, UnitComparison, UnitStanding,
};
use crate::locale::{
    Argument, brief_change, day, evidence_sentence, instead_sentence, integer, message, message_with,
    percent, percent_range, rank_interval, true_percent, unit_standing, why_no_figure,
};
use crate::web::staff::frame::{Section, StaffFrame};
use crate::web::staff::unit_bar::UnitBar;
use crate::web::view::filter::{query_of, query_of_period};
use crate::web::view::layout::with_language;

/// The staff's first page.
#[derive(Clone, Copy, Debug)]
pub struct OverviewPage<'a> {
    /// The frame.
    pub frame: &'a StaffFrame,
    /// The unit's place, and links to other units and months.
    pub bar: &'a UnitBar,
    /// What is shown.
    pub overview: &'a Overview,
    /// The day on which the next month is published; `None` if months are published by hand.
    pub next_publication: Option<NaiveDate>,
}

impl OverviewPage<'_> {
    fn language(&self) -> Language {
        self.frame.language
    }

    fn report(&self) -> &Report {
        &self.overview.report
    }

    fn say(&self, key: &str) -> String {
        message(self.language(), key)
    }

    fn with<const N: usize>(&self, key: &str, arguments: [(&'static str, Argument); N]) -> String {
        message_with(self.language(), key, arguments)
    }

    /// How are we doing?
    fn how(&self) -> Markup {
        let (language, report) = (self.language(), self.report());
        html! {
            section {
                h2 { (self.say("overview-how")) }
                @if report.is_unpublished { p.superseded { (self.say("results-unpublished")) } }
                div.figures.brief { @for question in report.headlines() { (self.headline(question)) } }
                @if let Some(instead) = self.longer_period() { (instead) }
                (self.weakest())
                @if let Some(sentence) = evidence_sentence(report, language).filter(|_| !report.is_unpublished) {
                    details {
                        summary { (self.say("results-sentence")) }
                        blockquote { (sentence) }
                    }
                }
                p { a href=(self.results()) { (self.say("overview-results")) } }
            }
        }
    }

    fn results(&self) -> String {
        let report = self.report();
        let address =
            format!("{}?unit={}&{}", Section::Results.address(), report.unit.code, query_of(report));
        with_language(&address, self.language())
    }

    fn headline(&self, question: &QuestionReport) -> Markup {
        let language = self.language();
        html! {
            article.figure {
                @if let Some(top_two) = question.top_two {
                    h3 { strong { (percent(language, top_two.share)) } " " (question.finding.get(language)) }
                    p { (self.interval(top_two)) }
                    @if let Some((comparison, change)) = question.comparisons.iter()
                        .find_map(|comparison| Some((comparison, brief_change(comparison, language)?))) {
                        p.{ "change " (comparison.outcome.name()) } { (change) }
                    }
                } @else {
                    h3 { strong.withheld { (self.say("figure-withheld")) } " " (question.label.get(language)) }
                    p { (why_no_figure(question, language)) }
                }
            }
        }
    }

    fn interval(&self, estimate: Estimate) -> String {
        let range = Argument::from(percent_range(self.language(), estimate.low, estimate.high));
        self.with("figure-interval", [("range", range)])
    }

    /// A link to the shortest longer period that may be shown.
    fn longer_period(&self) -> Option<Markup> {
        let (language, report) = (self.language(), self.report());
        let sentence = instead_sentence(report, language)?;
        let query = query_of_period(report, report.shown_instead?);
        let address = with_language(&format!("/staff/?unit={}&{query}", report.unit.code), language);
        Some(html! { p.instead { a href=(address) { (sentence) } } })
    }

    /// The question with the lowest share, if it is none of the headlines.
    fn weakest(&self) -> Markup {
        let language = self.language();
        let shown = self.report().questions.iter().filter_map(|question| Some((question, question.top_two?)));
        let lowest = shown.min_by(|(_, left), (_, right)| left.share.total_cmp(&right.share));
        html! {
            @if let Some((question, top_two)) = lowest.filter(|(question, _)| !question.headline) {
                p.weakest {
                    (self.say("overview-weakest")) " "
                    strong { (question.label.get(language)) " – " (percent(language, top_two.share)) }
                    " (" (percent_range(language, top_two.low, top_two.high)) ")"
                }
            }
        }
    }

    /// Is it real?
    fn basis(&self) -> Markup {
        let (language, report) = (self.language(), self.report());
        let mut facts = vec![("fact-responses", integer(language, report.responses))];
        let rate = report.received().zip(report.response_rate());
        facts.push(match rate {
            Some((received, rate)) => {
                let arguments = [
                    ("dossiers", Argument::from(integer(language, received))),
                    ("rate", Argument::from(true_percent(language, rate))),
                ];
                ("overview-dossiers", self.with("overview-dossiers-rate", arguments))
            }
            None => ("overview-dossiers", self.say("fact-unknown")),
        });
        if let Some(collecting) = report.collecting {
            facts.push(("overview-running", integer(language, collecting.responses)));
        }
        if let Some(next) = self.next_publication {
            facts.push(("overview-next-publication", day(language, next)));
        }
        html! {
            section {
                h2 { (self.say("overview-basis")) }
                dl.facts {
                    @for (key, value) in facts { div { dt { (self.say(key)) } dd { (value) } } }
                }
                (self.modes())
            }
        }
    }

    fn modes(&self) -> Markup {
        let (language, report) = (self.language(), self.report());
        let modes = report.modes.iter().map(|(mode, count)| {
            format!("{} {}", message(language, &format!("mode-{mode}")), integer(language, *count))
        });
        let modes: Vec<String> = modes.collect();
        html! {
            @if !modes.is_empty() { p.evidence { (self.say("overview-modes")) " " (modes.join(" · ")) } }
        }
    }

    /// What should I do?
    fn what_to_do(&self) -> Markup {
        html! {
            section {
                h2 { (self.say("overview-to-do")) }
                (tasks(self.language(), self.overview, self.next_publication))
            }
        }
    }

    /// A lowest unit beside its siblings; of a higher unit the units that stand out.
    fn units(&self) -> Markup {
        let Some(comparison) = &self.overview.comparison else { return html! {} };
        let Some(funnel) = &comparison.funnel else { return html! {} };
        if comparison.above.unit.id == self.report().unit.id {
            self.standing_out(comparison, funnel)
        } else {
            self.among_siblings(comparison, funnel)
        }
    }

    fn standing_out(&self, comparison: &UnitComparison, funnel: &Funnel) -> Markup {
        let language = self.language();
        let outside = funnel.units.iter().filter(|unit| unit.standing != UnitStanding::AsExpected);
        let mut outside: Vec<&ComparedUnit> = outside.collect();
        outside.sort_by(|left, right| left.top_two.share.total_cmp(&right.top_two.share));
        let arguments = [
            ("count", Argument::from(integer(language, outside.len() as u64))),
            ("units", Argument::from(integer(language, funnel.units.len() as u64))),
            ("question", Argument::from(comparison.question.label.get(language))),
            ("target", Argument::from(percent(language, funnel.target))),
        ];
        html! {
            section {
                h2 { (self.say("overview-units")) }
                p { (self.with("overview-standing-out", arguments)) }
                @if !outside.is_empty() { (self.table(outside.into_iter(), None)) }
                (self.all_units(comparison))
            }
        }
    }

    fn among_siblings(&self, comparison: &UnitComparison, funnel: &Funnel) -> Markup {
        let language = self.language();
        let own = self.report().unit.id;
        let mut units: Vec<&ComparedUnit> = funnel.units.iter().collect();
        units.sort_by(|left, right| right.top_two.share.total_cmp(&left.top_two.share));
        let here = funnel.units.iter().find(|unit| unit.version.unit.id == own);
        html! {
            section {
                h2 { (self.with("overview-siblings", [("unit", Argument::from(comparison.above.unit.name.as_str()))])) }
                @if let Some(here) = here {
                    p {
                        (comparison.question.label.get(language)) ": "
                        strong { (percent(language, here.top_two.share)) } ", "
                        (rank_interval(here, funnel.units.len(), language)) ". "
                        (self.with("overview-target", [("target", Argument::from(percent(language, funnel.target)))])) ": "
                        (unit_standing(here.standing, language)) "."
                    }
                }
                details {
                    summary { (self.with("overview-siblings-all", [("count", Argument::from(integer(language, units.len() as u64)))])) }
                    (self.table(units.into_iter(), Some(own)))
                }
                (self.all_units(comparison))
            }
        }
    }

    fn all_units(&self, comparison: &UnitComparison) -> Markup {
        let above = &comparison.above;
        let address = format!("/results/{}/units?{}", above.unit.code, query_of(above));
        html! {
            @if above.unpublished_months.is_empty() {
                p { a href=(with_language(&address, self.language())) { (self.say("overview-all-units")) } }
            }
        }
    }

    fn table<'u>(
        &self,
        units: impl Iterator<Item = &'u ComparedUnit>,
        own: Option<crate::domain::UnitId>,
    ) -> Markup {
        let language = self.language();
        html! {
            table.plain.beside {
                thead { tr {
                    th scope="col" { (self.say("units-unit")) }
                    @for key in ["table-share", "table-n"] { th.number scope="col" { (self.say(key)) } }
                } }
                tbody {
                    @for unit in units {
                        tr.own[own == Some(unit.version.unit.id)] {
                            th scope="row" {
                                (unit.version.unit.name)
                                small.{ "standing " (unit.standing.name()) } { (unit_standing(unit.standing, language)) }
                            }
                            td.number {
                                strong { (percent(language, unit.top_two.share)) }
                                small { (percent_range(language, unit.top_two.low, unit.top_two.high)) }
                            }
                            td.number { (integer(language, unit.n)) }
                        }
                    }
                }
            }
        }
    }
}

impl Render for OverviewPage<'_> {
    fn render(&self) -> Markup {
        let report = self.report();
        let address = format!("/staff/?unit={}&{}", report.unit.code, query_of(report));
        self.frame.page(
            &self.say("section-overview"),
            &address,
            &html! {
                (self.bar)
                h1 { (report.unit.name) }
                (self.bar.months())
                div.answers {
                    div { (self.how()) (self.basis()) }
                    (self.what_to_do())
                }
                (self.units())
            },
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{SilentChannel, Tasks, UnitWithFewAnswers};
    use crate::domain::{Channel, ChannelCode, ChannelId, Mode, SurveyId, UnitId};
    use crate::web::staff::frame::samples::frame;
    use crate::web::staff::unit_bar::samples::bar;
    use crate::web::view::samples::{HOSTILE, report};
    use crate::web::view::tests::{assert_sound, attributes};

    fn commune(number: u32, counts: [u64; 5]) -> Report {
        let mut report = report(counts).for_publication();
        report.unit.id = UnitId(i32::try_from(number).unwrap());
        report.unit.code = format!("{:05}", 12_000 + number).parse().unwrap();
        report
    }

    fn overview() -> Overview {
        let channel = Channel {
            id: ChannelId(1),
            code: ChannelCode::from_number(1).unwrap(),
            unit: UnitId(1),
            label: HOSTILE.to_owned(),
            survey: SurveyId(1),
            mode: Mode::Open,
        };
        let silent = SilentChannel { channel, unit: HOSTILE.to_owned() };
        let few = UnitWithFewAnswers { code: "12049".parse().unwrap(), name: HOSTILE.to_owned(), answers: 3 };
        let tasks = Tasks {
            unpublished: Some("2024-12".parse().unwrap()),
            silent_channels: vec![silent; 7],
            failed_digests: 3,
            few_answers: vec![few; 2],
        };
        let report = report([10, 20, 93, 1800, 2177]);
        let below = [commune(11, [20, 20, 0, 0, 0]), commune(12, [0, 0, 0, 100, 900])];
        let comparison = UnitComparison::of(report.clone(), &below, "settlement");
        Overview { report, months: None, comparison, tasks }
    }

    fn page(language: Language, overview: &Overview) -> Markup {
        let (frame, bar) =
            (frame(language, Section::Overview), bar(language, Section::Overview, &overview.report));
        let next_publication = Some("2025-01-05".parse().unwrap());
        OverviewPage { frame: &frame, bar: &bar, overview, next_publication }.render()
    }

    #[test]
    fn it_answers_the_three_questions_and_leads_to_what_is_to_do() {
        for language in Language::ALL {
            let text = page(language, &overview());
            assert_sound(&text);
            let links = attributes(&text.0, "href");
            for link in [
                "/staff/results?unit=33",
                "/staff/publishing",
                "/staff/subscriptions",
                "/staff/posters.pdf?unit=33",
                "/results/33/units?",
            ] {
                assert!(links.iter().any(|href| href.starts_with(link)), "{link}: {links:?}");
            }
        }
        let text = page(Language::Vi, &overview()).0;
        for words in ["97,0%", "4.123", "16.021 (25,7%)", "và 2 nơi khác", "05/01/2025"] {
            assert!(text.contains(words), "{words}: {text}");
        }
    }

    #[test]
    fn without_answers_and_tasks_it_says_so() {
        let mut empty = overview();
        empty.report = report([0; 5]);
        empty.report.responses = 0;
        (empty.tasks, empty.comparison) = (Tasks::default(), None);
        let text = page(Language::Vi, &empty);
        assert_sound(&text);
        assert!(text.0.contains("Không có việc nào đang chờ."), "{}", text.0);
    }

    #[test]
    fn a_lowest_unit_stands_among_its_siblings() {
        let mut overview = overview();
        overview.report = commune(12, [0, 0, 0, 100, 900]);
        let text = page(Language::Vi, &overview);
        assert_sound(&text);
        assert!(text.0.contains("hạng 1–1 trong 2") && text.0.contains("class=\"own\""), "{}", text.0);
    }
}
