//! What a user can ask of the world here and now. Buttons, keyboard, fuzzer and lesson checker read the same list.

mod build;
mod channel;
mod choose;
mod delegated;
pub(super) mod faults;
mod layer1;
mod market;
mod rollup;
mod stake;
mod strategy;
mod wallet;

use crate::base::ActorId;
use crate::command::{Command, Refusal};
use crate::simulation::Session;

use super::model::{Choice, Offer, ParameterKind, Selection, Value};
use choose::Chosen;

/// The offers that are about no object, and those about the selected one.
#[must_use]
pub fn offers(session: &Session, selection: Option<&Selection>) -> Vec<Offer> {
    let mut offers = layer1::general(session);
    offers.extend(faults::general(session));
    offers.extend(market::general(session));
    offers.extend(channel::general(session));
    offers.extend(rollup::general(session));
    if let Some(about) = selection {
        offers.extend(about_object(session, about));
    }
    offers
}

/// Every offer: those about no object, and those about each object that can be acted on.
#[must_use]
pub fn all(session: &Session) -> Vec<Offer> {
    let mut offers = offers(session, None);
    for about in objects(session) {
        offers.extend(about_object(session, &about));
    }
    offers
}

fn about_object(session: &Session, about: &Selection) -> Vec<Offer> {
    match about {
        Selection::Node(id) => {
            let mut offers = layer1::node(session, *id);
            offers.extend(delegated::node(session, *id));
            offers.extend(stake::node(session, *id));
            offers.extend(faults::node(session, *id));
            offers
        }
        Selection::Link(a, b) => layer1::link(session, *a, *b),
        Selection::Agent(id) => person(session, *id),
        Selection::Channel(number) | Selection::ChannelState(number, _) => {
            channel::about(session, *number)
        }
        Selection::Rollup(number) => rollup::about(session, *number),
        _ => Vec::new(),
    }
}

fn person(session: &Session, id: ActorId) -> Vec<Offer> {
    let mut offers = wallet::agent(session, id);
    if !offers.is_empty() {
        offers.push(channel::open(session, Some(id)));
        offers.extend(delegated::agent(session, id));
        offers.extend(stake::agent(session, id));
    }
    offers
}

/// Why the session would refuse a command, if it would. Copies the world: for what no view tells.
fn tried(session: &Session, command: &Command) -> Option<Refusal> {
    session.check(command).err()
}

/// Everything that can be acted on.
fn objects(session: &Session) -> Vec<Selection> {
    let world = session.world();
    let directory = world.directory();
    let contacts = directory.contacts().iter();
    let below = contacts.filter(|found| directory.is_below(found.id));
    let actors = below.map(|found| match found.home {
        None => Selection::Node(found.id),
        Some(_) => Selection::Agent(found.id),
    });
    let links = world.topology().links();
    let links = links.filter(|(a, b, _)| directory.is_below(*a) && directory.is_below(*b));
    let links = links.map(|(a, b, _)| Selection::Link(a.min(b), a.max(b)));
    let channels = channel::numbers(session).map(Selection::Channel);
    let rollups = rollup::numbers(session).map(Selection::Rollup);
    actors.chain(links).chain(channels).chain(rollups).collect()
}

/// The command that an offer stands for, with what was chosen for its parameters.
///
/// # Errors
/// `offer.none` if there is no such offer, `offer.choice` with the parameter's name if a choice is missing or of
/// another kind. Whether the command is possible is for the session to say.
pub fn command(
    session: &Session,
    key: &str,
    about: Option<&Selection>,
    choices: &[Choice],
) -> Result<Command, Refusal> {
    let chosen = Chosen::new(session, about, choices);
    layer1::command(key, &chosen)
        .or_else(|| faults::command(key, &chosen))
        .or_else(|| wallet::command(key, &chosen))
        .or_else(|| market::command(key, &chosen))
        .or_else(|| strategy::command(key, &chosen))
        .or_else(|| channel::command(key, &chosen))
        .or_else(|| rollup::command(key, &chosen))
        .or_else(|| delegated::command(key, &chosen))
        .or_else(|| stake::command(key, &chosen))
        .unwrap_or_else(|| Err(Refusal::new("offer.none").with(key)))
}

/// The choices that an offer comes with.
#[must_use]
pub fn defaults(offer: &Offer) -> Vec<Choice> {
    let parameters = offer.parameters.iter();
    let choices = parameters.filter_map(|parameter| {
        let value = match &parameter.kind {
            ParameterKind::Amount { default, .. } => Value::Amount(*default),
            ParameterKind::Count { default, .. } => Value::Count(*default),
            ParameterKind::Span { default, .. } => Value::Span(*default),
            ParameterKind::Actor(ids) => Value::Actor(*ids.first()?),
            ParameterKind::Actors(_) => return None,
            ParameterKind::Object(objects) => Value::Link(objects.first()?.clone()),
            ParameterKind::Name(name) => Value::Name(name.clone()),
            ParameterKind::Flag(yes) => Value::Flag(*yes),
            ParameterKind::Word(words) => Value::Text(faults::word(words.first()?.clone())),
        };
        Some(Choice {
            name: parameter.name.clone(),
            value,
        })
    });
    choices.collect()
}
