//! How cells look. Number formats are the neutral ones, which a Vietnamese spreadsheet shows as 97,0% and 16.021 and an
//! English one as 97.0% and 16,021.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Every system has it, or one of the same widths, with all Vietnamese letters.
pub(super) const FONT: &str = "Arial";
const SIZE: f64 = 10.0;

/// The ink of all words.
pub(super) const INK: Color = Color::RGB(0x001B_1F24);
/// The accent of what was found.
pub(super) const ACCENT: Color = Color::RGB(0x00B5_261E);
/// The bars of charts: dark enough to be seen in grey, light enough for ink on them.
pub(super) const BAR: Color = Color::RGB(0x007F_B5C8);
const QUIET: Color = Color::RGB(0x0058_5F69);
const HEAD: Color = Color::RGB(0x00ED_EBE6);
/// Thin lines.
pub(super) const RULE: Color = Color::RGB(0x00D9_D6CF);

/// The styles of a workbook.
pub(super) struct Styles {
    pub(super) plain: Format,
    pub(super) title: Format,
    pub(super) finding: Format,
    pub(super) caption: Format,
    pub(super) warning: Format,
    pub(super) paragraph: Format,
    pub(super) head: Format,
    pub(super) number_head: Format,
    pub(super) words: Format,
    pub(super) line: Format,
    pub(super) missing: Format,
    pub(super) count: Format,
    pub(super) share: Format,
    pub(super) points: Format,
    pub(super) score: Format,
    pub(super) month: Format,
    pub(super) day: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let plain = Format::new().set_font_name(FONT).set_font_size(SIZE).set_font_color(INK);
        let above = plain.clone().set_text_wrap().set_align(FormatAlign::Top);
        let cell = plain
            .clone()
            .set_align(FormatAlign::VerticalCenter)
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(RULE);
        let head = plain
            .clone()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter)
            .set_background_color(HEAD)
            .set_border_bottom(FormatBorder::Medium)
            .set_border_bottom_color(INK);
        let right = cell.clone().set_align(FormatAlign::Right).set_indent(1);
        let number = |format: &str| right.clone().set_num_format(format);
        Self {
            title: above.clone().set_bold().set_font_size(14.0),
            finding: above.clone().set_bold().set_font_size(12.0).set_font_color(ACCENT),
            caption: above.clone().set_font_color(QUIET),
            warning: above.clone().set_bold().set_font_color(ACCENT),
            paragraph: above,
            number_head: head.clone().set_align(FormatAlign::Right).set_indent(1),
            head: head.set_indent(1),
            words: cell.clone().set_text_wrap().set_indent(1),
            line: cell.clone().set_indent(1),
            missing: right.clone().set_italic().set_font_color(QUIET),
            count: number("#,##0"),
            share: number("0.0%"),
            points: number("+0.0;-0.0;0.0"),
            score: number("0.00"),
            month: number("mm/yyyy"),
            day: number("dd/mm/yyyy"),
            plain,
        }
    }
}
