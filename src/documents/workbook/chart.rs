//! A chart that the spreadsheet draws itself, from cells beside it: who mends a cell sees it move.

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartErrorBars, ChartErrorBarsDirection,
    ChartErrorBarsType, ChartFont, ChartFormat, ChartLine, ChartRange, ChartSolidFill, ColNum, RowNum,
};

use super::styles::{BAR, FONT, INK, RULE};

const WIDTH: u32 = 760;
const HEIGHT: u32 = 290;
/// Excel reads no more of a chart aloud.
const LONGEST_ALTERNATIVE: usize = 255;
/// Columns of the cells: categories, shares, and how far their intervals reach down and up.
const CATEGORY: ColNum = 0;
const SHARE: ColNum = 1;
const DOWN: ColNum = 2;
const UP: ColNum = 3;

/// Where the cells of a chart stand.
pub(super) struct ChartPlace<'a> {
    /// The sheet's name.
    pub(super) sheet: &'a str,
    /// The row of the title.
    pub(super) title: RowNum,
    /// The first row of figures.
    pub(super) first: RowNum,
    /// The last row.
    pub(super) last: RowNum,
}

impl ChartPlace<'_> {
    fn column(&self, column: ColNum) -> ChartRange {
        ChartRange::new_from_range(self.sheet, self.first, column, self.last, column)
    }
}

/// Lying bars from 0 to 100 % with their intervals, each named with its number of answers.
pub(super) fn headline_chart(place: &ChartPlace<'_>, alternative: &str) -> Chart {
    let mut chart = Chart::new_bar();
    let alternative: String = alternative.chars().take(LONGEST_ALTERNATIVE).collect();
    chart.set_width(WIDTH).set_height(HEIGHT).set_alt_text(alternative);
    let intervals = ChartErrorBarsType::Custom(place.column(UP), place.column(DOWN));
    let mut bars = ChartErrorBars::new();
    bars.set_type(intervals).set_direction(ChartErrorBarsDirection::Both);
    bars.set_format(ChartLine::new().set_color(INK).set_width(1.5));
    // At the foot of its bar a figure stands clear of the interval.
    let mut label = ChartDataLabel::new();
    label.show_value().set_position(ChartDataLabelPosition::InsideBase).set_num_format("0.0%");
    label.set_font(font(12).set_bold());
    chart
        .add_series()
        .set_categories(&place.column(CATEGORY))
        .set_values(&place.column(SHARE))
        .set_gap(60)
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(BAR)))
        .set_data_label(&label)
        .set_x_error_bars(&bars);
    chart.title().set_name((place.sheet, place.title, 0)).set_font(font(12).set_bold());
    chart.legend().set_hidden();
    // In a chart of lying bars y is the axis of the categories. The first stands on top, as in the table.
    chart.y_axis().set_reverse().set_font(&font(10));
    chart.x_axis().set_min(0).set_max(1).set_major_unit(0.2).set_num_format("0%").set_font(&font(10));
    chart.x_axis().set_major_gridlines_line(ChartLine::new().set_color(RULE));
    chart
}

fn font(size: u8) -> ChartFont {
    let mut font = ChartFont::new();
    font.set_name(FONT).set_size(f64::from(size)).set_color(INK);
    font
}
