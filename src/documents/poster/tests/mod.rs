//! Tests of posters: their composition, and their files read back with independent programs.

mod composition;
mod files;
mod logos;

use super::*;

/// A picture of this many pixels, red above and white below.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut data = Vec::new();
    let mut encoder = png::Encoder::new(&mut data, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let red = (width * height / 2) as usize;
    let pixels: Vec<u8> = (0..(width * height) as usize)
        .flat_map(|pixel| if pixel < red { [181, 38, 30] } else { [230; 3] })
        .collect();
    encoder.write_header().unwrap().write_image_data(&pixels).unwrap();
    data
}

fn logo(width: u32, height: u32) -> Logo {
    Logo::read(png(width, height)).unwrap()
}

fn poster(unit_name: &str, label: &str, origin: &str, number: u64) -> Poster {
    let code = (number..).find_map(ChannelCode::from_number).unwrap();
    Poster {
        unit: "12049".parse().unwrap(),
        unit_name: unit_name.to_owned(),
        label: label.to_owned(),
        url: format!("{origin}/k/{code}"),
        code,
        serial: format!("{number}-20261125"),
        issued: "2026-11-25".parse().unwrap(),
        contacts: Vec::new(),
        illustrative: false,
    }
}

fn typical() -> Poster {
    poster("Phường Lê Lợi", "Quầy 2 – Hộ tịch", "https://hailong.hungyen.gov.vn", 1)
}

fn contact(name: &str, duty: &str, telephone: &str) -> Contact {
    Contact { name: name.to_owned(), duty: duty.to_owned(), telephone: telephone.to_owned() }
}

/// The greatest number of contacts that are shown, the last one with long texts.
fn contacts() -> Vec<Contact> {
    vec![
        contact("Nguyễn Văn An", "Chủ tịch UBND phường", "0221 3862 123"),
        contact("Trần Thị Bích Ngọc", "Giám đốc Trung tâm Phục vụ hành chính công", "0912 345 678"),
        contact("Lê Hữu Phước", "Phó Chủ tịch UBND phường", "(0221) 3.551.234"),
        contact(
            "Nguyễn Thị Phương Thảo Quỳnh Hương",
            "Công chức Tư pháp – Hộ tịch, người tiếp nhận phản ánh, kiến nghị của tổ chức, công dân",
            "+84 221 3862 999",
        ),
    ]
}

/// Extreme posters: the shortest texts, the longest, an address that needs a large symbol, one for the
/// smallest symbol, and capitals.
fn extremes() -> Vec<Poster> {
    let longest = "Trung tâm Phục vụ hành chính công phường Nguyễn Văn Linh và các xã lân cận";
    let counter = "Quầy 12 – Hộ tịch, chứng thực và bảo trợ xã hội";
    vec![
        typical(),
        poster("Phường Nguyễn Văn Linh", counter, "HTTPS://HAILONG.VN", 2),
        poster("Xã Ô", "Quầy 1", "http://127.0.0.1:8080", 3),
        poster(longest, &format!("{counter}, đất đai, xây dựng"), "http://a.vn", 4),
        poster(longest, counter, "https://khao-sat.trung-tam-phuc-vu-hanh-chinh-cong.hungyen.gov.vn", 5),
    ]
}

/// Every size, in one language and in two, without a logo and with a wide and a tall one.
fn printings() -> Vec<Printing> {
    let logos = [None, Some(logo(300, 100)), Some(logo(90, 120))];
    let sizes = PosterSize::ALL.into_iter();
    sizes
        .flat_map(|size| [false, true].map(|bilingual| (size, bilingual)))
        .flat_map(|(size, bilingual)| logos.clone().map(|logo| Printing { size, bilingual, logo }))
        .collect()
}
