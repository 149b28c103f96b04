//! The home page, `/`: what hailong is, and the units with published results.

use actix_web::{HttpResponse, web};
use maud::{Markup, Render, html};

use crate::app::BUILT_IN_SURVEY;
use crate::domain::Language;
use crate::locale::message;
use crate::web::State;
use crate::web::error::Failure;
use crate::web::pages::page;
use crate::web::reader::Reader;
use crate::web::view::atoms::code_form;
use crate::web::view::layout::{Page, with_language};
use crate::web::view::style::StyleSheet;
use crate::web::view::units::{UnitEntry, unit_list};

/// `GET /`
pub(super) async fn show(state: web::Data<State>, reader: Reader) -> Result<HttpResponse, Failure> {
    let (provinces, illustrative) = state.app.provinces_with_results(BUILT_IN_SURVEY).await?;
    let units: Vec<UnitEntry<'_>> = provinces.iter().map(UnitEntry::from).collect();
    Ok(page(&HomePage { language: reader.language, units: &units, illustrative }))
}

/// The home page.
#[derive(Clone, Copy, Debug)]
pub struct HomePage<'a> {
    /// The reader's language.
    pub language: Language,
    /// The units with published results, sorted; provinces and districts come first.
    pub units: &'a [UnitEntry<'a>],
    /// Whether some units have demo data.
    pub illustrative: bool,
}

impl HomePage<'_> {
    fn say(&self, key: &str) -> String {
        message(self.language, key)
    }

    fn results(&self) -> Markup {
        let (lowest, above): (Vec<_>, Vec<_>) = self.units.iter().partition(|unit| unit.kind.is_lowest());
        html! {
            section {
                h2 { (self.say("home-results")) }
                @if self.units.is_empty() { p { (self.say("home-no-results")) } }
                @if !above.is_empty() { div.above { (unit_list(self.language, above, "")) } }
                @if !lowest.is_empty() { (unit_list(self.language, lowest, "")) }
            }
        }
    }
}

impl Render for HomePage<'_> {
    fn render(&self) -> Markup {
        let page = Page {
            language: self.language,
            title: &self.say("home-title"),
            address: "/",
            style: StyleSheet::Office,
            listed: true,
            illustrative: self.illustrative,
        };
        page.around(&html! {
            div.opening {
                h1 { (self.say("home-title")) }
                p.lead { (self.say("home-what")) }
                p.lead { (self.say("home-evidence")) }
            }
            (self.results())
            section.screen {
                h2 { (self.say("home-survey")) }
                (code_form(self.language, ""))
            }
            p.screen { a href=(with_language("/staff/", self.language)) { (self.say("home-staff")) } }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{UnitCode, UnitKind};
    use crate::web::view::samples::HOSTILE;
    use crate::web::view::tests::{assert_sound, attributes};

    #[test]
    fn it_leads_to_the_results_of_every_unit() {
        let code: UnitCode = "33".parse().unwrap();
        let unit = |kind| UnitEntry { code: &code, name: HOSTILE, kind, responses: 4123 };
        for language in Language::ALL {
            let units = [unit(UnitKind::Province), unit(UnitKind::Ward)];
            let page = HomePage { language, units: &units, illustrative: true }.render();
            assert_sound(&page);
            let address = format!("/results/33?lang={language}");
            assert_eq!(attributes(&page.0, "href").iter().filter(|href| **href == address).count(), 2);
        }
    }

    #[test]
    fn without_results_it_says_so() {
        let page = HomePage { language: Language::Vi, units: &[], illustrative: false }.render();
        assert_sound(&page);
        assert!(page.0.contains("Chưa có"));
    }
}
