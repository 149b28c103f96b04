//! Control charts of a question's monthly shares. Every marked step starts new limits.

use std::collections::BTreeSet;

use super::ReportContext;
use crate::domain::{Month, Series, SeriesPoint};
use crate::stats::{ChartRefusal, ControlPoint, SteadyChange, control_chart};

/// The control chart of a question's monthly shares.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MonthControl {
    /// One entry for each month of the series; `None` if the month has no figure, or if too few months have
    /// one to set limits.
    pub points: Vec<Option<ControlPoint>>,
    /// Whether any limits are wider than sampling alone requires (Laney's p′).
    pub is_widened: bool,
    /// The steady change of the share since the last step, if there is one.
    pub steady: Option<SteadyChange>,
    /// The number of months with a figure since the last step, if they are too few for limits.
    pub too_few: Option<usize>,
    /// The months, after the first, at which a new stretch begins.
    pub steps: Vec<Month>,
}

impl MonthControl {
    /// The points with limits, each with its month.
    pub fn limited<'a>(&'a self, series: &'a Series) -> impl Iterator<Item = (Month, &'a ControlPoint)> {
        let months = series.points.iter().map(|point| point.month);
        months.zip(&self.points).filter_map(|(month, point)| Some((month, point.as_ref()?)))
    }
}

impl ReportContext {
    /// The control chart of a series. Each stretch between two steps has its own limits. Steps are the events
    /// that charts mark: boundary reforms, the first day of the model, a new wording. The month that contains
    /// a step begins the next stretch.
    pub fn control(&self, series: &Series) -> MonthControl {
        let adoption = self.rollout.adoptions.first().map(|adoption| adoption.day);
        let days = self.reforms.iter().map(|reform| reform.day).chain(adoption);
        let marked: BTreeSet<Month> = days.map(Month::of).collect();
        let begins = |point: &SeriesPoint| point.begins_new_wording || marked.contains(&point.month);
        let later = series.points.iter().skip(1).filter(|point| begins(point));
        let steps = later.map(|point| point.month).collect();
        let mut control = MonthControl { steps, ..MonthControl::default() };
        for stretch in series.points.chunk_by(|_, next| !begins(next)) {
            control.add(stretch);
        }
        control
    }
}

impl MonthControl {
    fn add(&mut self, stretch: &[SeriesPoint]) {
        // Both counts are 0 if the share must not be shown.
        let counts = |point: &SeriesPoint| {
            point.top_two.map_or((0, 0), |estimate| (estimate.satisfied_of(point.n), point.n))
        };
        let counts: Vec<_> = stretch.iter().map(counts).collect();
        let chart = control_chart(&counts);
        self.steady = chart.as_ref().ok().and_then(|chart| chart.steady);
        self.too_few = match chart {
            Err(ChartRefusal::TooFewPoints { points }) => Some(points),
            _ => None,
        };
        match chart {
            Ok(chart) => {
                self.is_widened |= chart.widening > 1.0;
                self.points.extend(chart.points);
            }
            Err(_) => self.points.extend(stretch.iter().map(|_| None)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Reform;
    use crate::domain::results::context::samples;

    /// 24 months of the sample in one wording and without reforms.
    fn plain() -> ReportContext {
        let mut context = samples::context(samples::november());
        context.reforms.clear();
        for point in context.series.iter_mut().flat_map(|series| &mut series.points) {
            point.begins_new_wording = false;
        }
        context
    }

    fn limited(context: &ReportContext) -> usize {
        let series = &context.series[0];
        context.control(series).limited(series).count()
    }

    #[test]
    fn every_step_starts_new_limits() {
        let context = plain();
        let control = context.control(&context.series[0]);
        // Four of the months have no figure.
        assert_eq!((limited(&context), control.too_few, control.steps.len()), (20, None, 0));
        let last = context.months.to();
        let reform = |month: Month| Reform { day: month.first_day(), before: 2, after: 1 };
        let late = ReportContext { reforms: vec![reform(last.previous())], ..context.clone() };
        assert_eq!(limited(&late), 18);
        assert_eq!(late.control(&late.series[0]).too_few, Some(2));
        let halved = ReportContext { reforms: vec![reform(last.shifted(-11))], ..context.clone() };
        assert_eq!(limited(&halved), 0, "10 months with figures on either side");
        let mut reworded = context;
        reworded.series[0].points[20].begins_new_wording = true;
        assert_eq!(reworded.control(&reworded.series[0]).steps.len(), 1);
        assert_eq!(reworded.control(&reworded.series[1]).too_few, None);
    }

    #[test]
    fn the_first_day_of_the_model_is_a_step() {
        let mut context = plain();
        context.rollout.adoptions[0].day = context.months.from().shifted(10).first_day();
        assert_eq!(limited(&context), 0);
    }
}
