//! Tests which files are accepted as a logo, and the errors of the others.

use super::*;

/// A JPEG of 16 by 8 grey pixels, written by pdftoppm.
const JPEG: &[u8] = include_bytes!("grey.jpg");

#[test]
fn a_logo_keeps_its_proportions_inside_its_slot() {
    let within = |logo: Logo| {
        let (width, height) = logo.within((90.0, 60.0));
        (width.round(), height.round())
    };
    assert_eq!(within(logo(300, 100)), (90.0, 30.0));
    assert_eq!(within(logo(100, 200)), (30.0, 60.0));
    assert_eq!(within(Logo::read(JPEG.to_vec()).unwrap()), (90.0, 45.0));
}

#[test]
fn a_jpeg_is_printed_as_well_as_a_png() {
    let printing = Printing { logo: Some(Logo::read(JPEG.to_vec()).unwrap()), ..Printing::default() };
    assert!(posters_pdf(&[typical()], &printing).is_ok());
}

#[test]
fn damaged_and_other_files_are_rejected_when_read() {
    let expect_fault = |data: &[u8], fault: &str| {
        let said = Logo::read(data.to_vec()).unwrap_err();
        assert!(said.starts_with(fault), "{data:?}: {said}");
    };
    for other in [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>"] {
        expect_fault(other, "is neither a PNG nor a JPEG picture: save it anew");
    }
    let whole = png(300, 100);
    for damaged in [&whole[..8], &whole[..40], &whole[..whole.len() / 2], &JPEG[..3], &JPEG[..JPEG.len() - 2]]
    {
        expect_fault(damaged, "is a damaged picture (");
    }
    let mut other = whole;
    let middle = other.len() / 2;
    other[middle] ^= 0x55;
    expect_fault(&other, "is a damaged picture (");
}

#[test]
fn a_picture_that_is_too_large_is_rejected_by_its_header() {
    assert!(Logo::read(png(2000, 1)).is_ok());
    // The header of a picture of 60,000 by 60,000 pixels, without its pixels.
    let mut bomb = png(1, 1);
    bomb[16..24].copy_from_slice(&[0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60]);
    let checksum = crc32fast::hash(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&checksum);
    for large in [vec![0; LARGEST_LOGO + 1], png(2001, 1), bomb] {
        assert!(Logo::read(large).unwrap_err().starts_with("is larger than a logo may be"));
    }
}
