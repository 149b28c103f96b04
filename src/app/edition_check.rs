//! Verifies editions by counting the responses behind them again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::surveys::survey;
use super::{App, AppError};
use crate::domain::{AskedText, CountKey, CountRow, Month, Survey, UnitRegistry};
use crate::store::{
    Connection, MonthToCount, StoredEdition, asked_texts, count_month, edition_counts_of_month,
    editions_of_survey,
};

/// A number of an edition that differs from the stored responses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionDifference {
    edition: (Month, u32),
    month: Month,
    unit: String,
    key: CountKey,
    /// The question and the option; `None` for the number of responses.
    place: Option<(String, usize)>,
    published: u32,
    counted: u32,
}

/// Which number of a month differs: of which row, and of which question and option.
type NumberKey = (CountKey, Option<(String, usize)>);

impl EditionDifference {
    fn difference(&self) -> i64 {
        i64::from(self.counted) - i64::from(self.published)
    }
}

impl fmt::Display for EditionDifference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { edition: (edition_month, number), month, unit, key, published, counted, .. } = self;
        let (_, _, mode, quarantined) = key;
        let standing = if *quarantined { ", quarantined" } else { "" };
        let what = match &self.place {
            None => "responses".to_owned(),
            Some((question, 0)) => format!("{question} without an answer"),
            Some((question, option)) => format!("{question} answered {option}"),
        };
        let difference = self.difference();
        write!(
            formatter,
            "{unit}, {month}, {}{standing}, edition {number} of {edition_month}: {published} {what} published, {counted} \
             counted ({difference:+})",
            mode.name()
        )
    }
}

/// The result of counting all editions again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditionCheck {
    /// The number of editions that were counted again.
    pub editions: usize,
    /// The number of editions that cannot be counted again, because they are older than the record of when
    /// responses were stored.
    pub older: usize,
    /// The number of responses in all editions.
    pub responses: u64,
    /// The numbers that differ.
    pub differences: Vec<EditionDifference>,
}

impl App {
    /// Counts the responses behind every edition of a survey again. Does not block writers.
    ///
    /// # Errors
    ///
    /// Fails if the survey does not exist or the database cannot be read.
    pub async fn verify_editions(&self, slug: &str) -> Result<EditionCheck, AppError> {
        self.database().read(async |connection| self.count_editions_again(connection, slug).await).await
    }

    async fn count_editions_again(
        &self,
        connection: &mut Connection,
        slug: &str,
    ) -> Result<EditionCheck, AppError> {
        let survey = survey(connection, slug).await?;
        let registry = self.shared.catalogue.reference_data(connection).await?.registry;
        let texts = asked_texts(connection, survey.id).await?;
        let editions = editions_of_survey(connection, survey.id).await?;
        let mut check = EditionCheck::default();
        check.older = editions.iter().filter(|edition| edition.counted_until.is_none()).count();
        check.editions = editions.len() - check.older;
        let months: BTreeSet<Month> = editions.iter().map(|edition| edition.month).collect();
        for month in months {
            let rows = edition_counts_of_month(connection, survey.id, month).await?;
            let concerned = editions
                .iter()
                .filter(|edition| edition.month == month || rows.iter().any(|(id, _)| *id == edition.id));
            let recountable: Vec<&StoredEdition> =
                concerned.filter(|edition| edition.counted_until.is_some()).collect();
            let mut known: BTreeMap<NumberKey, i64> = BTreeMap::new();
            for edition in recountable {
                let published = rows.iter().filter(|(id, _)| *id <= edition.id).map(|(_, row)| row);
                let counted = self.count_until(connection, &survey, month, edition, &texts).await?;
                let found = differences(&registry, &texts, edition, published, &counted);
                // A wrong number of an edition is contained in the sums up to each later one; it is reported once.
                for found in found {
                    let difference = found.difference();
                    let number = (found.key, found.place.clone());
                    if known.insert(number, difference) != Some(difference) {
                        check.differences.push(found);
                    }
                }
            }
            check.responses += rows.iter().map(|(_, row)| u64::from(row.responses)).sum::<u64>();
        }
        Ok(check)
    }

    async fn count_until(
        &self,
        connection: &mut Connection,
        survey: &Survey,
        month: Month,
        edition: &StoredEdition,
        texts: &[AskedText],
    ) -> Result<Vec<CountRow>, AppError> {
        let wanted = MonthToCount {
            survey: survey.id,
            month,
            zone: self.clock().zone_name(),
            recorded_before: edition.counted_until,
        };
        Ok(count_month(connection, wanted, texts).await?)
    }
}

fn differences<'a>(
    registry: &UnitRegistry,
    texts: &[AskedText],
    edition: &StoredEdition,
    published: impl Iterator<Item = &'a CountRow>,
    counted: &[CountRow],
) -> Vec<EditionDifference> {
    let mut pairs: BTreeMap<CountKey, (Option<CountRow>, Option<&CountRow>)> = BTreeMap::new();
    for (key, sum) in CountRow::sums(published) {
        pairs.entry(key).or_default().0 = Some(sum);
    }
    for row in counted {
        pairs.entry(row.key()).or_default().1 = Some(row);
    }
    let rows = pairs.into_values().filter_map(|(published, counted)| {
        let row = counted.cloned().or_else(|| published.clone())?;
        let nothing = CountRow { responses: 0, counts: Vec::new(), ..row };
        Some((published.unwrap_or_else(|| nothing.clone()), counted.cloned().unwrap_or(nothing)))
    });
    rows.flat_map(|(published, counted)| differences_of_row(registry, texts, edition, &published, &counted))
        .collect()
}

fn differences_of_row(
    registry: &UnitRegistry,
    texts: &[AskedText],
    edition: &StoredEdition,
    published: &CountRow,
    counted: &CountRow,
) -> Vec<EditionDifference> {
    let name = registry
        .unit(counted.unit)
        .map_or_else(|| format!("unit {}", counted.unit.0), |unit| format!("{} {}", unit.code, unit.name));
    let difference = |place, published, counted_here| EditionDifference {
        edition: (edition.month, edition.number),
        month: counted.month,
        unit: name.clone(),
        key: counted.key(),
        place,
        published,
        counted: counted_here,
    };
    let mut found = Vec::new();
    if published.responses != counted.responses {
        found.push(difference(None, published.responses, counted.responses));
    }
    let text = texts.iter().find(|text| text.revision == counted.revision);
    for (question, places) in text.into_iter().flat_map(AskedText::places) {
        for (option, place) in places.enumerate() {
            let at = |row: &CountRow| row.counts.get(place).copied().unwrap_or_default();
            if at(published) != at(counted) {
                let answer = Some((question.key.clone(), option));
                found.push(difference(answer, at(published), at(counted)));
            }
        }
    }
    found
}
