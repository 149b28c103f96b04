//! Channels through which responses arrive: the counter with its QR code, the opaque public code that is
//! printed below it and typed by hand, and the mode, which is stored with each response and shown beside
//! every total.

use std::fmt;
use std::str::FromStr;

use strum::{Display, EnumString, IntoStaticStr};

use crate::domain::{ChannelId, SurveyId, UnitId, UnknownName};

/// A channel, as it was set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Channel {
    /// Identifies it.
    pub id: ChannelId,
    /// The code that its QR code contains.
    pub code: ChannelCode,
    /// The unit for which it was created; the unit may have been merged since.
    pub unit: UnitId,
    /// The counter, as in "Quầy 2 – Hộ tịch".
    pub label: String,
    /// The survey that the channel asks.
    pub survey: SurveyId,
    /// How its responses are collected.
    pub mode: Mode,
}

/// The mode of a channel and of its responses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Display, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case", parse_err_ty = UnknownName, parse_err_fn = unknown_mode)]
pub enum Mode {
    /// A poster that any visitor may scan.
    Open,
    /// A one-time code handed out with a dossier.
    Verified,
    /// A one-time code sent to dossiers drawn at random: the only probability sample.
    Invited,
    /// A device of the office.
    Kiosk,
    /// Filled in with the help of another person.
    Assisted,
    /// On paper, entered later.
    Paper,
}

impl Mode {
    /// All modes, in the order in which totals list them.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Verified, Self::Invited, Self::Kiosk, Self::Assisted, Self::Paper];

    /// The name in files, addresses and the database.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

fn unknown_mode(name: &str) -> UnknownName {
    UnknownName::new("mode", "open, verified, invited, kiosk, assisted or paper", name)
}

/// Crockford's base32 digits: without I, L and O, which are mistaken for digits, and U, which can spell
/// words.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// The number of digits before the check character.
const BODY_LENGTH: usize = 7;

/// A channel code: eight base32 digits (Crockford), the last of which is his check symbol (the number modulo
/// 37).
///
/// Because 37 is a prime above 32, every single mistyped digit and every swap of two neighbours is detected.
/// Five of the 37 check symbols are not digits (`*~$=U`); codes that would need one are never generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChannelCode([u8; BODY_LENGTH + 1]);

/// Why a text is not a channel code.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
pub enum ChannelCodeError {
    /// Not eight characters.
    #[error("a channel code has 8 characters")]
    Length,
    /// A character outside the alphabet.
    #[error("a channel code has only digits and letters, without U")]
    Character,
    /// The check character does not fit: a digit was mistyped.
    #[error("the check character does not fit: a character was mistyped")]
    Check,
}

impl ChannelCode {
    /// The number of arguments from which [`Self::from_number`] can make a code.
    pub const SPACE: u64 = 1 << (5 * BODY_LENGTH);

    /// The code with this number; `None` if the number is not below [`Self::SPACE`], or if its check symbol
    /// is not a digit.
    pub fn from_number(number: u64) -> Option<Self> {
        if number >= Self::SPACE {
            return None;
        }
        let mut code = [0; BODY_LENGTH + 1];
        for (place, digit) in code.iter_mut().take(BODY_LENGTH).enumerate() {
            let value = number >> (5 * (BODY_LENGTH - 1 - place)) & 31;
            *digit = digit_of(value)?;
        }
        *code.last_mut()? = digit_of(number % 37)?;
        Some(Self(code))
    }

    /// The code in capitals.
    pub fn as_str(&self) -> &str {
        // The code holds only ASCII digits and letters, so this never fails.
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

fn digit_of(value: u64) -> Option<u8> {
    usize::try_from(value).ok().and_then(|value| DIGITS.get(value)).copied()
}

fn value_of(character: char) -> Option<u64> {
    let digit = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    DIGITS.iter().position(|&known| char::from(known) == digit).and_then(|value| u64::try_from(value).ok())
}

impl FromStr for ChannelCode {
    type Err = ChannelCodeError;

    /// Accepts either case, ignores hyphens and spaces, and reads O as 0 and I and L as 1, as Crockford
    /// specifies.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut values = Vec::with_capacity(BODY_LENGTH + 1);
        for character in text.chars().filter(|character| !matches!(character, '-' | ' ')) {
            if values.len() > BODY_LENGTH {
                return Err(ChannelCodeError::Length);
            }
            values.push(value_of(character).ok_or(ChannelCodeError::Character)?);
        }
        let Some((&check, body)) = values.split_last().filter(|(_, body)| body.len() == BODY_LENGTH) else {
            return Err(ChannelCodeError::Length);
        };
        let number = body.iter().fold(0, |number, value| number << 5 | value);
        if number % 37 != check {
            return Err(ChannelCodeError::Check);
        }
        Self::from_number(number).ok_or(ChannelCodeError::Check)
    }
}

impl fmt::Display for ChannelCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn codes() -> impl Strategy<Value = ChannelCode> {
        (0..ChannelCode::SPACE).prop_filter_map("no digit for the check", ChannelCode::from_number)
    }

    fn assert_mistyped(wrong: [u8; 8]) {
        assert_eq!(str::from_utf8(&wrong).unwrap().parse::<ChannelCode>(), Err(ChannelCodeError::Check));
    }

    proptest! {
        #[test]
        fn a_printed_code_is_parsed_back(code in codes()) {
            prop_assert_eq!(code.to_string().parse(), Ok(code));
            prop_assert_eq!(code.to_string().to_lowercase().parse(), Ok(code));
        }

        #[test]
        fn one_wrong_digit_is_detected(code in codes(), place in 0..8_usize, digit in 0..32_usize) {
            let mut wrong = code.0;
            wrong[place] = DIGITS[digit];
            prop_assume!(wrong != code.0);
            assert_mistyped(wrong);
        }

        #[test]
        fn two_swapped_neighbours_are_detected(code in codes(), place in 0..7_usize) {
            let mut wrong = code.0;
            wrong.swap(place, place + 1);
            prop_assume!(wrong != code.0);
            assert_mistyped(wrong);
        }

        #[test]
        fn parsing_any_text_never_panics(text in any::<String>()) {
            let _ = text.parse::<ChannelCode>();
        }
    }

    #[test]
    fn letters_that_look_like_digits_are_read_as_digits() {
        let code = ChannelCode::from_number(1).unwrap();
        assert_eq!(code.as_str(), "00000011");
        assert_eq!("oooo-ooil".parse(), Ok(code));
    }
}
