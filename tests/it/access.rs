//! Access control: every staff route, for every role, at the member's own unit, the unit above, a sibling, a
//! foreign unit and a unit below.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::{Client, StatusCode};

use crate::support::TestApp;

const ROLES: [&str; 4] = ["admin", "analyst", "manager", "viewer"];

/// The roles that manage subscriptions to the digest.
const SUBSCRIBING: [&str; 3] = ["admin", "analyst", "manager"];

/// Who may use a route.
enum Access {
    /// Everybody, signed in or not.
    Everybody,
    /// Every member of staff.
    Staff,
    /// Members with one of these roles at any unit.
    With(&'static [&'static str]),
    /// Members with one of these roles at a province.
    Above(&'static [&'static str]),
    /// Members with one of these roles at the unit in the address or above it.
    AtUnit(&'static [&'static str]),
}

/// Every staff route: the method, the path as it is registered, the address to request, and who may use it.
const ROUTES: [(&str, &str, &str, Access); 35] = [
    ("GET", "/staff", "/staff", Access::Everybody),
    ("GET", "/staff/", "/staff/?unit={unit}&period=2024-11", Access::AtUnit(&ROLES)),
    ("GET", "/staff/account", "/staff/account", Access::Staff),
    ("POST", "/staff/account/password", "/staff/account/password", Access::Staff),
    ("POST", "/staff/account/profile", "/staff/account/profile", Access::Staff),
    ("POST", "/staff/account/recovery-codes", "/staff/account/recovery-codes", Access::Staff),
    ("POST", "/staff/account/sessions", "/staff/account/sessions", Access::Staff),
    ("GET", "/staff/code", "/staff/code", Access::Staff),
    ("POST", "/staff/code", "/staff/code", Access::Staff),
    ("GET", "/staff/continue", "/staff/continue", Access::Staff),
    ("GET", "/staff/log", "/staff/log", Access::With(&["admin"])),
    ("GET", "/staff/log.csv", "/staff/log.csv", Access::With(&["admin"])),
    ("POST", "/staff/oidc", "/staff/oidc", Access::Everybody),
    ("GET", "/staff/oidc/callback", "/staff/oidc/callback", Access::Everybody),
    ("GET", "/staff/password/{token}", "/staff/password/abc", Access::Everybody),
    ("POST", "/staff/password/{token}", "/staff/password/abc", Access::Everybody),
    ("GET", "/staff/people", "/staff/people", Access::With(&["admin"])),
    ("POST", "/staff/people", "/staff/people", Access::With(&["admin"])),
    ("GET", "/staff/people/{id}", "/staff/people/1", Access::With(&["admin"])),
    ("POST", "/staff/people/{id}", "/staff/people/1", Access::With(&["admin"])),
    ("GET", "/staff/posters.pdf", "/staff/posters.pdf?unit={unit}", Access::AtUnit(&["admin", "manager"])),
    ("GET", "/staff/publishing", "/staff/publishing", Access::Above(&["admin", "analyst"])),
    ("POST", "/staff/publishing", "/staff/publishing", Access::Above(&["admin", "analyst"])),
    ("GET", "/staff/results", "/staff/results?unit={unit}&period=2024-11", Access::AtUnit(&ROLES)),
    ("GET", "/staff/sign-in", "/staff/sign-in", Access::Everybody),
    ("POST", "/staff/sign-in", "/staff/sign-in", Access::Everybody),
    ("POST", "/staff/sign-out", "/staff/sign-out", Access::Staff),
    ("GET", "/staff/subscriptions", "/staff/subscriptions", Access::With(&SUBSCRIBING)),
    ("POST", "/staff/subscriptions", "/staff/subscriptions", Access::With(&SUBSCRIBING)),
    ("GET", "/staff/subscriptions/{id}", "/staff/subscriptions/{subscription}", Access::AtUnit(&SUBSCRIBING)),
    (
        "POST",
        "/staff/subscriptions/{id}",
        "/staff/subscriptions/{subscription}",
        Access::AtUnit(&SUBSCRIBING),
    ),
    (
        "GET",
        "/staff/subscriptions/{id}/mail",
        "/staff/subscriptions/{subscription}/mail",
        Access::AtUnit(&SUBSCRIBING),
    ),
    (
        "GET",
        "/staff/subscriptions/{id}/preview",
        "/staff/subscriptions/{subscription}/preview",
        Access::AtUnit(&SUBSCRIBING),
    ),
    (
        "POST",
        "/staff/subscriptions/{id}/preview",
        "/staff/subscriptions/{subscription}/preview",
        Access::AtUnit(&SUBSCRIBING),
    ),
    ("GET", "/staff/units", "/staff/units?q=hung", Access::Staff),
];

/// The unit of the member, the unit in the address, and whether it is within the member's scope.
const UNITS: [(&str, &str, bool); 6] = [
    ("12049", "12049", true),
    ("12049", "33", false),
    ("12049", "11953", false),
    ("12049", "34", false),
    ("33", "33", true),
    ("33", "12049", true),
];

#[derive(Debug, PartialEq)]
enum Answer {
    Served,
    Forbidden,
    SignInFirst,
}

async fn ask(app: &TestApp, browser: &Client, method: &str, address: &str) -> Answer {
    let request = browser.request(method.parse().unwrap(), format!("{}{address}", app.base));
    // A form without a token is refused later than a missing session.
    let request = if method == "POST" { request.form(&[("csrf", "")]) } else { request };
    let response = request.send().await.unwrap();
    let leads = response.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
    match (response.status(), leads) {
        (StatusCode::FORBIDDEN, _) if method == "GET" => Answer::Forbidden,
        (StatusCode::SEE_OTHER, Some(to)) if to.starts_with("/staff/sign-in") => Answer::SignInFirst,
        // The test has no channels, so posters end with a conflict, and forms without a token are refused.
        (status, _) if status.is_server_error() => panic!("{method} {address}: {status}"),
        _ => Answer::Served,
    }
}

/// The id of a new subscription to the digest of the last unit that held a code.
async fn subscription_to(app: &TestApp, unit: &str) -> String {
    let statement = format!(
        "INSERT INTO digests (unit_id, survey_id, recipient, language, cadence)
         SELECT id, (SELECT id FROM surveys), 'chu.tich@hungyen.example', 'vi', 'monthly' FROM units
         WHERE code = '{unit}' ORDER BY valid_to DESC NULLS FIRST LIMIT 1"
    );
    app.database.execute(&statement).await;
    app.database.count("SELECT max(id)::bigint FROM digests").await.to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_may_do_what_the_table_says_and_nothing_else() {
    let app = TestApp::start().await;
    let mut subscriptions = BTreeMap::new();
    for unit in UNITS.iter().map(|(_, unit, _)| *unit).collect::<BTreeSet<_>>() {
        subscriptions.insert(unit, subscription_to(&app, unit).await);
    }
    for role in ROLES {
        for home in ["12049", "33"] {
            let browser = app.staff_as(role, &format!("{role}.{home}@hungyen.example"), home).await;
            let units = UNITS.iter().filter(|(own, ..)| *own == home);
            for (_, unit, is_in_scope) in units {
                for (method, _, address, access) in &ROUTES {
                    let may = match access {
                        Access::Everybody | Access::Staff => true,
                        Access::With(roles) => roles.contains(&role),
                        Access::Above(roles) => home == "33" && roles.contains(&role),
                        Access::AtUnit(roles) => *is_in_scope && roles.contains(&role),
                    };
                    // Signing out would end the session.
                    if *method == "GET" {
                        let address = address.replace("{unit}", unit);
                        let address = address.replace("{subscription}", &subscriptions[unit]);
                        let found = ask(&app, &browser, method, &address).await;
                        let expected = if may { Answer::Served } else { Answer::Forbidden };
                        assert_eq!(found, expected, "{role} at {home}: {address} of {unit}");
                    }
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_only_signing_in_is_possible() {
    let app = TestApp::start().await;
    for (method, path, address, access) in &ROUTES {
        let address = address.replace("{unit}", "33").replace("{subscription}", "1");
        let found = ask(&app, &app.visitor, method, &address).await;
        let expected = if matches!(access, Access::Everybody) { Answer::Served } else { Answer::SignInFirst };
        assert_eq!(found, expected, "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_has_its_headers_and_every_form_needs_a_token() {
    let app = TestApp::start().await;
    let subscription = subscription_to(&app, "33").await;
    let admin = app.staff_as("admin", "quan@hungyen.example", "33").await;
    for (method, path, address, _) in &ROUTES {
        let address = address.replace("{unit}", "33").replace("{subscription}", &subscription);
        let request = admin.request(method.parse().unwrap(), format!("{}{address}", app.base));
        let request = if *method == "POST" { request.form(&[("csrf", "")]) } else { request };
        let response = request.send().await.unwrap();
        let header = |name: &str| {
            let value = response.headers().get(name).unwrap_or_else(|| panic!("{method} {path}: {name}"));
            value.to_str().unwrap().to_owned()
        };
        let policy = header("content-security-policy");
        // Mails style their elements; their preview is a document of its own, without scripts.
        let is_mail = path.ends_with("/mail");
        assert!(policy.starts_with("default-src 'none'; ") && policy.contains("base-uri 'none'"), "{path}");
        assert!(is_mail || !policy.contains("unsafe") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        if *method == "GET" && response.status() == StatusCode::OK && *path != "/staff/posters.pdf" {
            assert_eq!(header("cache-control"), "no-store", "{path}");
        }
        // The link that sets a password is a secret itself.
        if *method == "POST" && *path != "/staff/password/{token}" {
            assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
        }
    }
}

/// Reads the registered paths from the source, so that a new route cannot be forgotten here.
#[test]
fn the_table_lists_every_staff_route() {
    let source = include_str!("../../src/web/staff/mod.rs");
    let quoted = source.split('"').skip(1).step_by(2);
    let registered: BTreeSet<&str> = quoted.filter(|text| text.starts_with("/staff")).collect();
    let listed: BTreeSet<&str> = ROUTES.iter().map(|(_, path, ..)| *path).collect();
    assert_eq!(listed, registered);
    let methods = |method: &str| source.matches(method).count();
    let rows = |method: &str| ROUTES.iter().filter(|(of, ..)| *of == method).count();
    assert_eq!((rows("GET"), rows("POST")), (methods("reading()"), methods("web::post()")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_with_several_roles_may_do_at_each_unit_what_the_role_there_permits() {
    let app = TestApp::start().await;
    let browser = app.staff_as("viewer", "lan@hungyen.example", "33").await;
    app.database
        .execute(
            "INSERT INTO staff_roles SELECT staff.id, units.id, 'manager' FROM staff, units
            WHERE units.code = '12049' AND units.valid_to IS NULL",
        )
        .await;
    for (unit, expected) in [("12049", Answer::Served), ("11953", Answer::Forbidden)] {
        let address = format!("/staff/posters.pdf?unit={unit}");
        assert_eq!(ask(&app, &browser, "GET", &address).await, expected, "{unit}");
        assert_eq!(ask(&app, &browser, "GET", &format!("/staff/?unit={unit}")).await, Answer::Served);
    }
    app.database.execute("DELETE FROM staff_roles").await;
    assert_eq!(ask(&app, &browser, "GET", "/staff/").await, Answer::Forbidden);
}
