//! Holding the tallies against the responses that they count, and mending them.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;

use super::record::PendingTallies;
use super::{App, AppError};
use crate::domain::{Mode, RevisionId, UnitId, UnitRegistry};
use crate::store::{
    Connection, Span, Tally, all_tallies, count_responses, load_registry, lock_tallies, replace_tally,
};

/// A tally that is not what the responses say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyDifference {
    span: Span,
    unit: String,
    counted: Tally,
    kept: Tally,
    quarantined: bool,
}

impl fmt::Display for TallyDifference {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { span, unit, counted, kept, quarantined } = self;
        let date = match span {
            Span::Day => counted.date.to_string(),
            Span::Month => counted.date.format("%Y-%m").to_string(),
        };
        let standing = if *quarantined { ", quarantined" } else { "" };
        write!(
            formatter,
            "{unit}, {date}, {}{standing}: {} sheets {:?} in the tallies, {} sheets {:?} among the responses",
            counted.mode.name(),
            kept.sheets,
            kept.counts,
            counted.sheets,
            counted.counts
        )
    }
}

/// What a look at all tallies found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TallyCheck {
    /// Responses that were counted.
    pub responses: u64,
    /// Tallies that they make.
    pub tallies: usize,
    /// What differs.
    pub differences: Vec<TallyDifference>,
}

type Key = (Span, UnitId, NaiveDate, RevisionId, Mode, bool);

impl App {
    /// Counts all responses anew and names every tally that differs. Others may go on writing: it looks at one
    /// snapshot.
    pub async fn verify_tallies(&self) -> Result<TallyCheck, AppError> {
        self.database().read(async |connection| self.compare_tallies(connection).await).await
    }

    /// The same, and puts right what differs. Where something does, all is counted once more while nobody may write: for
    /// so long citizens are told to send again.
    pub async fn repair_tallies(&self) -> Result<TallyCheck, AppError> {
        let check = self.verify_tallies().await?;
        if check.differences.is_empty() {
            return Ok(check);
        }
        self.database()
            .write(async |connection| {
                lock_tallies(connection).await?;
                let check = self.compare_tallies(connection).await?;
                for TallyDifference { span, counted, quarantined, .. } in &check.differences {
                    replace_tally(connection, *span, counted, *quarantined).await?;
                }
                Ok(check)
            })
            .await
    }

    async fn compare_tallies(&self, connection: &mut Connection) -> Result<TallyCheck, AppError> {
        let registry = load_registry(connection).await?;
        let mut standings = [PendingTallies::default(), PendingTallies::default()];
        let [counting, quarantined] = &mut standings;
        let mut responses = 0;
        count_responses(connection, self.clock().zone_name(), |group| {
            let tallies = if group.quarantined { &mut *quarantined } else { &mut *counting };
            responses += u64::from(group.sheets.unsigned_abs());
            tallies.add((group.unit, group.day, group.revision, group.mode), &group.answers, group.sheets);
        })
        .await?;
        let mut counted = BTreeMap::new();
        for (pending, quarantined) in standings.iter_mut().zip([false, true]) {
            let tallies = pending.take();
            for (span, tallies) in [(Span::Day, tallies.days), (Span::Month, tallies.months)] {
                counted.extend(tallies.into_iter().map(|tally| (key(span, &tally, quarantined), tally)));
            }
        }
        let tallies = counted.len();
        let mut kept = BTreeMap::new();
        for span in [Span::Day, Span::Month] {
            let rows = all_tallies(connection, span).await?.into_iter();
            kept.extend(rows.map(|(tally, quarantined)| (key(span, &tally, quarantined), tally)));
        }
        Ok(TallyCheck { responses, tallies, differences: differences(&registry, &counted, &kept) })
    }
}

fn key(span: Span, tally: &Tally, quarantined: bool) -> Key {
    (span, tally.unit, tally.date, tally.revision, tally.mode, quarantined)
}

fn differences(
    registry: &UnitRegistry,
    counted: &BTreeMap<Key, Tally>,
    kept: &BTreeMap<Key, Tally>,
) -> Vec<TallyDifference> {
    let only_kept = kept.keys().filter(|key| !counted.contains_key(key));
    let keys = counted.keys().chain(only_kept);
    keys.filter_map(|key| {
        let &(span, unit, date, revision, mode, quarantined) = key;
        let nothing = || Tally { unit, date, revision, mode, sheets: 0, counts: Vec::new() };
        let counted = counted.get(key).cloned().unwrap_or_else(nothing);
        let kept = kept.get(key).cloned().unwrap_or_else(nothing);
        let same = counted.sheets == kept.sheets && without_last_zeros(&counted) == without_last_zeros(&kept);
        let name = registry
            .unit(unit)
            .map_or_else(|| format!("unit {}", unit.0), |unit| format!("{} {}", unit.code, unit.name));
        (!same).then_some(TallyDifference { span, unit: name, counted, kept, quarantined })
    })
    .collect()
}

/// A row that counts nothing is as good as none, and so is a place.
fn without_last_zeros(tally: &Tally) -> &[i32] {
    let last = tally.counts.iter().rposition(|&count| count != 0);
    tally.counts.get(..last.map_or(0, |last| last + 1)).unwrap_or_default()
}
