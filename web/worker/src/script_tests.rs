//! The script as a text: it comes back, an edited one is another course of the run, a broken one changes nothing.

use bilayer::base::Time;
use bilayer_protocol::{Problem, Request, Response, Source};

use super::tests::{Page, transfer};

/// A run with two transfers of the reader, and its text.
fn written(world: &str) -> (Page, String) {
    let mut page = Page::opened(world);
    for second in [150, 160] {
        page.play(second);
        page.ask(transfer());
        page.settle();
    }
    page.play(200);
    let number = page.ask(Request::Script);
    page.settle();
    let Response::Script(text) = page.answers(number)[0].clone() else {
        panic!("no text");
    };
    (page, text)
}

fn run(page: &mut Page, text: &str) -> Result<(), Problem> {
    let number = page.ask(Request::Open(Source::Script(text.to_owned())));
    page.settle();
    let answers = page.answers(number);
    let failed = answers.iter().find_map(|answer| match answer {
        Response::Failed(problem) => Some(problem.clone()),
        _ => None,
    });
    match failed {
        Some(problem) => Err(problem),
        None => {
            let opened = |answer: &&&Response| matches!(answer, Response::Opened { .. });
            assert_eq!(answers.iter().filter(opened).count(), 1);
            Ok(())
        }
    }
}

#[test]
fn a_script_that_nobody_changed_is_the_same_run() {
    for world in ["sandbox", "coffees"] {
        let (mut page, text) = written(world);
        let before = page.fingerprint();
        assert_eq!(run(&mut page, &text), Ok(()));
        assert_eq!(page.fingerprint(), before, "{world}: {text}");
        assert_eq!(page.scene.place.time, Time(200_000_000));
    }
}

#[test]
fn an_edited_script_is_another_course_and_the_one_before_is_kept() {
    let (mut page, text) = written("sandbox");
    let before = page.fingerprint();
    let edited = text
        .replacen("\"2m30s\"", "\"1m\"", 1)
        .replacen("\"1\"", "\"2.5\"", 1);
    assert_ne!(edited, text);
    assert_eq!(run(&mut page, &edited), Ok(()));
    assert_ne!(page.fingerprint(), before);
    let (place, script) = (page.scene.place, page.scene.script.clone());
    assert_eq!((place.commands, place.time), (2, Time(200_000_000)));
    assert_eq!(script.lines[0].at, Time(60_000_000));
    page.ask(Request::Branch(0));
    page.settle();
    page.play(200);
    assert_eq!(page.fingerprint(), before, "the course before is a branch");
}

#[test]
fn a_command_of_the_scenario_can_be_edited_too() {
    let (mut page, text) = written("coffees");
    let fewer = text.replacen("\"times\":15,", "\"times\":1,", 1);
    assert_ne!(fewer, text);
    assert_eq!(run(&mut page, &fewer), Ok(()));
    let session = page.core.session().expect("open");
    assert_eq!(session.setup().script[0].times, 1);
    assert_eq!(session.commands().len(), 2);
}

#[test]
fn what_is_wrong_in_a_script_is_told_with_its_place_and_changes_nothing() {
    let (mut page, text) = written("coffees");
    let before = page.fingerprint();
    let faults = [
        (
            text.replacen("\"Ana\"", "\"Nobody\"", 1),
            "3:1, script[1]",
            "refusal.name.unknown",
        ),
        (
            text.replacen("\"2m40s\"", "\"2m40\"", 1),
            "4:",
            "refusal.file.content",
        ),
        (
            text.replacen("\"2m40s\"", "\"2000h\"", 1),
            "4:7, script[2].at",
            "refusal.scenario.too-long",
        ),
        (
            text.replacen("\"1\"", "\"1000000\"", 1),
            "3:1, script[1]",
            "refusal.wallet.balance",
        ),
        (
            text.replacen("\"times\":15", "\"times\":0", 1),
            "2:",
            "refusal.setup.range",
        ),
        (text.replacen("},\n", "}\n", 1), "3:1", "refusal.file.json"),
        (
            text.replacen(",\"scenario\":true", "", 1),
            "2:1, script[0]",
            "refusal.script.repeated",
        ),
        (String::new(), "1:0", "refusal.file.json"),
    ];
    for (fault, place, key) in faults {
        let problem = run(&mut page, &fault).expect_err(key);
        assert_eq!(problem.text.key, key, "{problem:?}: {fault}");
        assert!(problem.place.starts_with(place), "{problem:?}: {fault}");
        assert_eq!(page.fingerprint(), before);
    }
}
