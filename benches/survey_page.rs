//! The speed of the survey page, compared with a bare actix-web handler in a separate process that returns
//! the same bytes; and the size of the first view on the wire. Measures alternately: bare, hailong.
#![expect(clippy::expect_used, reason = "a bench that cannot continue panics with a message")]

mod support;

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use actix_web::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use actix_web::{App, HttpResponse, HttpServer, web};
use support::answer::{Answer, fetch, get};
use support::conditions::Conditions;
use support::costs::{Costs, SoFar};
use support::installation::Installation;
use support::load::Load;
use support::offices::{Office, open_channels};
use support::requests::Requests;
use support::server::{Server, free_address};
use support::statistics::{compare, median, quantile};
use support::table::{Table, met};

/// The address of the bare server and the file with its body; set only in its own process.
const BARE_ADDRESS: &str = "HAILONG_BENCH_BARE_ADDRESS";
const BARE_BODY: &str = "HAILONG_BENCH_BARE_BODY";
const CLIENTS: usize = 32;
/// Timeout for the server to precompress all pages.
const WARM_UP_TIMEOUT: Duration = Duration::from_mins(1);
const GOAL: f64 = 0.8;
/// Maximum bytes that a phone receives in the first round trip.
const LIMIT: usize = 14_000;
const COLUMNS: &str = "server | requests/s | p50 ms | p99 ms | bytes on the wire | ratio | goal | met | µs a request: \
    server | PostgreSQL | load";

fn main() {
    if let (Ok(address), Ok(body)) = (std::env::var(BARE_ADDRESS), std::env::var(BARE_BODY)) {
        return serve_bare(&address, &body);
    }
    if !support::is_asked_for() {
        return;
    }
    let installation = Installation::new();
    let offices = open_channels(&installation);
    let server = Server::of(&installation);
    let warming = warm_up(&server, &offices);
    let views =
        ["identity", "gzip", "br"].map(|encoding| (encoding, view(server.address, &offices, encoding)));
    let [.., (_, page)] = &views;
    let (bare, bare_weight) = start_bare(page, &installation.data_dir().join("page.br"));
    let (mut ours, mut theirs) = (Turns::default(), Turns::default());
    for run in 1..=support::runs() {
        support::say(&format!("run {run}: bare actix-web"));
        theirs.turn(&bare, None, &offices);
        support::say(&format!("run {run}: hailong"));
        ours.turn(&server, Some(&installation), &offices);
    }
    conditions(&installation, &views, warming).print();
    tabulate(page, &ours, &theirs, bare_weight).print();
}

/// Views each office's page until the server has precompressed it; returns how long that took. A page that is
/// compressed while it is sent is chunked.
fn warm_up(server: &Server, offices: &[Office]) -> Duration {
    let begun = Instant::now();
    let is_chunked = |office: &Office| {
        let page = fetch(server.address, &format!("/k/{}", office.code), "br");
        page.expect("the server answers").is_chunked
    };
    // `filter` and `count` request every page in each round; `any` would stop at the first page that is not
    // ready.
    while offices.iter().filter(|office| is_chunked(office)).count() > 0 && begun.elapsed() < WARM_UP_TIMEOUT
    {
        std::thread::sleep(Duration::from_millis(100));
    }
    begun.elapsed()
}

/// Requests the first office's page once.
fn view(address: SocketAddr, offices: &[Office], encoding: &str) -> Answer {
    let code = &offices.first().expect("there are offices").code;
    let answer = fetch(address, &format!("/k/{code}"), encoding).expect("the server answers");
    assert_eq!(answer.status, 200, "the survey page");
    answer
}

/// The measurements of one server, run by run.
#[derive(Default)]
struct Turns {
    rates: Vec<f64>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    costs: Costs,
}

impl Turns {
    fn turn(&mut self, server: &Server, postgres: Option<&Installation>, offices: &[Office]) {
        let page = |office: &Office| get(server.address, &format!("/k/{}", office.code), "br");
        let mut requests = Requests::in_turn(offices.iter().map(page));
        let duration = support::duration();
        let before = SoFar::look(&server.worker, postgres);
        let load = Load { address: server.address, clients: CLIENTS, duration, status: 200 };
        let outcome = load.run(&mut requests);
        self.costs.add(&before, &SoFar::look(&server.worker, postgres), &outcome);
        self.rates.push(outcome.rate());
        self.p50.push(quantile(&outcome.latencies, 50) / 1e3);
        self.p99.push(quantile(&outcome.latencies, 99) / 1e3);
    }

    fn cells(&self, name: &str, bytes: usize, [ratio, goal, met]: [String; 3]) -> [String; 11] {
        let [server, postgres, load] = self.costs.an_answer();
        let rate = format!("{:.0}", median(&self.rates));
        let (p50, p99) = (format!("{:.2}", median(&self.p50)), format!("{:.2}", median(&self.p99)));
        [name.to_owned(), rate, p50, p99, bytes.to_string(), ratio, goal, met, server, postgres, load]
    }
}

/// The bare server: this program in another process, configured by its environment.
fn start_bare(page: &Answer, file: &Path) -> (Server, usize) {
    std::fs::write(file, &page.body).expect("the data directory can be written");
    let address = free_address();
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.env(BARE_ADDRESS, address.to_string()).env(BARE_BODY, file);
    let server = Server::start(&mut command, address, "/k/00000000");
    let answer = fetch(address, "/k/00000000", "br").expect("the bare server answers");
    for header in ["content-type", "content-encoding"] {
        assert_eq!(answer.header(header), page.header(header), "{header}");
    }
    assert_eq!(answer.body, page.body, "the same bytes");
    (server, answer.weight)
}

fn serve_bare(address: &str, file: &str) {
    let body = web::Bytes::from(std::fs::read(file).expect("the page's body"));
    let page = move || {
        let body = body.clone();
        async move {
            let mut response = HttpResponse::Ok();
            response.insert_header((CONTENT_TYPE, "text/html; charset=utf-8"));
            response.insert_header((CONTENT_ENCODING, "br")).body(body)
        }
    };
    let server = HttpServer::new(move || App::new().route("/k/{code}", web::get().to(page.clone())));
    let ended = actix_web::rt::System::new().block_on(server.bind(address).expect("a free address").run());
    ended.expect("the bare server serves");
}

fn tabulate(page: &Answer, ours: &Turns, theirs: &Turns, bare_weight: usize) -> Table {
    let ratio = compare(&ours.rates, &theirs.rates);
    let mut table = Table::new(COLUMNS);
    let nothing = ["–", "–", "–"].map(str::to_owned);
    table.row(theirs.cells("bare actix-web", bare_weight, nothing));
    let verdict = [format!("{ratio:.2}"), format!("≥ {GOAL}"), met(ratio >= GOAL)];
    table.row(ours.cells("hailong", page.weight, verdict));
    table
}

fn conditions(installation: &Installation, views: &[(&str, Answer); 3], warming: Duration) -> Conditions {
    let mut conditions = Conditions::of(installation);
    let (runs, seconds) = (support::runs(), support::duration().as_secs());
    conditions.add("runs", format!("{runs} of {seconds} s, turn about; medians, and ratios pair by pair"));
    conditions.add(
        "load",
        format!("{CLIENTS} connections of one thread, keep-alive, closed loop; each answer read whole"),
    );
    let warming = warming.as_secs_f64();
    conditions.add(
        "warm",
        format!("until all pages were compressed beforehand: {warming:.1} s after their first views"),
    );
    conditions.add("request", "GET /k/{code}, Accept-Encoding: br, over all offices in turn");
    conditions.add("hailong", "serve, HAILONG_LOG=warn, a fresh token in each page");
    conditions.add("bare", "the same body, content-type and content-encoding; as many workers; nothing else");
    for (encoding, view) in views {
        let (whole, head) = (view.weight, view.head.len());
        let kept = met(whole <= LIMIT);
        conditions.add(
            "first view",
            format!("{encoding}: {whole} bytes, {head} of them headers; within {LIMIT}: {kept}"),
        );
    }
    conditions
}
