//! What the provider says about a person.

use std::collections::HashMap;

use openidconnect::core::CoreGenderClaim;
use openidconnect::{AdditionalClaims, IdTokenClaims, StandardClaims, UserInfoClaims};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A person as the provider describes them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The e-mail address.
    pub email: Option<String>,
    /// Whether the provider has verified that the address is the person's.
    pub is_verified: bool,
    /// The name; empty if the provider sends none.
    pub name: String,
    /// The other claims by name.
    pub claims: HashMap<String, Value>,
}

/// The claims that are not standard.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct OtherClaims {
    #[serde(flatten)]
    by_name: HashMap<String, Value>,
}

impl AdditionalClaims for OtherClaims {}

impl Identity {
    pub(super) fn of_id_token(claims: &IdTokenClaims<OtherClaims, CoreGenderClaim>) -> Self {
        let name = claims.name().and_then(|names| names.get(None)).map(|name| name.to_string());
        Self {
            email: claims.email().map(|email| email.to_string()),
            is_verified: claims.email_verified() == Some(true),
            name: name.unwrap_or_default(),
            claims: claims.additional_claims().by_name.clone(),
        }
    }

    /// Adds what the provider says at its address for user information. What the signed token says counts first.
    pub(super) fn with_user_info(mut self, info: &UserInfoClaims<OtherClaims, CoreGenderClaim>) -> Self {
        let standard: &StandardClaims<CoreGenderClaim> = info.standard_claims();
        if self.email.is_none() {
            self.email = standard.email().map(|email| email.to_string());
            self.is_verified = standard.email_verified() == Some(true);
        }
        if self.name.is_empty() {
            let name = standard.name().and_then(|names| names.get(None)).map(|name| name.to_string());
            self.name = name.unwrap_or_default();
        }
        for (name, value) in &info.additional_claims().by_name {
            self.claims.entry(name.clone()).or_insert_with(|| value.clone());
        }
        self
    }
}

/// The texts of a claim: one, or a list of them. Other values have none.
pub fn claim_texts(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_claim_is_a_text_or_a_list_of_texts() {
        let texts = |value: Value| claim_texts(Some(&value)).join(",");
        assert_eq!(texts(json!("viewer")), "viewer");
        assert_eq!(texts(json!(["viewer", 7, "offline_access"])), "viewer,offline_access");
        for other in [json!(33), json!({ "role": "viewer" }), json!(null), json!(true)] {
            assert_eq!(texts(other), "");
        }
        assert!(claim_texts(None).is_empty());
    }
}
