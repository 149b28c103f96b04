//! Parts of a poster with their places, put together before anything is drawn: so that tests can hold every part
//! against every other, and a sticker that is drawn eight times is composed once.

use crate::documents::pdf::colours::Colour;
use crate::documents::pdf::fitting::Fitted;

/// A rectangle, in points from an upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// What is drawn in an area.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Text(Fitted, Colour),
    /// The QR code with its quiet zone and what marks its corners.
    Symbol,
    Logo,
    /// The face of an answer, from 0 for the worst.
    Face(usize),
    /// A red dot between or before promises.
    Dot,
    Lotus,
    /// A hairline.
    Rule,
    /// A text in a red frame.
    Mark(Fitted),
}

/// A part in its place.
#[derive(Clone, Debug)]
pub(super) struct PlacedPart {
    pub(super) area: Area,
    pub(super) content: Content,
}

/// Parts that keep their places to each other.
#[derive(Clone, Debug, Default)]
pub(super) struct FixedGroup {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) placed: Vec<PlacedPart>,
}

impl FixedGroup {
    /// One part.
    pub(super) fn of(content: Content, (width, height): (f32, f32)) -> Self {
        let area = Area { x: 0.0, y: 0.0, width, height };
        Self { width, height, placed: vec![PlacedPart { area, content }] }
    }

    /// A text, as large as it is.
    pub(super) fn text(text: Fitted, colour: Colour) -> Self {
        let size = (text.width, text.height());
        Self::of(Content::Text(text, colour), size)
    }

    /// A dot as large as a promise in this size of letters wants it, in the middle of a line of `height`.
    pub(super) fn dot(size: f32, height: f32) -> Self {
        const DIAMETER: f32 = 0.275;
        let dot = Self::of(Content::Dot, (DIAMETER * size, DIAMETER * size));
        Self { height, ..dot.at((0.0, f32::midpoint(height, -DIAMETER * size))) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.placed.is_empty()
    }

    /// The same further right and down; what was left of and above it becomes part of it.
    pub(super) fn at(mut self, (x, y): (f32, f32)) -> Self {
        for part in &mut self.placed {
            part.area.x += x;
            part.area.y += y;
        }
        self.width += x;
        self.height += y;
        self
    }

    /// Both in the same place.
    pub(super) fn with(mut self, other: Self) -> Self {
        self.width = self.width.max(other.width);
        self.height = self.height.max(other.height);
        self.placed.extend(other.placed);
        self
    }

    /// `other` below it, with a gap where both are there.
    pub(super) fn above(self, gap: f32, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return if self.is_empty() { other } else { self };
        }
        let below = self.height + gap;
        self.with(other.at((0.0, below)))
    }

    /// `other` right of it, with a gap where both are there; the tops are level.
    pub(super) fn before(self, gap: f32, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return if self.is_empty() { other } else { self };
        }
        let right = self.width + gap;
        self.with(other.at((right, 0.0)))
    }

    /// `other` right of it; the middles are level.
    pub(super) fn before_level(self, gap: f32, other: Self) -> Self {
        let height = self.height.max(other.height);
        self.in_middle_of(height).before(gap, other.in_middle_of(height))
    }

    /// Half way down a higher space.
    pub(super) fn in_middle_of(self, height: f32) -> Self {
        let above = ((height - self.height) / 2.0).max(0.0);
        let moved = self.at((0.0, above));
        Self { height: moved.height.max(height), ..moved }
    }

    /// Half way along a wider space.
    pub(super) fn in_centre_of(self, width: f32) -> Self {
        let left = ((width - self.width) / 2.0).max(0.0);
        let moved = self.at((left, 0.0));
        Self { width: moved.width.max(width), ..moved }
    }

    /// At the right end of a wider space.
    pub(super) fn at_right_of(self, width: f32) -> Self {
        let left = (width - self.width).max(0.0);
        self.at((left, 0.0))
    }
}

/// How far the groups of a column may stand apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gaps {
    pub(super) least: f32,
    pub(super) most: f32,
}

/// Groups one below the other, each with its share of the gaps, which stands above it. What they leave of a space is
/// shared out between them, so that short names make an airy page.
pub(super) struct StackedGroups {
    groups: Vec<(f32, FixedGroup)>,
    /// The share of the gap below the last one.
    below: f32,
}

impl StackedGroups {
    /// The groups that are not empty, with a share of the gaps that is kept clear below the last one.
    pub(super) fn new(groups: impl IntoIterator<Item = (f32, FixedGroup)>, below: f32) -> Self {
        let mut groups: Vec<_> = groups.into_iter().filter(|(_, group)| !group.is_empty()).collect();
        if let Some((share, _)) = groups.first_mut() {
            *share = 0.0;
        }
        Self { groups, below }
    }

    fn height(&self) -> f32 {
        self.groups.iter().map(|(_, group)| group.height).sum()
    }

    fn shares(&self) -> f32 {
        self.groups.iter().map(|(share, _)| share).sum::<f32>() + self.below
    }

    /// Whether everything has its place with the least gaps.
    fn fits(&self, height: f32, gaps: Gaps) -> bool {
        self.height() + self.shares() * gaps.least <= height
    }

    /// Puts the groups where they belong in a space of `height`.
    pub(super) fn settle(self, height: f32, gaps: Gaps) -> FixedGroup {
        let gap = (height - self.height()) / self.shares().max(1.0);
        let gap = gap.clamp(gaps.least, gaps.most);
        self.groups
            .into_iter()
            .fold(FixedGroup::default(), |above, (share, group)| above.above(share * gap, group))
    }
}

/// The column that `compose` makes at the largest scale at which it fits into `height`. Names and lists of contacts
/// have no longest length, so in the end everything shrinks alike.
pub(super) fn settled(height: f32, gaps: Gaps, compose: impl Fn(f32) -> StackedGroups) -> FixedGroup {
    const STEP: f32 = 0.025;
    /// At the last step letters have a fifth of their size.
    const STEPS: u8 = 32;
    let at_step = |step: u8| compose(1.0 - STEP * f32::from(step));
    let fitting = (0..STEPS).map(at_step).find(|column| column.fits(height, gaps));
    fitting.unwrap_or_else(|| at_step(STEPS)).settle(height, gaps)
}
