//! A comparison goes on beside the run, tells its progress, can be canceled, and each column can be opened.

use bilayer::base::{Span, Time};
use bilayer::scene::model::Comparison;
use bilayer_protocol::{Problem, Request, Response, Source};

use super::tests::{Page, transfer};

fn table(page: &Page, number: u32) -> Option<Comparison> {
    let answers = page.answers(number).into_iter();
    let mut tables = answers.filter_map(|answer| match answer {
        Response::Compared(table) => Some((**table).clone()),
        _ => None,
    });
    tables.next()
}

/// A page with a world, on a clock on which every look takes five milliseconds.
fn slow() -> Page {
    let mut page = Page::with(5.0);
    page.ask(Request::Open(Source::Shipped("sandbox".to_owned())));
    page.settle();
    page
}

#[test]
fn it_leaves_the_run_as_it_is_and_tells_how_far_it_is() {
    let mut page = slow();
    page.play(20);
    let before = page.fingerprint();
    let number = page.ask(Request::Compare);
    page.settle();
    assert_eq!(page.fingerprint(), before);
    let told = table(&page, number).expect("a table");
    assert_eq!(told.span, Span::from_secs(600));
    let progress = page
        .answers(number)
        .into_iter()
        .filter_map(|one| match one {
            Response::Progress(progress) => Some(progress.done),
            _ => None,
        });
    let progress: Vec<u32> = progress.collect();
    assert!(progress.len() > 2 && progress.is_sorted(), "{progress:?}");
    assert!(progress.iter().all(|done| *done <= 1_000));
}

#[test]
fn canceled_or_overtaken_by_another_run_it_tells_nothing() {
    let mut page = slow();
    let canceled = page.ask(Request::Compare);
    page.core.work();
    page.ask(Request::Cancel);
    page.settle();
    assert_eq!(table(&page, canceled), None);
    assert!(page.answers(canceled).contains(&&Response::Canceled));
    let overtaken = page.ask(Request::Compare);
    page.core.work();
    page.ask(Request::Open(Source::Shipped("coffees".to_owned())));
    page.settle();
    assert_eq!(table(&page, overtaken), None);
    assert!(page.answers(overtaken).contains(&&Response::Canceled));
}

#[test]
fn each_column_is_a_world_that_opens_at_the_present_moment_with_the_readers_commands() {
    let mut page = Page::opened("sandbox");
    page.play(30);
    page.ask(transfer());
    page.play(90);
    page.ask(Request::Open(Source::Under("delegated".to_owned())));
    page.settle();
    assert_eq!(page.scene.place.time, Time(90_000_000));
    assert_eq!(page.scene.header.title.key, "title.under");
    assert!(page.scene.producers.is_some());
    let session = page.core.session().expect("a world is open");
    assert!(session.world().node(bilayer::base::ActorId(0)).is_some());
    let head = page.scene.tree.head_height;
    assert!(head > 20, "{head}");
    let paid = session
        .archive()
        .entries()
        .any(|one| !one.receipts.is_empty());
    assert!(paid, "the transfer is in a block");
}

#[test]
fn no_family_of_that_name_is_told_and_the_world_stays() {
    let mut page = Page::opened("sandbox");
    let number = page.ask(Request::Open(Source::Under("authority".to_owned())));
    page.settle();
    let answers = page.answers(number);
    let refused = |one: &&&Response| matches!(one, Response::Failed(Problem { text, .. }) if text.key == "refusal.compare.family");
    assert_eq!(answers.iter().filter(refused).count(), 1, "{answers:?}");
    assert_eq!(page.scene.header.title.key, "title.own");
}
