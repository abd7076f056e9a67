//! Links and run files: what goes in comes out, hostile input is refused by name.

#[path = "common/runs.rs"]
mod runs;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use bilayer::base::{Span, Time, sha256};
use bilayer::scenario::{
    LINK_VERSION, NOTICE_LINK, Opening, SHIPPED, Size, ViewParameters, read_link, read_run,
    write_link, write_run,
};
use bilayer::simulation::{MAX_NODES_PAGE, Session};
use miniz_oxide::deflate::compress_to_vec;
use proptest::prelude::*;

use runs::{link, open, run, transfer};

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
        "speed=2048",
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
