//! The formats of chart files.

use std::fmt;
use std::str::FromStr;

/// A format of chart files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChartFormat {
    /// Vectors, with words that can be read aloud.
    Svg,
    /// Pixels for slides and mails.
    Png,
    /// Vectors for print, with embedded fonts.
    Pdf,
}

impl ChartFormat {
    /// All formats.
    pub const ALL: [Self; 3] = [Self::Svg, Self::Png, Self::Pdf];

    /// What file names end with.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
            Self::Pdf => "pdf",
        }
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

impl fmt::Display for ChartFormat {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.extension())
    }
}

/// A name that is no format of charts.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("unknown chart format \"{0}\": use svg, png or pdf")]
pub struct UnknownChartFormat(String);

impl FromStr for ChartFormat {
    type Err = UnknownChartFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|format| format.extension() == name);
        known.ok_or_else(|| UnknownChartFormat(name.chars().take(20).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_what_file_names_end_with() {
        for format in ChartFormat::ALL {
            assert_eq!(format.extension().parse(), Ok(format));
        }
        let unknown = "gif".parse::<ChartFormat>().unwrap_err();
        assert_eq!(unknown.to_string(), "unknown chart format \"gif\": use svg, png or pdf");
    }
}
