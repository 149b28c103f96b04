//! Parts of a poster with their positions, composed before anything is drawn, so that tests can compare all
//! parts, and a sticker that is drawn eight times is composed once.

use crate::documents::pdf::colours::Colour;
use crate::documents::pdf::fitting::Fitted;

/// A rectangle, in points from the upper left corner.
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
    /// The QR code with its quiet zone and corner marks.
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

/// A part with its position.
#[derive(Clone, Debug)]
pub(super) struct PlacedPart {
    pub(super) area: Area,
    pub(super) content: Content,
}

/// Parts with fixed positions relative to each other.
#[derive(Clone, Debug, Default)]
pub(super) struct FixedGroup {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) placed: Vec<PlacedPart>,
}

impl FixedGroup {
    /// Creates a group of one part.
    pub(super) fn of(content: Content, (width, height): (f32, f32)) -> Self {
        let area = Area { x: 0.0, y: 0.0, width, height };
        Self { width, height, placed: vec![PlacedPart { area, content }] }
    }

    /// Creates a group of one text.
    pub(super) fn text(text: Fitted, colour: Colour) -> Self {
        let size = (text.width, text.height());
        Self::of(Content::Text(text, colour), size)
    }

    /// Creates a dot that suits a promise of this font size, in the middle of a line of `height`.
    pub(super) fn dot(size: f32, height: f32) -> Self {
        const DIAMETER: f32 = 0.275;
        let dot = Self::of(Content::Dot, (DIAMETER * size, DIAMETER * size));
        Self { height, ..dot.at((0.0, f32::midpoint(height, -DIAMETER * size))) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.placed.is_empty()
    }

    /// Moves the group right and down. It includes the area to the left and above.
    pub(super) fn at(mut self, (x, y): (f32, f32)) -> Self {
        for part in &mut self.placed {
            part.area.x += x;
            part.area.y += y;
        }
        self.width += x;
        self.height += y;
        self
    }

    /// Overlays both groups.
    pub(super) fn with(mut self, other: Self) -> Self {
        self.width = self.width.max(other.width);
        self.height = self.height.max(other.height);
        self.placed.extend(other.placed);
        self
    }

    /// Places `other` below it, with a gap if neither is empty.
    pub(super) fn above(self, gap: f32, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return if self.is_empty() { other } else { self };
        }
        let below = self.height + gap;
        self.with(other.at((0.0, below)))
    }

    /// Places `other` right of it, tops aligned, with a gap if neither is empty.
    pub(super) fn before(self, gap: f32, other: Self) -> Self {
        if self.is_empty() || other.is_empty() {
            return if self.is_empty() { other } else { self };
        }
        let right = self.width + gap;
        self.with(other.at((right, 0.0)))
    }

    /// Places `other` right of it, with the vertical centres aligned.
    pub(super) fn before_level(self, gap: f32, other: Self) -> Self {
        let height = self.height.max(other.height);
        self.in_middle_of(height).before(gap, other.in_middle_of(height))
    }

    /// Centres the group vertically in a space of `height`.
    pub(super) fn in_middle_of(self, height: f32) -> Self {
        let above = ((height - self.height) / 2.0).max(0.0);
        let moved = self.at((0.0, above));
        Self { height: moved.height.max(height), ..moved }
    }

    /// Centres the group horizontally in a space of `width`.
    pub(super) fn in_centre_of(self, width: f32) -> Self {
        let left = ((width - self.width) / 2.0).max(0.0);
        let moved = self.at((left, 0.0));
        Self { width: moved.width.max(width), ..moved }
    }

    /// Aligns the group to the right end of a space of `width`.
    pub(super) fn at_right_of(self, width: f32) -> Self {
        let left = (width - self.width).max(0.0);
        self.at((left, 0.0))
    }
}

/// The limits of the gaps between the groups of a column, in points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gaps {
    pub(super) least: f32,
    pub(super) most: f32,
}

/// Groups below each other, each with its share of the gaps, which is placed above it. The gaps share out the
/// free space, so that a page with short names fills up.
pub(super) struct StackedGroups {
    groups: Vec<(f32, FixedGroup)>,
    /// The share of the gap below the last one.
    below: f32,
}

impl StackedGroups {
    /// Creates a column of the groups that are not empty. `below` is the share of the gaps that is kept clear
    /// below the last one.
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

    /// Whether everything fits with the least gaps.
    fn fits(&self, height: f32, gaps: Gaps) -> bool {
        self.height() + self.shares() * gaps.least <= height
    }

    /// Distributes the groups over a space of `height`.
    pub(super) fn settle(self, height: f32, gaps: Gaps) -> FixedGroup {
        let gap = (height - self.height()) / self.shares().max(1.0);
        let gap = gap.clamp(gaps.least, gaps.most);
        self.groups
            .into_iter()
            .fold(FixedGroup::default(), |above, (share, group)| above.above(share * gap, group))
    }
}

/// Lays out the column of `compose` at the largest scale at which it fits into `height`. Names and contact
/// lists have no greatest length, so everything may have to shrink.
pub(super) fn settled(height: f32, gaps: Gaps, compose: impl Fn(f32) -> StackedGroups) -> FixedGroup {
    const STEP: f32 = 0.025;
    /// At the last step letters have a fifth of their original size.
    const STEPS: u8 = 32;
    let at_step = |step: u8| compose(1.0 - STEP * f32::from(step));
    let fitting = (0..STEPS).map(at_step).find(|column| column.fits(height, gaps));
    fitting.unwrap_or_else(|| at_step(STEPS)).settle(height, gaps)
}
