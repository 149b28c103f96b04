//! Precompressed survey pages: the text of the page, and a separate token for each view.

use std::io::Read;

use flate2::read::GzDecoder;
use hailong::app::ImportKind;
use reqwest::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, ETAG, IF_NONE_MATCH, VARY};
use reqwest::{Response, StatusCode};

use crate::support::{TestApp, hidden_field};

/// Maximum bytes of a citizen's first view.
const FIRST_VIEW: usize = 14 * 1024;

impl TestApp {
    async fn view(&self, path: &str, coding: &str) -> Response {
        let request = self.visitor.get(format!("{}{path}", self.base)).header(ACCEPT_ENCODING, coding);
        request.send().await.unwrap()
    }

    /// Requests the page until it is precompressed, which happens in the background of the first view.
    async fn ready(&self, path: &str) {
        for _ in 0..200 {
            if self.view(path, "br").await.headers().contains_key(ETAG) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        panic!("{path} is never ready");
    }
}

async fn text(response: Response) -> String {
    let coding = response.headers().get(CONTENT_ENCODING).map(|coding| coding.to_str().unwrap().to_owned());
    let bytes = response.bytes().await.unwrap();
    let mut text = String::new();
    match coding.as_deref() {
        Some("br") => brotli::Decompressor::new(&bytes[..], 4096).read_to_string(&mut text).unwrap(),
        Some("gzip") => GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap(),
        _ => (&bytes[..]).read_to_string(&mut text).unwrap(),
    };
    text
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_has_equal_text_in_every_coding_before_and_after_precompression() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    for language in ["vi", "en"] {
        let path = format!("/k/{code}?lang={language}");
        let first = text(app.view(&path, "identity").await).await;
        app.ready(&path).await;
        let mut tokens = vec![hidden_field(&first, "token")];
        for coding in ["br", "gzip", "identity", "gzip, deflate, br;q=0.9"] {
            let response = app.view(&path, coding).await;
            assert!(response.headers()[VARY].to_str().unwrap().to_lowercase().contains("accept-encoding"));
            if coding == "br" {
                let headers: usize = response
                    .headers()
                    .iter()
                    .map(|(name, value)| name.as_str().len() + value.len() + 4)
                    .sum();
                let length = usize::try_from(response.content_length().unwrap()).unwrap();
                assert!(length + headers < FIRST_VIEW, "{length} and {headers} bytes");
            }
            let page = text(response).await;
            let token = hidden_field(&page, "token");
            assert_eq!(page.replace(&token, ""), first.replace(&tokens[0], ""), "{coding}");
            tokens.push(token);
        }
        tokens.sort();
        tokens.dedup();
        assert_eq!(tokens.len(), 5, "each view has a token of its own");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_revalidated_until_its_token_is_used() {
    let app = TestApp::start().await;
    let code = app.channel("12049", "Quầy 1").await;
    let path = format!("/k/{code}");
    app.ready(&path).await;
    let view = app.view(&path, "br").await;
    assert_eq!(view.headers()[CACHE_CONTROL], "private, no-cache");
    let tag = view.headers()[ETAG].clone();
    let token = hidden_field(&text(view).await, "token");
    let again = async || {
        let request = app.visitor.get(format!("{}{path}", app.base)).header(IF_NONE_MATCH, tag.clone());
        request.send().await.unwrap()
    };
    let unchanged = again().await;
    assert_eq!((unchanged.status(), &unchanged.headers()[ETAG]), (StatusCode::NOT_MODIFIED, &tag));
    let form = [("token", token.as_str()), ("settlement", "5"), ("attitude", "5")];
    assert_eq!(app.post(&path, &form).await.status(), StatusCode::SEE_OTHER);
    let fresh = again().await;
    assert_eq!(fresh.status(), StatusCode::OK, "the next visitor gets a form that can be sent");
    assert_ne!(hidden_field(&text(fresh).await, "token"), token);

    let other = app.channel("11953", "Quầy 1").await;
    let path = format!("/k/{other}");
    app.ready(&path).await;
    let request = app.visitor.get(format!("{}{path}", app.base)).header(IF_NONE_MATCH, tag.clone());
    assert_eq!(request.send().await.unwrap().status(), StatusCode::OK, "a tag of another channel is none");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_page_is_not_cached_and_shows_a_new_label_within_seconds() {
    let app = TestApp::start().await;
    app.import(ImportKind::Channels, "unit,label,mode\n12049,Máy ở sảnh,kiosk\n").await.unwrap();
    let path = format!("/k/{}", app.last_channel().await);
    // Precompressed pages have a length; others are compressed while they are sent.
    let mut ready = 0;
    for _ in 0..200 {
        let view = app.view(&path, "br").await;
        assert_eq!(view.headers()[CACHE_CONTROL], "no-store");
        assert!(!view.headers().contains_key(ETAG));
        ready += usize::from(view.content_length().is_some());
        if ready > 3 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    assert!(ready > 3, "no view was ready");
    app.database.execute("UPDATE channels SET label = 'Máy ở quầy 3'").await;
    for _ in 0..100 {
        if app.page(&path).await.contains("Máy ở quầy 3") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the old label is still shown");
}
