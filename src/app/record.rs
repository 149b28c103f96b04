//! Writing sheets and their tallies in one transaction. Citizens' sheets and imports go through here.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::AppError;
use crate::clock::Clock;
use crate::domain::{Answer, Mode, Response, Survey, UnitId};
use crate::store::{Connection, QuestionTally, SheetTally, add_to_tallies, insert_responses};

/// The sheets of one unit, day and mode.
#[derive(Debug)]
struct Group {
    sheets: i64,
    /// For each question of the survey: no opinion first, then the levels from 1 to 5.
    answers: Vec<[i64; 6]>,
}

/// Counts that wait to be added to the tallies of one survey.
#[derive(Debug, Default)]
pub(super) struct PendingTallies {
    groups: BTreeMap<(UnitId, NaiveDate, Mode), Group>,
}

/// Above this the counts are written before more are gathered; it bounds memory at some 150 MB. Whoever writes
/// more than once in a transaction holds rows while asking for others out of order, so that it is set high.
const MOST_PENDING: usize = 400_000;
/// Groups a statement: PostgreSQL is sent some ten thousand rows at once.
const GROUPS_A_STATEMENT: usize = 2_000;

impl PendingTallies {
    fn count(&mut self, response: &Response, clock: Clock) {
        let key = (response.unit, clock.day_of(response.submitted_at), response.mode);
        let answers = &response.sheet.answers;
        let group = self
            .groups
            .entry(key)
            .or_insert_with(|| Group { sheets: 0, answers: vec![[0; 6]; answers.len()] });
        group.sheets += 1;
        for (counts, answer) in group.answers.iter_mut().zip(answers) {
            if let Some(count) = counts.get_mut(usize::from(answer.map_or(0, Answer::level))) {
                *count += 1;
            }
        }
    }

    /// Whether it is time to [`Self::write`].
    pub(super) fn are_many(&self) -> bool {
        self.groups.len() >= MOST_PENDING
    }

    /// Adds the counts to the tallies of `survey` and starts again from nothing.
    pub(super) async fn write(
        &mut self,
        connection: &mut Connection,
        survey: &Survey,
    ) -> Result<(), AppError> {
        // Sorted by unit, day and mode, as every writer does it: nobody waits in a ring.
        let mut groups = std::mem::take(&mut self.groups).into_iter();
        loop {
            let (sheets, answers) = rows(groups.by_ref().take(GROUPS_A_STATEMENT), survey);
            if sheets.is_empty() {
                return Ok(());
            }
            add_to_tallies(connection, &sheets, &answers).await?;
        }
    }
}

fn rows(
    groups: impl Iterator<Item = ((UnitId, NaiveDate, Mode), Group)>,
    survey: &Survey,
) -> (Vec<SheetTally>, Vec<QuestionTally>) {
    let (mut sheets, mut answers) = (Vec::new(), Vec::new());
    for ((unit, day, mode), group) in groups {
        let (quarantined, sheets_of_group) = (false, group.sheets);
        sheets.push(SheetTally { unit, survey: survey.id, day, mode, quarantined, sheets: sheets_of_group });
        answers.extend(survey.revision.questions.iter().zip(group.answers).map(|(question, counts)| {
            let key = question.key.clone();
            QuestionTally { unit, survey: survey.id, day, key, mode, quarantined, counts }
        }));
    }
    (sheets, answers)
}

/// Inserts what is new among `responses`, all of which answer one survey's revision in force, and counts it into
/// `tallies`, which the caller writes in the same transaction. Returns how many were new.
pub(super) async fn record(
    connection: &mut Connection,
    responses: &mut Vec<Response>,
    clock: Clock,
    tallies: &mut PendingTallies,
) -> Result<usize, AppError> {
    // One statement cannot tell two rows of the same id apart: the first one counts.
    let mut seen = HashSet::new();
    responses.retain(|response| seen.insert(response.id));
    let new = insert_responses(connection, responses).await?;
    for response in responses.iter().filter(|response| new.contains(&response.id)) {
        tallies.count(response, clock);
    }
    Ok(new.len())
}
