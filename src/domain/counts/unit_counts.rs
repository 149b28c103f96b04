//! The counts of one unit, packed: ten thousand units with years of months fit into memory.

use super::{Asked, AskedTexts, CountRow};
use crate::domain::disclosure::{GroupSpan, NewAnswers, group_spans};
use crate::domain::{Mode, Month, Period, RevisionId};

/// Rows of one month that one edition counted first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    pub(super) month: Month,
    /// The position of the edition in the order of publication.
    pub(super) edition: u32,
    /// How long a period must be to see the block at all.
    pub(super) scope: GroupSpan,
    first_row: u32,
    end_row: u32,
}

/// The responses of a block that were asked the same text and came in by the same mode.
#[derive(Clone, Copy, Debug)]
pub(super) struct BlockRow {
    pub(super) revision: RevisionId,
    pub(super) mode: Mode,
    pub(super) quarantined: bool,
    pub(super) responses: u32,
    first: u32,
    end: u32,
}

/// Everything that was counted of one unit.
#[derive(Clone, Debug, Default)]
pub(super) struct UnitCounts {
    /// By month, and in the order of publication within one.
    blocks: Vec<Block>,
    rows: Vec<BlockRow>,
    numbers: Vec<u32>,
    /// For each block one entry a question.
    spans: Vec<GroupSpan>,
    questions: usize,
}

impl UnitCounts {
    /// The blocks of a period, each with its position.
    pub(super) fn blocks(&self, period: Period) -> impl Iterator<Item = (usize, &Block)> {
        let first = self.blocks.partition_point(|block| block.month < period.from());
        let blocks = self.blocks.iter().enumerate().skip(first);
        blocks.take_while(move |(_, block)| block.month <= period.to())
    }

    pub(super) fn all_rows(&self) -> &[BlockRow] {
        &self.rows
    }

    pub(super) fn rows(&self, block: &Block) -> &[BlockRow] {
        self.rows.get(block.first_row as usize..block.end_row as usize).unwrap_or_default()
    }

    /// No answer and the levels from 1 to 5 of a question in a row.
    pub(super) fn numbers(&self, row: &BlockRow, asked: &Asked) -> [u64; 6] {
        let numbers = self.numbers.get(row.first as usize..row.end as usize).unwrap_or_default();
        let mut found = [0; 6];
        found
            .iter_mut()
            .zip(numbers.iter().skip(asked.first))
            .for_each(|(place, &count)| *place = count.into());
        found
    }

    /// How long a period must be to count the answers of a block to a question.
    pub(super) fn span(&self, block: usize, question: usize) -> GroupSpan {
        self.spans.get(block * self.questions + question).copied().unwrap_or(GroupSpan::Waiting)
    }

    /// The months with blocks, from the first to the last.
    pub(super) fn months(&self) -> impl Iterator<Item = Month> {
        self.blocks.iter().map(|block| block.month)
    }
}

/// Late responses that the last edition of a quarter or year picks up are seen in that quarter or year only: shorter periods
/// stay as their own editions have them.
fn scope(month: Month, edition_month: Month) -> GroupSpan {
    if edition_month == month {
        GroupSpan::Month
    } else if Period::quarter_of(month).contains(edition_month) {
        GroupSpan::Quarter
    } else {
        GroupSpan::Year
    }
}

/// Packs rows that come in the order of publication.
#[derive(Debug)]
pub(super) struct UnitCountsBuilder {
    counts: UnitCounts,
}

impl UnitCountsBuilder {
    pub(super) fn new(questions: usize) -> Self {
        Self { counts: UnitCounts { questions, ..UnitCounts::default() } }
    }

    /// Adds a row that the edition at this position counted first.
    pub(super) fn add(&mut self, edition: u32, edition_month: Month, row: &CountRow) {
        let counts = &mut self.counts;
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let first = number(counts.numbers.len());
        let used = row.counts.iter().rposition(|&count| count > 0).map_or(0, |last| last + 1);
        counts.numbers.extend(row.counts.iter().take(used));
        let first_row = number(counts.rows.len());
        counts.rows.push(BlockRow {
            revision: row.revision,
            mode: row.mode,
            quarantined: row.quarantined,
            responses: row.responses,
            first,
            end: number(counts.numbers.len()),
        });
        match counts.blocks.last_mut() {
            Some(last) if last.edition == edition && last.month == row.month => last.end_row = first_row + 1,
            _ => counts.blocks.push(Block {
                month: row.month,
                edition,
                scope: scope(row.month, edition_month),
                first_row,
                end_row: first_row + 1,
            }),
        }
    }

    /// Forms the groups.
    pub(super) fn finish(
        mut self,
        texts: &AskedTexts,
        closed: &[Vec<(GroupSpan, Period)>],
        threshold: u64,
    ) -> UnitCounts {
        let questions = self.counts.questions;
        // Groups are formed in the order of publication, and looked up by month.
        let mut order: Vec<usize> = (0..self.counts.blocks.len()).collect();
        order.sort_by_key(|&place| self.counts.blocks.get(place).map(|block| (block.month, block.edition)));
        let mut spans = vec![GroupSpan::Waiting; order.len() * questions];
        for question in 0..questions {
            let answers: Vec<NewAnswers> =
                self.counts.blocks.iter().map(|block| self.new_answers(texts, block, question)).collect();
            let found = group_spans(&answers, closed, threshold);
            let places = spans.iter_mut().skip(question).step_by(questions);
            for (span, place) in places.zip(&order) {
                *span = found.get(*place).copied().unwrap_or(GroupSpan::Waiting);
            }
        }
        self.counts.blocks.sort_by_key(|block| (block.month, block.edition));
        self.counts.spans = spans;
        self.counts.numbers.shrink_to_fit();
        self.counts.rows.shrink_to_fit();
        self.counts.blocks.shrink_to_fit();
        self.counts
    }

    fn new_answers(&self, texts: &AskedTexts, block: &Block, question: usize) -> NewAnswers {
        let counts = &self.counts;
        let counting = counts.rows(block).iter().filter(|row| !row.quarantined);
        let answers = counting.flat_map(|row| {
            let asked = texts.of(row.revision).iter().filter(move |asked| asked.question == question);
            asked.map(move |asked| counts.numbers(row, asked).iter().skip(1).sum::<u64>())
        });
        NewAnswers {
            month: block.month,
            edition: block.edition as usize,
            scope: block.scope,
            answers: answers.sum(),
        }
    }
}
