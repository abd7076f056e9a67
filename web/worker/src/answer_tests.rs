//! No request of the page is left without an answer.

use bilayer_protocol::{Request, Response, Source};

use super::tests::{Page, transfer};

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
