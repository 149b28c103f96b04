//! Styles and scripts. They are embedded in the page, so that the first view is one request; the content
//! security policy admits them by their hashes and nothing else.

use std::sync::LazyLock;

use data_encoding::BASE64;
use maud::{Markup, PreEscaped, Render, html};
use sha2::{Digest, Sha256};

/// The address of htmx. It contains the version, so that browsers may keep the file for ever.
pub(in crate::web) const HTMX: &str = "/assets/htmx-2.0.11.js";

/// A whole style sheet: a page contains exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StyleSheet {
    /// For phones: the survey, its receipt and its errors.
    Citizen,
    /// For figures and tables: results.
    Office,
    /// For staff pages, which also run htmx. They work without it.
    Staff,
}

impl StyleSheet {
    const ALL: [Self; 2] = [Self::Citizen, Self::Office];

    fn text(self) -> &'static str {
        match self {
            Self::Citizen => {
                concat!(
                    include_str!("../../../assets/styles/base.css"),
                    include_str!("../../../assets/styles/citizen.css")
                )
            }
            Self::Office | Self::Staff => {
                concat!(
                    include_str!("../../../assets/styles/base.css"),
                    include_str!("../../../assets/styles/office.css")
                )
            }
        }
    }
}

impl Render for StyleSheet {
    fn render(&self) -> Markup {
        html! {
            style { (PreEscaped(self.text())) }
            @if *self == Self::Staff {
                // The policy admits neither inserted styles nor eval.
                meta name="htmx-config" content=r#"{"includeIndicatorStyles":false,"allowEval":false}"#;
                script src=(HTMX) defer {}
            }
        }
    }
}

/// The script that shows how many characters are left for the comment; the page works without it.
#[derive(Clone, Copy, Debug)]
pub struct CommentCounter;

impl CommentCounter {
    const TEXT: &str = include_str!("../../../assets/scripts/comment.js");
}

impl Render for CommentCounter {
    fn render(&self) -> Markup {
        html! { script { (PreEscaped(Self::TEXT)) } }
    }
}

static POLICY: LazyLock<String> = LazyLock::new(|| {
    let styles = StyleSheet::ALL.map(|style| source_of(style.text())).join(" ");
    let script = source_of(CommentCounter::TEXT);
    format!(
        "default-src 'none'; style-src {styles}; script-src {script}; img-src 'self' data:; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
});

/// The `Content-Security-Policy` of every page.
pub fn content_security_policy() -> &'static str {
    &POLICY
}

static STAFF_POLICY: LazyLock<String> =
    LazyLock::new(|| format!("{}; connect-src 'self'", POLICY.replace("script-src ", "script-src 'self' ")));

/// The `Content-Security-Policy` of a page that runs htmx, which asks this server for parts of pages.
pub fn staff_policy() -> &'static str {
    &STAFF_POLICY
}

static FRAMING_POLICY: LazyLock<String> = LazyLock::new(|| format!("{}; frame-src 'self'", *STAFF_POLICY));

/// The `Content-Security-Policy` of a staff page that shows another document of ours in a frame.
pub fn framing_policy() -> &'static str {
    &FRAMING_POLICY
}

/// The `Content-Security-Policy` of the preview of a mail. Mails carry styles on their elements, so these are
/// admitted, but neither scripts nor anything from elsewhere; and the document is a stranger to our pages.
pub const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
    form-action 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

fn source_of(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_admits_what_the_pages_carry_and_nothing_else() {
        let policy = content_security_policy();
        assert!(policy.starts_with("default-src 'none'; "));
        assert_eq!(policy.matches("sha256-").count(), StyleSheet::ALL.len() + 1);
        assert!(!policy.contains("unsafe"));
        assert!(!policy.contains("frame-src") && framing_policy().starts_with(staff_policy()));
        assert!(!framing_policy().contains("unsafe"));
        // The digest of no bytes, from FIPS 180-4's example values.
        assert_eq!(source_of(""), "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='");
    }

    #[test]
    fn nothing_inside_ends_its_own_element() {
        for text in StyleSheet::ALL.map(StyleSheet::text).into_iter().chain([CommentCounter::TEXT]) {
            assert!(!text.contains("</"));
        }
    }
}
