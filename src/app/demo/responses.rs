//! The responses of the demo data: time, office, answers and comments. The comments are invented and contain
//! no names or places.
//!
//! Each month has a share of satisfied people for each question. The office and chance decide who they are,
//! but their number is exact, so that November 2024 shows 97 % and 85 %.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Utc, Weekday};
use chrono_tz::Asia::Ho_Chi_Minh;
use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;

use super::offices::{OpenOffice, Workload, offices_on, rounded};
use crate::domain::{
    Answer, Comment, Mode, Month, Response, ResponseContent, ResponseId, Survey, UnitId, UnitRegistry,
};

/// A point of a line: months since March 2023, and the share of satisfied people.
type Knot = (f64, f64);

/// Settlement. The figure of November 2024 is from the newspaper; the others are chosen to lead there.
const SETTLEMENT: [Knot; 5] = [(0.0, 0.921), (12.0, 0.949), (19.0, 0.964), (20.0, 0.970), (33.0, 0.974)];
const ATTITUDE: [Knot; 5] = [(0.0, 0.766), (12.0, 0.812), (19.0, 0.838), (20.0, 0.850), (33.0, 0.879)];
const ACCESS: [Knot; 2] = [(0.0, 0.842), (33.0, 0.918)];
const PROCEDURE: [Knot; 2] = [(0.0, 0.861), (33.0, 0.932)];
const RESULT: [Knot; 2] = [(0.0, 0.912), (33.0, 0.962)];
const FEEDBACK: [Knot; 2] = [(0.0, 0.731), (33.0, 0.834)];

const PRAISE: [&str; 8] = [
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

/// A response before its answers are generated.
struct Visit<'a> {
    unit: UnitId,
    office: &'a OpenOffice,
    at: DateTime<Utc>,
}

pub(super) fn generate(
    registry: &UnitRegistry,
    survey: &Survey,
    months: &[Month],
    workload: &Workload,
    offices: &[OpenOffice],
    random: &mut ChaCha8Rng,
) -> Vec<Response> {
    let mut office_effects = HashMap::new();
    let mut responses = Vec::new();
    for &month in months {
        let visits = visits(registry, workload, offices, month, random);
        let answered = fill_in(survey, month, &visits, &mut office_effects, random);
        for (visit, answers) in visits.iter().zip(answered) {
            let settled = answers.first().copied().flatten();
            let comment = pick_comment(settled, random).and_then(|text| Comment::parse(text).ok().flatten());
            responses.push(Response {
                id: response_id(visit.at, random),
                unit: visit.unit,
                channel: Some(visit.office.channel.id),
                revision: survey.revision.id,
                mode: visit.office.channel.mode,
                submitted_at: visit.at,
                late: false,
                content: ResponseContent { answers, comment },
            });
        }
    }
    responses
}

fn visits<'a>(
    registry: &UnitRegistry,
    workload: &Workload,
    offices: &'a [OpenOffice],
    month: Month,
    random: &mut ChaCha8Rng,
) -> Vec<Visit<'a>> {
    let mut visits = Vec::new();
    for unit in offices_on(registry, month.first_day()) {
        let open: Vec<&OpenOffice> = offices
            .iter()
            .filter(|office| office.since <= month.last_day())
            .filter(|office| registry.unit_of_the_day(office.channel.unit, month.first_day()) == unit.id)
            .collect();
        let weight = |office: &&OpenOffice| if office.channel.mode == Mode::Verified { 0.3 } else { 1.0 };
        let weights: Vec<f64> = open.iter().map(weight).collect();
        let whole: f64 = weights.iter().sum();
        let rate = random.random_range(0.20..0.36);
        for (office, weight) in open.into_iter().zip(weights) {
            let expected =
                f64::from(workload.get(&(month, unit.id)).copied().unwrap_or(0)) * rate * weight / whole;
            for _ in 0..rounded(expected * part_of_month(office.since, month)) {
                visits.push(Visit { unit: unit.id, office, at: moment(office.since, month, random) });
            }
        }
    }
    visits
}

/// The part of the month in which the poster hangs.
fn part_of_month(since: NaiveDate, month: Month) -> f64 {
    let days = f64::from(month.last_day().day());
    let missed = (since - month.first_day()).num_days().max(0);
    (days - missed as f64) / days
}

/// A random moment in office hours, on a day from Monday to Saturday on which the poster hangs.
fn moment(since: NaiveDate, month: Month, random: &mut ChaCha8Rng) -> DateTime<Utc> {
    let first = since.max(month.first_day());
    let span = (month.last_day() - first).num_days();
    let day = loop {
        let day = first + chrono::Duration::days(random.random_range(0..=span));
        // If the only possible day is a Sunday, it is used nevertheless.
        if day.weekday() != Weekday::Sun || span == 0 {
            break day;
        }
    };
    let minute = random.random_range(0..600);
    let local = day.and_hms_opt(7 + minute / 60, minute % 60, random.random_range(0..60)).unwrap_or_default();
    let moment = Ho_Chi_Minh.from_local_datetime(&local).single();
    moment.map(|moment| moment.with_timezone(&Utc)).unwrap_or_default()
}

fn response_id(at: DateTime<Utc>, random: &mut ChaCha8Rng) -> ResponseId {
    let mut bytes = [0; 10];
    random.fill_bytes(&mut bytes);
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    ResponseId(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
}

/// How much more satisfied the visitors of an office are, by unit and question.
type OfficeEffects = HashMap<(UnitId, String), f64>;

/// The answers of each visit, in the order of the survey's questions.
fn fill_in(
    survey: &Survey,
    month: Month,
    visits: &[Visit<'_>],
    office_effects: &mut OfficeEffects,
    random: &mut ChaCha8Rng,
) -> Vec<Vec<Option<Answer>>> {
    let visitor_effects: Vec<f64> = visits.iter().map(|_| noise(random)).collect();
    let mut responses = vec![Vec::with_capacity(survey.revision.questions.len()); visits.len()];
    for question in &survey.revision.questions {
        let contentment: Vec<f64> = visits
            .iter()
            .zip(&visitor_effects)
            .map(|(visit, visitor_effect)| {
                let office_effect = office_effects
                    .entry((visit.unit, question.key.clone()))
                    .or_insert_with(|| 0.45 * noise(random));
                // People with their own code answer more freely, and less favourably, than people at the
                // counter.
                let mode = if visit.office.channel.mode == Mode::Verified { -0.2 } else { 0.0 };
                0.6 * visitor_effect + *office_effect + mode + noise(random)
            })
            .collect();
        let asked: Vec<bool> = visits.iter().map(|_| question.required || random.random_bool(0.83)).collect();
        let levels = levels(&contentment, &asked, share(&question.key, month));
        for (response, level) in responses.iter_mut().zip(levels) {
            response.push(level.and_then(Answer::from_level));
        }
    }
    responses
}

/// The share of satisfied people for a question in a month, interpolated linearly between the points.
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

/// The answer levels, with exactly the given share at the two highest, assigned by descending contentment.
fn levels(contentment: &[f64], asked: &[bool], share: f64) -> Vec<Option<u8>> {
    let all = contentment.iter().zip(asked).enumerate();
    let mut order: Vec<(usize, f64)> = all
        .filter(|(_, (_, asked))| **asked)
        .map(|(place, (&contentment, _))| (place, contentment))
        .collect();
    order.sort_by(|(_, left), (_, right)| right.total_cmp(left));
    let n = order.len() as f64;
    let satisfied = (share * n).round();
    let mut levels = vec![None; contentment.len()];
    for (rank, (place, _)) in order.into_iter().enumerate() {
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
        #[expect(clippy::indexing_slicing, reason = "as many levels as visits")]
        levels[place].replace(level);
    }
    levels
}

/// A roughly normal random number with mean 0 and standard deviation 1: the sum of twelve uniform random
/// numbers minus its expected value, 6.
fn noise(random: &mut ChaCha8Rng) -> f64 {
    (0..12).map(|_| random.random::<f64>()).sum::<f64>() - 6.0
}

/// A comment for some responses. Dissatisfied people write more often.
fn pick_comment(settled: Option<Answer>, random: &mut ChaCha8Rng) -> Option<&'static str> {
    let is_satisfied = settled.is_some_and(|answer| answer.level() >= 4);
    let (sentences, odds) = if is_satisfied { (PRAISE, 0.04) } else { (CRITICAL, 0.3) };
    if random.random_bool(odds) { sentences.choose(random).copied() } else { None }
}
