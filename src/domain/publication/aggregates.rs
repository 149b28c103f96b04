//! The six figures of a total, and sets of them.

/// How many figures a total has: five counts and the two upper ones together.
pub(super) const AGGREGATES: usize = 6;
/// The figure after the five levels (0 to 4): the two upper ones together.
pub(super) const TOP_TWO: usize = 5;
/// The levels by index.
pub(super) const LEVELS: std::ops::Range<usize> = 0..TOP_TWO;

/// The figures by value: those of `counts`, and the sum of the two upper ones.
pub(super) fn with_top_two(counts: [i32; 5]) -> [i32; AGGREGATES] {
    let [one, two, three, four, five] = counts;
    [one, two, three, four, five, four + five]
}

/// A set of figures of one total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Aggregates(u8);

impl Aggregates {
    pub(super) const NONE: Self = Self(0);
    pub(super) const ALL: Self = Self((1 << AGGREGATES) - 1);

    pub(super) fn one(aggregate: usize) -> Self {
        Self(1 << aggregate)
    }

    /// What changes where an answer moves from one level to another.
    pub(super) fn of_move(up: usize, down: usize) -> Self {
        let levels = Self::one(up).and(Self::one(down));
        if is_upper(up) == is_upper(down) { levels } else { levels.and(Self::one(TOP_TWO)) }
    }

    /// The figures that are not 0 here.
    pub(super) fn changed(changes: [i32; AGGREGATES]) -> Self {
        let all = changes.into_iter().enumerate().filter(|&(_, change)| change != 0);
        all.fold(Self::NONE, |figures, (aggregate, _)| figures.and(Self::one(aggregate)))
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn within(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub(super) fn has(self, aggregate: usize) -> bool {
        self.0 & (1 << aggregate) != 0
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn iter(self) -> impl Iterator<Item = usize> {
        (0..AGGREGATES).filter(move |&aggregate| self.has(aggregate))
    }

    pub(super) fn levels(self) -> u32 {
        self.without(Self::one(TOP_TWO)).0.count_ones()
    }
}

/// Whether a level is one of the two upper ones.
pub(super) fn is_upper(level: usize) -> bool {
    level >= 3
}
