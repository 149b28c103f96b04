//! Subscriptions to the monthly digest: who gets it, changing that, and seeing what is sent.

mod changes;
mod list;
mod preview;
mod refusal;

pub use changes::{MAX_SUBSCRIBER_NAME, SeenSubscription, SubscriptionChange, SubscriptionRequest};
pub use list::{LastMail, MailState, Subscription, SubscriptionList, SubscriptionQuery};
pub use preview::{DigestPreview, PreviewContent};
pub use refusal::SubscriptionRefusal;
