//! Who takes part without a node or a trusted one: a light client with its wallet, an attacker on tables of addresses.

use crate::actor::{Contact, Flooder, Light};
use crate::base::ActorId;
use crate::scene::model::{Selection, System, Text, Value};

use super::Desk;
use super::page::{Page, field};

pub(super) fn outsider(desk: &Desk, id: ActorId) -> Option<Page> {
    let world = desk.sight.world;
    let contact = world.directory().get(id)?;
    let title = Text::key("inspect.person").with("name", Value::Name(contact.name.clone()));
    let page = Page::new(System::Layer1, title);
    match (world.light(id), world.flooder(id)) {
        (Some(light), _) => Some(of_light(page, contact, light)),
        (_, Some(flooder)) => Some(of_flooder(page, flooder)),
        _ => None,
    }
}

/// What a light client knows is what headers and proofs showed it.
fn of_light(page: Page, contact: &Contact, light: &Light) -> Page {
    let mut fields = vec![
        field("field.address", Value::Address(contact.address)),
        field("field.headers", Value::Height(light.headers().height())),
        field("field.payments", Value::Count(light.paid().len() as u64)),
    ];
    fields.extend(
        light
            .shown()
            .map(|shown| field("field.proven-balance", Value::Amount(shown.account.balance))),
    );
    let distrusted = light
        .distrusted()
        .map(|node| field("field.distrusts", Value::Actor(node)));
    page.state(Text::key("role.light-client"))
        .fields(fields)
        .fields(distrusted)
        .related(contact.home.map(Selection::Node))
}

fn of_flooder(page: Page, flooder: &Flooder) -> Page {
    let victim = Value::Link(Selection::Node(flooder.victim()));
    page.alarm(Text::key("role.attacker")).fields(vec![
        field("field.victim", victim),
        field("field.held", Value::Count(flooder.held() as u64)),
    ])
}
