//! The OpenID Connect provider with which staff may sign in: finding its addresses and keys, sending people there,
//! and asking it who came back. Nothing is asked before somebody wants to sign in.

mod claims;
mod exchange;
mod http;
mod provider;

pub use claims::{Identity, claim_texts};
pub use exchange::SignInSecrets;
pub use provider::{OidcProvider, ProviderFault};
