//! What some of the sheets say in words. Made up; no name, no place.

use rand::RngExt;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use crate::domain::Answer;

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

/// A comment for some sheets; those who are not content write more often.
pub(super) fn pick(settled: Option<Answer>, random: &mut ChaCha8Rng) -> Option<&'static str> {
    let content = settled.is_some_and(|answer| answer.level() >= 4);
    let (sentences, odds) = if content { (CONTENT, 0.04) } else { (CRITICAL, 0.3) };
    if random.random_bool(odds) { sentences.choose(random).copied() } else { None }
}
