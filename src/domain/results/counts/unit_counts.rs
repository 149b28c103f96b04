//! The packed counts of one unit: ten thousand units with years of months fit into memory.

use super::{AskedPlaces, AskedTexts, CountRow};
use crate::domain::disclosure::{GroupSpan, NewAnswers, group_spans};
use crate::domain::{Mode, Month, Period, RevisionId};

/// Rows of one month that one edition counted first.
#[derive(Clone, Copy, Debug)]
pub(super) struct CountBlock {
    pub(super) month: Month,
    /// The position of the edition in the order of publication.
    pub(super) edition: u32,
    /// The shortest kind of period that includes the block at all.
    pub(super) least_span: GroupSpan,
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

/// All counts of one unit.
#[derive(Clone, Debug, Default)]
pub(super) struct UnitCounts {
    /// Ordered by month, and within a month by publication.
    blocks: Vec<CountBlock>,
    rows: Vec<BlockRow>,
    numbers: PackedNumbers,
    /// For each block, one entry per question.
    spans: Vec<GroupSpan>,
    questions: usize,
}

impl UnitCounts {
    /// The blocks of a period, each with its position.
    pub(super) fn blocks(&self, period: Period) -> impl Iterator<Item = (usize, &CountBlock)> {
        let first = self.blocks.partition_point(|block| block.month < period.from());
        let blocks = self.blocks.iter().enumerate().skip(first);
        blocks.take_while(move |(_, block)| block.month <= period.to())
    }

    pub(super) fn all_rows(&self) -> &[BlockRow] {
        &self.rows
    }

    pub(super) fn rows(&self, block: &CountBlock) -> &[BlockRow] {
        self.rows.get(block.first_row as usize..block.end_row as usize).unwrap_or_default()
    }

    /// The numbers of a question in a row: no answer, then the levels from 1 to 5.
    pub(super) fn numbers(&self, row: &BlockRow, asked: &AskedPlaces) -> [u64; 6] {
        let mut found = [0; 6];
        let numbers = self.numbers.range(row.first as usize + asked.first, row.end as usize);
        found.iter_mut().zip(numbers).for_each(|(place, count)| *place = count);
        found
    }

    /// The shortest kind of period that counts the answers of a block to a question.
    pub(super) fn span(&self, block: usize, question: usize) -> GroupSpan {
        self.spans.get(block * self.questions + question).copied().unwrap_or(GroupSpan::Waiting)
    }

    /// Whether any answer that the edition at position `edition` counted first is in a group.
    pub(super) fn counts_answers_of(&self, texts: &AskedTexts, edition: u32) -> bool {
        let is_counted = |place: usize, question: usize| {
            self.span(place, question) != GroupSpan::Waiting
                && self.blocks.get(place).is_some_and(|block| self.answers(texts, block, question) > 0)
        };
        let new = self.blocks.iter().enumerate().filter(|(_, block)| block.edition == edition);
        new.map(|(place, _)| place)
            .any(|place| (0..self.questions).any(|question| is_counted(place, question)))
    }

    /// The number of answers of a block to a question.
    fn answers(&self, texts: &AskedTexts, block: &CountBlock, question: usize) -> u64 {
        let counting = self.rows(block).iter().filter(|row| !row.quarantined);
        let answers = counting.flat_map(|row| {
            let asked = texts.of(row.revision).iter().filter(move |asked| asked.question == question);
            asked.map(move |asked| self.numbers(row, asked).iter().skip(1).sum::<u64>())
        });
        answers.sum()
    }

    /// The months with blocks, from the first to the last.
    pub(super) fn months(&self) -> impl Iterator<Item = Month> {
        self.blocks.iter().map(|block| block.month)
    }
}

/// Numbers packed to the width of the largest: most counts of a unit and month need one byte.
#[derive(Clone, Debug, Default)]
struct PackedNumbers {
    /// The numbers, each in little-endian order.
    bytes: Vec<u8>,
    /// The number of bytes per number.
    width: usize,
}

impl PackedNumbers {
    fn new(numbers: &[u32]) -> Self {
        let largest = numbers.iter().copied().max().unwrap_or(0);
        let width = largest.to_le_bytes().iter().rposition(|&byte| byte > 0).map_or(1, |last| last + 1);
        let mut bytes = Vec::with_capacity(numbers.len() * width);
        for number in numbers {
            bytes.extend(number.to_le_bytes().iter().take(width));
        }
        Self { bytes, width }
    }

    /// The numbers from `first` up to but not including `end`; none if the range is out of bounds.
    fn range(&self, first: usize, end: usize) -> impl Iterator<Item = u64> {
        let bytes = self.bytes.get(first * self.width..end * self.width).unwrap_or_default();
        let number =
            |bytes: &[u8]| bytes.iter().rev().fold(0, |number, &byte| (number << 8) | u64::from(byte));
        bytes.chunks(self.width.max(1)).map(number)
    }
}

/// The least span of responses of `month` that an edition of `edition_month` counts first. Late responses that the
/// last edition of a quarter or year counts are included in that quarter or year only: shorter periods keep
/// the figures of their own editions.
fn least_span(month: Month, edition_month: Month) -> GroupSpan {
    if edition_month == month {
        GroupSpan::Month
    } else if Period::quarter_of(month).contains(edition_month) {
        GroupSpan::Quarter
    } else {
        GroupSpan::Year
    }
}

/// Packs rows, which must be added in the order of publication.
#[derive(Debug)]
pub(super) struct UnitCountsBuilder {
    counts: UnitCounts,
    /// The numbers of all rows.
    numbers: Vec<u32>,
}

impl UnitCountsBuilder {
    pub(super) fn new(questions: usize) -> Self {
        Self { counts: UnitCounts { questions, ..UnitCounts::default() }, numbers: Vec::new() }
    }

    /// Adds a row that the edition at this position counted first.
    pub(super) fn add(&mut self, edition: u32, edition_month: Month, row: &CountRow) {
        let counts = &mut self.counts;
        let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let first = number(self.numbers.len());
        let used = row.counts.iter().rposition(|&count| count > 0).map_or(0, |last| last + 1);
        self.numbers.extend(row.counts.iter().take(used));
        let first_row = number(counts.rows.len());
        counts.rows.push(BlockRow {
            revision: row.revision,
            mode: row.mode,
            quarantined: row.quarantined,
            responses: row.responses,
            first,
            end: number(self.numbers.len()),
        });
        match counts.blocks.last_mut() {
            Some(last) if last.edition == edition && last.month == row.month => last.end_row = first_row + 1,
            _ => counts.blocks.push(CountBlock {
                month: row.month,
                edition,
                least_span: least_span(row.month, edition_month),
                first_row,
                end_row: first_row + 1,
            }),
        }
    }

    /// Packs the numbers and forms the groups.
    pub(super) fn finish(
        mut self,
        texts: &AskedTexts,
        closed: &[Vec<(GroupSpan, Period)>],
        threshold: u64,
    ) -> UnitCounts {
        self.counts.numbers = PackedNumbers::new(&self.numbers);
        let questions = self.counts.questions;
        // Groups are formed in the order of publication but looked up by month.
        let mut order: Vec<usize> = (0..self.counts.blocks.len()).collect();
        order.sort_by_key(|&place| self.counts.blocks.get(place).map(|block| (block.month, block.edition)));
        let mut spans = vec![GroupSpan::Waiting; order.len() * questions];
        for question in 0..questions {
            let answers: Vec<NewAnswers> =
                self.counts.blocks.iter().map(|block| self.new_answers(texts, block, question)).collect();
            let found = group_spans(&answers, closed, threshold);
            let places = spans.iter_mut().skip(question).step_by(questions);
            #[expect(clippy::indexing_slicing, reason = "one span for each block")]
            let found = order.iter().map(|&place| found[place]);
            places.zip(found).for_each(|(span, found)| *span = found);
        }
        self.counts.blocks.sort_by_key(|block| (block.month, block.edition));
        self.counts.spans = spans;
        self.counts.rows.shrink_to_fit();
        self.counts.blocks.shrink_to_fit();
        self.counts
    }

    fn new_answers(&self, texts: &AskedTexts, block: &CountBlock, question: usize) -> NewAnswers {
        NewAnswers {
            month: block.month,
            edition: block.edition as usize,
            least_span: block.least_span,
            answers: self.counts.answers(texts, block, question),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_any_size_are_kept() {
        for numbers in [&[][..], &[0, 0], &[0, 255, 1], &[256, 0, 65_535], &[65_536, 7], &[u32::MAX, 0, 1]] {
            let packed = PackedNumbers::new(numbers);
            let expected: Vec<u64> = numbers.iter().map(|&number| number.into()).collect();
            assert_eq!(packed.range(0, numbers.len()).collect::<Vec<_>>(), expected);
            assert_eq!(packed.range(1, 2).collect::<Vec<_>>(), expected.get(1..2).unwrap_or_default());
            assert_eq!(packed.range(2, 1).count(), 0);
        }
    }
}
