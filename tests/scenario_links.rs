//! Links and run files: what goes in comes out, hostile input is refused by name, old ones open for ever.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use bilayer::base::{Amount, Span, Time, sha256};
use bilayer::command::{Command, NetworkCommand, WalletCommand};
use bilayer::scenario::{
    LINK_VERSION, NOTICE_LINK, Opening, SHIPPED, Size, Verdict, ViewParameters, read_link,
    read_run, shipped, write_link, write_run,
};
use bilayer::simulation::{ENGINE_VERSION, MAX_NODES_PAGE, Record, Session, Setup};
use miniz_oxide::deflate::compress_to_vec;
use proptest::prelude::*;

fn setup(id: &str) -> Setup {
    shipped(id).expect("ships").read().expect("reads").setup
}

fn transfer(from: &str, to: &str, coins: u64) -> Command {
    Command::Wallet(WalletCommand::Transfer {
        from: from.to_owned(),
        to: to.to_owned(),
        amount: Amount::coins(coins),
        gas_price: None,
    })
}

/// A run of the sandbox with one command every seven seconds.
fn run(commands: u64) -> Session {
    let mut session = Session::new(setup("sandbox"), MAX_NODES_PAGE).expect("begins");
    for number in 0..commands {
        session.run(Time::from_millis(7_001 * number));
        let (from, to) = [("Ana", "Ben"), ("Ben", "Cai"), ("Cai", "Ana")][number as usize % 3];
        session
            .give(transfer(from, to, 1 + number % 2))
            .expect("they can pay");
    }
    session.run(Time::from_secs(7 * commands + 30));
    session
}

fn link(record: &Record) -> String {
    write_link(record, &ViewParameters::default()).0
}

fn open(record: Record) -> (Session, Verdict) {
    let mut opening = Opening::begin(record, false, MAX_NODES_PAGE).expect("begins");
    while !opening.advance(100) {}
    opening.finish()
}

#[test]
fn a_run_comes_back_from_its_link_and_reaches_the_same_fingerprint() {
    let session = run(12);
    let text = link(&session.record());
    let shared = read_link(&text).expect("a good link").run.expect("a run");
    assert_eq!(shared.record, session.record());
    assert_eq!(shared.scenario.as_deref(), Some("sandbox"));
    let (opened, verdict) = open(shared.record);
    assert!(verdict.same, "{verdict:?}");
    assert_eq!(opened.fingerprint(), session.fingerprint());
    assert_eq!(opened.commands(), session.commands());
}

#[test]
fn fifty_commands_on_a_shipped_world_fit_in_a_short_link() {
    for each in SHIPPED {
        let scenario = each.read().expect("reads");
        let mut session = Session::new(scenario.setup, MAX_NODES_PAGE).expect("begins");
        let names: Vec<String> = session
            .setup()
            .people
            .iter()
            .map(|person| person.name.clone())
            .collect();
        let mut given = 0;
        for number in 0..500_u64 {
            session.run(Time(number * 3_141_593));
            let index = number as usize;
            let (from, to) = (
                &names[index % names.len()],
                &names[(index * 7 + 1) % names.len()],
            );
            given += u32::from(session.give(transfer(from, to, 1 + number % 5)).is_ok());
            if given == 50 {
                break;
            }
        }
        assert_eq!(session.commands().len(), 50, "{}", each.id);
        let (text, size) = write_link(&session.record(), &ViewParameters::default());
        assert!(text.len() <= NOTICE_LINK, "{}: {}", each.id, text.len());
        assert_eq!(size, Size::Short);
    }
}

#[test]
fn a_world_with_another_seed_is_still_named_and_an_edited_one_travels_whole() {
    let mut record = run(1).record();
    record.setup.seed = 99;
    let back = read_link(&link(&record)).expect("good").run.expect("a run");
    assert_eq!(
        (back.scenario.as_deref(), &back.record),
        (Some("sandbox"), &record)
    );
    record.setup.nodes[0].hash_rate += 1;
    let back = read_link(&link(&record)).expect("good").run.expect("a run");
    assert_eq!((back.scenario, back.record), (None, record));
}

#[test]
fn what_is_too_long_for_a_link_goes_into_a_file_and_is_never_cut() {
    let mut record = run(2).record();
    let mut filler = record.commands[1].clone();
    while write_link(&record, &ViewParameters::default()).1 != Size::File {
        for _ in 0..200 {
            filler.step += 1;
            let noise = sha256(&filler.step.to_le_bytes());
            let amount = u64::from_le_bytes(noise.0[..8].try_into().expect("eight"));
            filler.time = Time(filler.time.0 + amount % 5_000_000);
            filler.command = transfer("Ana", "Ben", amount % 1_000_000_000);
            record.commands.push(filler.clone());
        }
    }
    assert_eq!(
        read_link(&link(&record))
            .expect("good")
            .run
            .expect("a run")
            .record,
        record
    );
    assert_eq!(read_run(&write_run(&record)).expect("good"), record);
}

#[test]
fn a_run_file_with_an_error_tells_its_place() {
    let text = write_run(&run(1).record()).replacen("\"transfer\"", "\"transver\"", 1);
    let problem = read_run(&text).expect_err("no such command");
    assert_eq!(problem.refusal.key, "file.content");
    assert!(
        problem.path.starts_with("run.commands[0].command"),
        "{}",
        problem.path
    );
    assert!(problem.line > 0);
}

#[test]
fn view_parameters_travel_beside_the_run() {
    let view = ViewParameters {
        theme: Some("dark".to_owned()),
        speed: Some(-2),
        embed: true,
        rooms: vec!["layer1".to_owned(), "channel".to_owned()],
        start: Some(Span::from_secs(90)),
        autoplay: Some(false),
    };
    let record = run(1).record();
    let (text, _) = write_link(&record, &view);
    assert!(text.starts_with(
        "view=embed&theme=dark&speed=1/4&rooms=layer1,channel&start=1m30s&autoplay=0&run="
    ));
    let link = read_link(&format!("#{text}&utm=whatever")).expect("good");
    assert_eq!(
        (link.view, link.run.map(|run| run.record)),
        (view, Some(record))
    );
    let link = read_link("scenario=first-minute&lesson=coffees").expect("good");
    assert_eq!(link.scenario.as_deref(), Some("first-minute"));
    assert_eq!(link.lesson.as_deref(), Some("coffees"));
    assert_eq!(read_link("").expect("nothing is fine"), Default::default());
}

fn refused(fragment: &str) -> String {
    read_link(fragment).expect_err("hostile").key
}

#[test]
fn parameters_that_cannot_be_are_refused_by_name() {
    for bad in [
        "speed=3",
        "speed=128",
        "view=all",
        "theme=<script>",
        "theme=",
        "rooms=a,b c",
        "rooms=a,a,a,a,a,a,a,a,a",
        "start=soon",
        "autoplay=yes",
    ] {
        assert_eq!(refused(bad), "link.parameter", "{bad}");
    }
    assert_eq!(refused("scenario=../../etc/passwd"), "link.scenario");
    assert_eq!(refused(&"a".repeat(70_000)), "link.too-long");
}

#[test]
fn every_truncation_of_a_link_is_refused() {
    let text = link(&run(3).record());
    for length in "run=".len()..text.len() {
        assert_eq!(refused(&text[..length]), "link.damaged", "{length}");
    }
}

#[test]
fn every_flipped_bit_of_a_link_is_refused() {
    let text = link(&run(3).record());
    let bytes = BASE64.decode(&text[4..]).expect("base64");
    for bit in 0..bytes.len() * 8 {
        let mut bytes = bytes.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        let key = refused(&format!("run={}", BASE64.encode(&bytes)));
        let expected = if bit < 8 {
            "link.version"
        } else {
            "link.damaged"
        };
        assert_eq!(key, expected, "{bit}");
    }
}

/// A link whose check is right, around any deflated body.
fn sealed(body: &[u8]) -> String {
    let mut bytes = vec![LINK_VERSION];
    bytes.extend_from_slice(&sha256(body).0[..4]);
    bytes.extend_from_slice(body);
    format!("run={}", BASE64.encode(bytes))
}

#[test]
fn a_bomb_is_refused_before_it_unfolds() {
    let bomb = compress_to_vec(&vec![0; 40_000_000], 9);
    assert!(bomb.len() < 45_000);
    assert_eq!(refused(&sealed(&bomb)), "link.too-much");
}

#[test]
fn claimed_lengths_are_not_believed() {
    for plain in [
        vec![0xff; 40],
        vec![1, 1, 0xff, 0xff, 0xff, 0xff, 0x0f],
        vec![
            1, 0, 7, b's', b'a', b'n', b'd', b'b', b'o', b'x', 0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f,
        ],
    ] {
        assert_eq!(
            refused(&sealed(&compress_to_vec(&plain, 9))),
            "link.damaged"
        );
    }
}

#[test]
fn another_version_is_named() {
    let mut bytes = BASE64.decode(&link(&run(1).record())[4..]).expect("base64");
    bytes[0] = 9;
    let refusal = read_link(&format!("run={}", BASE64.encode(bytes))).expect_err("newer");
    assert_eq!(
        (refusal.key.as_str(), refusal.arguments),
        (
            "link.version",
            vec!["9".to_owned(), LINK_VERSION.to_string()]
        )
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_text_panics(text in "\\PC{0,200}") {
        let _ = read_link(&text);
        let _ = read_run(&text);
        let _ = bilayer::scenario::read(&text);
    }

    #[test]
    fn no_bytes_panic_even_with_the_right_check(plain: Vec<u8>) {
        let _ = read_link(&sealed(&compress_to_vec(&plain, 1)));
        let _ = read_link(&sealed(&plain));
    }

    #[test]
    fn a_good_run_with_bytes_changed_under_the_check_opens_or_is_refused(at: prop::sample::Index, byte: u8) {
        let text = sample();
        let bytes = BASE64.decode(&text[4..]).expect("base64");
        let mut plain = miniz_oxide::inflate::decompress_to_vec(&bytes[5..]).expect("deflated");
        let at = at.index(plain.len());
        plain[at] = byte;
        let opened = read_link(&sealed(&compress_to_vec(&plain, 1)));
        if let Ok(Some(shared)) = opened.map(|link| link.run) {
            let begun = Opening::begin(shared.record, shared.world_changed, MAX_NODES_PAGE);
            if let Ok(mut opening) = begun {
                let _ = (0..20).any(|_| opening.advance(100));
                let (session, _) = opening.finish();
                assert_eq!(session.breaches(), []);
            }
        }
    }
}

fn sample() -> &'static str {
    static SAMPLE: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    SAMPLE.get_or_init(|| link(&run(3).record()))
}

#[test]
fn opening_shows_progress_and_can_be_left() {
    let mut opening = Opening::begin(run(20).record(), false, MAX_NODES_PAGE).expect("begins");
    let mut shown = vec![opening.permille()];
    while !opening.advance(20) {
        shown.push(opening.permille());
    }
    assert!(shown.len() > 3 && shown.is_sorted(), "{shown:?}");
    assert_eq!(opening.permille(), 1_000);
    let mut left = Opening::begin(run(20).record(), false, MAX_NODES_PAGE).expect("begins");
    left.advance(50);
    let (session, verdict) = left.finish();
    assert!(!verdict.same);
    assert!(session.place().step > 10, "{:?}", session.place());
}

#[test]
fn a_place_before_the_last_command_is_returned_to() {
    let mut session = run(10);
    session.seek(Time::from_secs(30));
    let record = session.record();
    assert_eq!(record.commands.len(), 10);
    let (opened, verdict) = open(record);
    assert!(verdict.same, "{verdict:?}");
    assert_eq!(
        opened.commands().len(),
        10,
        "what comes after is still there"
    );
}

#[test]
fn a_run_shared_right_after_its_command_opens_at_that_place() {
    let mut session = run(0);
    session
        .give(transfer("Ana", "Ben", 1))
        .expect("she can pay");
    session.give(transfer("Ben", "Ana", 1)).expect("he can pay");
    let (opened, verdict) = open(session.record());
    assert!(verdict.same, "{verdict:?}");
    assert_eq!(opened.place(), session.place());
}

#[test]
fn another_fingerprint_is_told() {
    let mut record = run(3).record();
    record.fingerprint.0[0] ^= 1;
    let (_, verdict) = open(record);
    assert!(!verdict.same);
    assert_eq!(verdict.refused, None);
}

#[test]
fn a_command_that_is_refused_ends_the_replay_and_is_told() {
    let mut record = run(6).record();
    record.commands[4].command = transfer("Ana", "Ben", 1_000);
    let (session, verdict) = open(record);
    let (index, refusal) = verdict.refused.expect("told");
    assert_eq!((index, refusal.key.as_str()), (4, "wallet.balance"));
    assert!(!verdict.same);
    assert_eq!(session.commands().len(), 4, "what came before was played");
}

#[test]
fn a_run_of_another_engine_is_followed_by_time_and_claims_no_match() {
    let mut record = run(6).record();
    record.engine = ENGINE_VERSION + 1;
    for given in &mut record.commands {
        given.step += 3;
    }
    let (session, verdict) = open(record);
    assert!(!verdict.same);
    assert_eq!(
        (verdict.made_by, verdict.engine),
        (ENGINE_VERSION + 1, ENGINE_VERSION)
    );
    assert_eq!(verdict.refused, None);
    assert_eq!(session.commands().len(), 6);
}

#[test]
fn places_that_this_run_does_not_have_are_refused() {
    let good = run(6).record();
    for spoil in [
        |record: &mut Record| record.commands[2].step += 1,
        |record: &mut Record| record.commands[2].step = 0,
        |record: &mut Record| record.commands[2].step = u64::MAX,
        |record: &mut Record| record.commands[2].time = Time(0),
        |record: &mut Record| record.commands[2].time = Time(300_000_000),
    ] {
        let mut record = good.clone();
        spoil(&mut record);
        let (session, verdict) = open(record);
        let (_, refusal) = verdict.refused.expect("told");
        assert_eq!(refusal.key, "run.no-such-place");
        assert_eq!(session.breaches(), []);
    }
}

#[test]
fn runs_beyond_the_bounds_of_a_run_are_refused() {
    let mut record = run(1).record();
    record.time = Time(u64::MAX);
    let problem = Opening::begin(record, false, MAX_NODES_PAGE)
        .err()
        .expect("too long");
    assert_eq!(problem.refusal.key, "run.too-long");
    let mut record = run(1).record();
    record.setup.nodes.clear();
    assert!(Opening::begin(record, false, MAX_NODES_PAGE).is_err());
}

#[test]
fn a_cut_in_the_script_of_commands_travels_too() {
    let mut session = run(1);
    let (a, b) = ("North".to_owned(), "East".to_owned());
    session
        .give(Command::Network(NetworkCommand::Cut { a, b }))
        .expect("linked");
    let (_, verdict) = open(
        read_link(&link(&session.record()))
            .expect("good")
            .run
            .expect("run")
            .record,
    );
    assert!(verdict.same);
}
