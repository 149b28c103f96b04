//! What the responses say; the comments are made up, without names and places. Each month has a share of satisfied people for each question; who they are depends on
//! the office and on chance, but how many there are is exact, so that November 2024 says 97 % and 85 %.

use std::collections::HashMap;

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::responses::Visit;
use crate::domain::{Answer, Mode, Month, Survey, UnitId};

/// A month and the share of satisfied people in it.
type Knot = (f64, f64);

/// Settlement: the figure of November 2024 is the newspaper's; the rest leads there.
const SETTLEMENT: [Knot; 5] = [(0.0, 0.921), (12.0, 0.949), (19.0, 0.964), (20.0, 0.970), (33.0, 0.974)];
const ATTITUDE: [Knot; 5] = [(0.0, 0.766), (12.0, 0.812), (19.0, 0.838), (20.0, 0.850), (33.0, 0.879)];
const ACCESS: [Knot; 2] = [(0.0, 0.842), (33.0, 0.918)];
const PROCEDURE: [Knot; 2] = [(0.0, 0.861), (33.0, 0.932)];
const RESULT: [Knot; 2] = [(0.0, 0.912), (33.0, 0.962)];
const FEEDBACK: [Knot; 2] = [(0.0, 0.731), (33.0, 0.834)];

const CONTENT: [&str; 8] = [
    "Cán bộ hướng dẫn tận tình, dễ hiểu. Cảm ơn!",
    "Hồ sơ trả sớm hơn hẹn hai ngày.",
    "Làm giấy khai sinh cho cháu rất nhanh.",
    "Tôi già rồi, được các cháu điền giúp tờ khai, rất quý.",
    "Có ghế ngồi, có nước uống, không phải chờ lâu.",
    "Gọi điện hỏi trước được trả lời rõ ràng.",
    "Chiều thứ Bảy vẫn có người nhận hồ sơ, rất thuận tiện.",
    "Giấy tờ cần mang được niêm yết đầy đủ.",
];
const CRITICAL: [&str; 8] = [
    "Phải đi lại ba lần vì thiếu giấy mà lần đầu không được dặn.",
    "Chờ gần hai tiếng mới đến lượt.",
    "Cán bộ nói nhanh, người già khó hiểu.",
    "Bảng niêm yết lệ phí chữ nhỏ quá, không đọc được.",
    "Hẹn thứ Sáu mà sang tuần mới có kết quả, không ai báo.",
    "Đề nghị có thêm người ở quầy vào sáng thứ Hai.",
    "Nộp hồ sơ trên mạng khó, mong có người giúp.",
    "Góp ý lần trước chưa thấy trả lời.",
];

/// How offices differ, by unit and question.
pub(super) type Moods = HashMap<(UnitId, String), f64>;

/// For each visit the answers in the survey's order.
pub(super) fn fill_in(
    survey: &Survey,
    month: Month,
    visits: &[Visit<'_>],
    moods: &mut Moods,
    random: &mut ChaCha8Rng,
) -> Vec<Vec<Option<Answer>>> {
    let tempers: Vec<f64> = visits.iter().map(|_| noise(random)).collect();
    let mut sheets = vec![Vec::with_capacity(survey.revision.questions.len()); visits.len()];
    for question in &survey.revision.questions {
        let content: Vec<f64> = visits
            .iter()
            .zip(&tempers)
            .map(|(visit, temper)| {
                let mood =
                    moods.entry((visit.unit, question.key.clone())).or_insert_with(|| 0.45 * noise(random));
                // With a code of one's own one speaks more freely than under the eyes of the counter.
                let mode = if visit.office.channel.mode == Mode::Verified { -0.2 } else { 0.0 };
                0.6 * temper + *mood + mode + noise(random)
            })
            .collect();
        let asked: Vec<bool> = visits.iter().map(|_| question.required || random.random_bool(0.83)).collect();
        let levels = levels(&content, &asked, share(&question.key, month));
        for (sheet, level) in sheets.iter_mut().zip(levels) {
            sheet.push(level.and_then(Answer::from_level));
        }
    }
    sheets
}

/// The share of a question in a month, straight between the knots.
fn share(key: &str, month: Month) -> f64 {
    let knots: &[Knot] = match key {
        "settlement" => &SETTLEMENT,
        "attitude" => &ATTITUDE,
        "access" => &ACCESS,
        "procedure" => &PROCEDURE,
        "result" => &RESULT,
        _ => &FEEDBACK,
    };
    let place = f64::from((month.year() - 2023) * 12) + f64::from(month.number()) - 3.0;
    let between = knots.windows(2).find_map(|pair| match pair {
        [(start, low), (end, high)] if place <= *end => {
            Some(low + (high - low) * (place - start) / (end - start))
        }
        _ => None,
    });
    between.or(knots.last().map(|knot| knot.1)).unwrap_or(0.9)
}

/// The most content people get the upper two levels, exactly as many as the share asks for.
fn levels(content: &[f64], asked: &[bool], share: f64) -> Vec<Option<u8>> {
    let mut order: Vec<usize> = (0..content.len()).filter(|&place| asked.get(place) == Some(&true)).collect();
    let of = |place: &usize| content.get(*place).copied().unwrap_or_default();
    order.sort_by(|left, right| of(right).total_cmp(&of(left)));
    let n = order.len() as f64;
    let satisfied = (share * n).round();
    let mut levels = vec![None; content.len()];
    for (rank, place) in order.into_iter().enumerate() {
        let rank = rank as f64;
        let level = if rank < satisfied * 0.54 {
            5
        } else if rank < satisfied {
            4
        } else if rank < satisfied + (n - satisfied) * 0.62 {
            3
        } else if rank < satisfied + (n - satisfied) * 0.9 {
            2
        } else {
            1
        };
        if let Some(slot) = levels.get_mut(place) {
            *slot = Some(level);
        }
    }
    levels
}

/// Roughly normal with a standard deviation of 1: the sum of twelve uniform numbers less their mean.
fn noise(random: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0
}

/// A comment for some sheets; those who are not content write more often.
pub(super) fn pick_comment(settled: Option<Answer>, random: &mut ChaCha8Rng) -> Option<&'static str> {
    let content = settled.is_some_and(|answer| answer.level() >= 4);
    let (sentences, odds) = if content { (CONTENT, 0.04) } else { (CRITICAL, 0.3) };
    if random.random_bool(odds) { sentences.choose(random).copied() } else { None }
}
