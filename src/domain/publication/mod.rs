//! Which figures may be shown to everybody: the rules against disclosure, in one place.
//!
//! Small counts are hidden by rule ([`rules`]). A hidden count must not be computable either: a commune's month is
//! its quarter less two months, and its district's month less the other communes. So more is hidden, until
//! nothing published bounds a hidden figure to an interval narrower than [`PROTECTION_WIDTH`].
//!
//! **Setting.** For one question and one year an *atom* is what one unit received in one mode in one month: a
//! table of five counts. A *total* sums the atoms of a node (a unit with all that lies below it, under historic
//! or current boundaries, in all modes or one) over a canonical period (month, quarter, year); of each total
//! there are six figures, the five counts and the two upper ones together. How many people answered is public
//! of every atom: it is evidence, not an answer.
//!
//! **Theorem.** Let x be the true tables, and let W be a set of *worlds*: other tables with no negative count
//! and as many answers in every atom. Publish exactly the figures that no rule hides and on which x and all
//! worlds of W agree. Then whoever knows everything published, and can count, cannot bound a figure f to
//! an interval narrower than max f − min f over x and W.
//!
//! **Proof.** Everything published, and everything computed from it, is a function of the published figures and
//! of the atoms' numbers of answers. Those are the same in x and in each world of W, so each of them explains
//! what was published as well as x does, and none can be ruled out. A bound on f holds in every table that
//! explains it, hence in all of these; so it reaches from min f to max f. ∎
//!
//! [`plan`] builds W: while a hidden figure spreads less than [`PROTECTION_WIDTH`] over the worlds it adds a world
//! that spreads it further ([`search`]), and hides what the new world changes. Each turn satisfies one figure for
//! good, since worlds are only added, so it ends. It never fails: tables inside a total of n answers can give
//! every figure each value from 0 to n. Where n itself is smaller than the width, nobody can know less than that
//! interval, and all of it is asked for. Figures that are sums of published ones (longer periods, means, shares:
//! [`visibility_of_range`]) are functions of them and need no further care.
//!
//! **What is not promised.** The reader of the theorem knows what is published and how many answered. Somebody who
//! also knows single answers, his own or a neighbour's, knows more; so does who takes it that a figure is hidden
//! because a rule hides it, and is then between 1 and 4: the rules are public.

mod aggregates;
mod answers;
mod canonical_period;
mod course;
mod grid;
mod pattern;
mod plan;
mod range;
mod rules;
mod search;
mod step;
mod totals;
mod weighted;
mod world;

#[cfg(test)]
mod disclosure_test;
#[cfg(test)]
mod usefulness_test;

pub use answers::{Node, Place, Shown, YearOfAnswers};
pub use canonical_period::CanonicalPeriod;
pub use plan::{Hidden, Plan, Visibility, plan, plan_beside};
pub use range::visibility_of_range;
pub use rules::{PROTECTION_WIDTH, PUBLICATION_THRESHOLD, SMALL_POPULATION, SMALLEST_SHOWN_COUNT};
pub use weighted::{HiddenUnit, weighted_share_is_safe};
