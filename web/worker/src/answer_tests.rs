//! No request of the page is left without an answer.

use bilayer::base::Time;
use bilayer_protocol::{Request, Response, Source};

use super::tests::{Page, look, transfer};

fn sandbox() -> Request {
    Request::Open(Source::Shipped("sandbox".to_owned()))
}

#[test]
fn a_run_whose_opening_another_one_overtakes_is_canceled() {
    let mut page = Page::opened("sandbox");
    let (first, second) = (page.ask(sandbox()), page.ask(sandbox()));
    page.settle();
    assert!(matches!(page.answers(first)[..], [Response::Canceled]));
    let opened = |answer: &&Response| matches!(answer, Response::Opened { .. });
    assert!(page.answers(second).iter().any(opened));
}

#[test]
fn more_requests_than_can_wait_are_refused() {
    let mut page = Page::opened("sandbox");
    let numbers: Vec<u32> = (0..300).map(|_| page.ask(transfer())).collect();
    page.settle();
    assert!(numbers.iter().all(|one| !page.answers(*one).is_empty()));
    let last = page.answers(numbers[299]);
    assert!(matches!(last[..], [Response::Refused(_)]));
}

#[test]
fn a_look_that_takes_long_shows_how_far_it_is_and_leads_to_the_same_world() {
    let hour = Time(3_600_000_000);
    let mut page = Page::opened("sandbox");
    let number = page.ask(look(3_600));
    page.settle();
    assert_eq!(page.answers(number), [&Response::Done], "one picture");
    let here = page.scene.place.time;
    assert!(Time::ZERO < here && here < hour, "{here}");
    page.play(3_600);
    let mut other = Page::opened("sandbox");
    other.ask(Request::Seek(bilayer_protocol::Target::Time(hour)));
    other.settle();
    assert_eq!(other.scene.place.time, hour);
    assert_eq!(page.fingerprint(), other.fingerprint());
}
