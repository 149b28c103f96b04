//! One newtype per id, so that the compiler rejects a unit id where a channel id is expected.

use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use data_encoding::{Encoding, Specification};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($inner:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $inner);

        impl From<$name> for $inner {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    )*};
}

ids! {
    /// One version of a unit: a code during one validity period.
    UnitId(i32);
    /// A channel through which responses arrive.
    ChannelId(i32);
    /// A survey.
    SurveyId(i32);
    /// One published, immutable text of a survey.
    RevisionId(i32);
    /// A member of staff.
    StaffId(i32);
    /// A subscription to a digest.
    SubscriptionId(i32);
    /// One accepted response; a `UUIDv7` if hailong generated it.
    ResponseId(Uuid);
}

/// Crockford's base32 digits, which channel codes use too.
static RECEIPT_DIGITS: LazyLock<Option<Encoding>> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
    specification.translate.from.push_str("ABCDEFGHJKMNPQRSTVWXYZ");
    specification.translate.to.push_str("abcdefghjkmnpqrstvwxyz");
    specification.encoding().ok()
});

impl ResponseId {
    /// The time at which the form was shown; `None` if the id is not a `UUIDv7`, as with some imported
    /// responses.
    pub fn made_at(self) -> Option<DateTime<Utc>> {
        let (seconds, nanoseconds) =
            self.0.get_timestamp().filter(|_| self.0.get_version_num() == 7)?.to_unix();
        DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
    }

    /// The id as printed on a receipt: 26 digits and letters.
    pub fn receipt(self) -> String {
        RECEIPT_DIGITS.as_ref().map(|digits| digits.encode(self.0.as_bytes())).unwrap_or_default()
    }

    /// Parses the id on a receipt, in upper or lower case; `None` if the text is not a receipt.
    pub fn from_receipt(text: &str) -> Option<Self> {
        let bytes = RECEIPT_DIGITS.as_ref()?.decode(text.as_bytes()).ok()?;
        Uuid::from_slice(&bytes).ok().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_read_back_in_either_case() {
        let id = ResponseId(Uuid::from_u128(0x0193_2f4e_aaaa_7bbb_8ccc_0123_4567_89ab));
        let receipt = id.receipt();
        assert_eq!(receipt.len(), 26);
        assert_eq!(ResponseId::from_receipt(&receipt), Some(id));
        assert_eq!(ResponseId::from_receipt(&receipt.to_uppercase()), Some(id));
        for wrong in ["", "x", "ệ", "../../etc/passwd", &receipt[1..]] {
            assert_eq!(ResponseId::from_receipt(wrong), None, "{wrong}");
        }
    }
}
