//! The formats of chart files.

use strum::{Display, EnumString, IntoStaticStr};

use crate::domain::UnknownName;

/// A format of chart files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_format)]
pub enum ChartFormat {
    /// Vectors, with text that screen readers can read.
    Svg,
    /// Pixels for slides and mails.
    Png,
    /// Vectors for print, with embedded fonts.
    Pdf,
}

impl ChartFormat {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Svg, Self::Png, Self::Pdf];

    /// The file name extension.
    pub fn extension(self) -> &'static str {
        self.into()
    }

    /// The media type.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
            Self::Pdf => "application/pdf",
        }
    }
}

fn unknown_format(name: &str) -> UnknownName {
    UnknownName::new("chart format", "svg, png or pdf", name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_parsed_from_their_file_name_extensions() {
        for format in ChartFormat::ALL {
            assert_eq!(format.extension().parse(), Ok(format));
        }
        let unknown = "gif".parse::<ChartFormat>().unwrap_err();
        assert_eq!(unknown.to_string(), "unknown chart format \"gif\": use svg, png or pdf");
    }
}
