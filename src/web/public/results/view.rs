//! The results page of a unit: first the headline figures, then what they are based on, then all details.

use chrono::NaiveDate;
use maud::{Markup, Render, html};

use crate::domain::{Boundaries, EditionChanges, EditionMark, Language, Period, Report};
use crate::locale::{Argument, answers, day, edition_changes, integer, message, message_with, period};
use crate::web::view::atoms::FaceSymbols;
use crate::web::view::charts::ChartFigure;
use crate::web::view::files::report_files;
use crate::web::view::filter::{Filter, UnitChoice, boundaries_name, query_of, query_of_period};
use crate::web::view::layout::{Page, with_language};
use crate::web::view::report_sections;
use crate::web::view::style::StyleSheet;
use crate::web::view::units::{UnitEntry, unit_list};

/// The public results page of a unit.
#[derive(Clone, Copy, Debug)]
pub struct ResultsPage<'a> {
    /// The reader's language.
    pub language: Language,
    /// The report as the public may see it.
    pub report: &'a Report,
    /// The charts, already in the reader's language.
    pub charts: &'a [ChartFigure],
    /// The months with data.
    pub months: Option<Period>,
    /// The unit above.
    pub parent: Option<UnitChoice<'a>>,
    /// The units below, sorted.
    pub children: &'a [UnitEntry<'a>],
    /// The editions of the month from the first, each with its changes; empty for longer periods.
    pub editions: &'a [(EditionMark, EditionChanges)],
    /// The next day of publication; `None` where editions are published by hand.
    pub next_publication: Option<NaiveDate>,
}

impl ResultsPage<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn address(&self) -> String {
        format!("/results/{}", self.report.unit.code)
    }

    fn opening(&self) -> Markup {
        let report = self.report;
        let filter = Filter {
            language: self.language,
            action: &self.address(),
            report,
            months: self.months,
            names_unit: false,
            question: None,
        };
        html! {
            @if let Some(parent) = self.parent {
                @let address = format!("/results/{}?{}", parent.code, query_of(report));
                p.up.screen { a href=(with_language(&address, self.language)) { "← " (parent.name) } }
            }
            p.eyebrow { (report.title(self.language)) }
            h1 { (report.unit.name) }
            p.when {
                (period(self.language, report.period))
                @if report.boundaries == Boundaries::Current {
                    " · " (boundaries_name(self.language, report.boundaries))
                }
            }
            (self.periods())
            (filter)
            (self.superseded())
        }
    }

    /// The number of responses since the last publication, and when they are published.
    fn collecting(&self) -> Markup {
        let Some(collecting) = self.report.collecting else { return html! {} };
        let language = self.language;
        let count = ("answers", Argument::from(answers(language, collecting.responses)));
        let months =
            Period::new(collecting.first, collecting.month).unwrap_or(Period::month(collecting.month));
        let running = ("months", Argument::from(period(language, months)));
        let sentence = match self.next_publication {
            Some(date) => {
                let date = ("day", Argument::from(day(language, date)));
                message_with(language, "results-collecting", [running, count, date])
            }
            None => message_with(language, "results-collecting-by-hand", [running, count]),
        };
        html! { p.collecting.screen { (sentence) } }
    }

    /// The editions in which the figures were published, and the changes from one to the next.
    fn editions(&self) -> Markup {
        let (language, query) = (self.language, query_of_period(self.report, self.report.period));
        html! {
            @if !self.editions.is_empty() {
                section {
                    h2 { (self.say("editions-title")) }
                    ul.editions {
                        @for (edition, changes) in self.editions.iter().rev() {
                            @let address = format!("{}?{query}", self.edition_address(edition));
                            li {
                                a href=(with_language(&address, language)) { (edition_name(language, edition)) }
                                @if let Some(changes) = edition_changes(changes, language) { ": " (changes) }
                            }
                        }
                    }
                }
            }
        }
    }

    fn edition_address(&self, edition: &EditionMark) -> String {
        format!("{}/editions/{}/{}", self.address(), edition.month, edition.number)
    }

    /// Says on an old edition that there is a newer one.
    fn superseded(&self) -> Markup {
        let superseded = self.report.edition().filter(|edition| edition.is_superseded);
        html! {
            @if let Some(edition) = superseded {
                @let number = Argument::from(integer(self.language, u64::from(edition.number)));
                @let newest = format!("{}?{}", self.address(), query_of_period(self.report, self.report.period));
                p.superseded {
                    (message_with(self.language, "edition-superseded", [("number", number)])) " "
                    a href=(with_language(&newest, self.language)) { (self.say("edition-newest")) }
                }
            }
        }
    }

    /// Links to the quarter and the year around the period, for readers who need more answers.
    fn periods(&self) -> Markup {
        let month = self.report.period.to();
        let named = [Period::month(month), Period::quarter_of(month), Period::year_of(month)];
        html! {
            nav.periods.screen aria-label=(self.say("periods-label")) {
                @for named in named {
                    @let address = format!("{}?{}", self.address(), query_of_period(self.report, named));
                    @let is_shown = named == self.report.period;
                    a href=(with_language(&address, self.language)) aria-current=[is_shown.then_some("page")] {
                        (period(self.language, named))
                    }
                }
            }
        }
    }

    fn files(&self) -> Markup {
        html! {
            section.screen {
                h2 { (self.say("results-files")) }
                (report_files(self.language, self.report))
            }
        }
    }

    fn below(&self) -> Markup {
        html! {
            @if !self.children.is_empty() {
                section.screen {
                    h2 { (self.say("results-children")) }
                    @if !self.report.unit.kind.is_lowest() {
                        @let address = format!("{}/units?{}", self.address(), query_of(self.report));
                        p { a.onward href=(with_language(&address, self.language)) { (self.say("units-link")) } }
                    }
                    (unit_list(self.language, self.children, &query_of_period(self.report, self.report.period)))
                }
            }
        }
    }
}

impl Render for ResultsPage<'_> {
    fn render(&self) -> Markup {
        let (language, report) = (self.language, self.report);
        let title =
            message_with(language, "results-title", [("unit", Argument::from(report.unit.name.as_str()))]);
        let page = Page {
            language,
            title: &title,
            address: &format!("{}?{}", self.address(), query_of(report)),
            style: StyleSheet::Office,
            listed: true,
            illustrative: report.illustrative,
        };
        page.around(&html! {
            (FaceSymbols)
            (self.opening())
            (self.collecting())
            (report_sections::headline(language, report))
            (report_sections::charts(language, self.charts))
            (report_sections::questions(language, report))
            (self.editions())
            (self.files())
            (self.below())
        })
    }
}

/// `Bản công bố số 2, ngày 05/12/2024`.
fn edition_name(language: Language, edition: &EditionMark) -> String {
    let arguments = [
        ("number", Argument::from(integer(language, u64::from(edition.number)))),
        ("day", Argument::from(day(language, edition.published_on))),
    ];
    message_with(language, "edition", arguments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::view::samples::{HOSTILE, report};
    use crate::web::view::tests::{assert_sound, attributes, compressed_size};

    fn page<'a>(language: Language, report: &'a Report, charts: &'a [ChartFigure]) -> ResultsPage<'a> {
        ResultsPage {
            language,
            report,
            charts,
            months: Some(report.period),
            parent: None,
            children: &[],
            editions: &[],
            next_publication: None,
        }
    }

    #[test]
    fn it_is_sound_in_both_languages_with_any_number_of_answers() {
        let charts = [crate::web::view::charts::samples::figure()];
        for language in Language::ALL {
            for counts in [[10, 20, 93, 1800, 2177], [0, 0, 1, 3, 4], [0; 5]] {
                let report = report(counts).for_publication();
                let code = report.unit.code.clone();
                let unit = UnitEntry { code: &code, name: HOSTILE, kind: report.unit.kind, responses: 7 };
                let units = [unit];
                let page = ResultsPage {
                    parent: Some(UnitChoice { code: &code, name: HOSTILE }),
                    children: &units,
                    ..page(language, &report, &charts)
                };
                let page = page.render();
                assert_sound(&page);
                assert!(compressed_size(&page) < 10_000);
            }
        }
    }

    #[test]
    fn figures_have_their_interval_and_their_number_of_answers() {
        let report = report([10, 20, 93, 1800, 2177]).for_publication();
        let page = page(Language::Vi, &report, &[]).render().0;
        for text in ["97,0%", "96,4–97,5%", "3.977", "4.100", "16.021", "25,7%"] {
            assert!(page.contains(text), "{text}");
        }
    }

    #[test]
    fn a_period_with_too_few_answers_shows_the_reason_and_no_figure() {
        let report = report([0, 0, 1, 3, 4]).for_publication();
        for (language, why) in
            [(Language::Vi, "dưới 10 câu trả lời"), (Language::En, "fewer than 10 answers")]
        {
            let page = page(language, &report, &[]).render().0;
            assert!(page.contains(why));
            assert!(!page.contains("87,5%") && !page.contains("87.5%"));
        }
    }

    #[test]
    fn links_to_files_and_languages_keep_the_query() {
        let report = report([10, 20, 93, 1800, 2177]);
        let page = page(Language::Vi, &report, &[]).render().0;
        let links = attributes(&page, "href");
        let query = "?survey=mot-cua&amp;from=2024-11&amp;to=2024-11&amp;boundaries=historic";
        for link in ["/results/33.csv", "/results/33.json", "/results/33"] {
            assert!(
                links.iter().any(|href| href.starts_with(&format!("{link}{query}"))),
                "{link}: {links:?}"
            );
        }
    }
}
