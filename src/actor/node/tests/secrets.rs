//! What a node that keeps blocks back tells nobody, and what becomes of messages that never come or don't fit.

use super::*;
use crate::chain::{SealedHeader, Subject};
use crate::command::Strategy;
use crate::network::{AddressBook, Defence, Endpoint, LinkKind};

use super::super::super::Answer;

const ASKER: ActorId = ActorId(1);
const OTHER: ActorId = ActorId(2);

/// What the node does with an input; the asker has a light client.
fn tell(node: &mut Node, archive: &mut Archive, second: u64, input: &Input) -> Vec<Effect> {
    let mut effects: Vec<Effect> = Vec::new();
    let mut directory = Directory::default();
    directory.set_light(ASKER);
    let mut context = Context {
        now: Time(second * 1_000_000),
        me: ActorId(0),
        archive,
        beside: &mut crate::actor::Archives::new(),
        peers: &[ASKER, OTHER],
        directory: &directory,
        observed: false,
        effects: &mut effects,
    };
    node.on(input, &mut context).expect("no order");
    effects
}

fn headers(archive: &Archive) -> Headers {
    let genesis = archive.entry(&archive.genesis());
    Headers::new(*genesis.block.header(), archive.rules())
}

fn rogue(archive: &Archive, strategy: Strategy) -> Node {
    let headers = headers(archive);
    relaying(archive)
        .with_headers(Some(headers))
        .with_strategy(strategy)
}

/// The node finds a block on what it mines on.
fn find(node: &mut Node, archive: &mut Archive, second: u64) -> (Digest, Vec<Effect>) {
    let parent = archive.entry(&node.mined_on()).clone();
    let plan = Plan::search(archive, &parent, address("node"), Time(second * 1_000_000));
    let template = template(archive, &parent, plan, &[]).expect("values fit");
    let (template, nonce) = (&template, 7);
    let effects = tell(node, archive, second, &Input::Found { template, nonce });
    let header = Header {
        nonce,
        ..*template.header()
    };
    (header.id(), effects)
}

fn heads(effects: &[Effect], client: ActorId) -> Vec<Digest> {
    let head = |effect: &Effect| match effect {
        Effect::Send {
            to,
            message: Message::Head(change),
        } if *to == client => Some(change.head),
        _ => None,
    };
    effects.iter().filter_map(head).collect()
}

fn sent(effects: &[Effect]) -> usize {
    let is_sent = |effect: &&Effect| matches!(effect, Effect::Send { .. });
    effects.iter().filter(is_sent).count()
}

#[test]
fn nobody_gets_a_block_that_is_kept_back_however_he_asks() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let mut node = rogue(&archive, Strategy::SelfishMiner);
    let (secret, _) = find(&mut node, &mut archive, 10);
    assert_eq!((node.kept_back(), node.tree().head()), (1, secret));
    for message in [
        Message::AskHeaders([genesis].into()),
        Message::Locator([genesis].into()),
        Message::Request(Item::Block(secret)),
        Message::AskMissing(Box::new((secret, Vec::new()))),
        Message::AskProof(Box::new((secret, Subject::Account(address("ana"))))),
    ] {
        let (from, message) = (ASKER, &message);
        let said = tell(
            &mut node,
            &mut archive,
            11,
            &Input::Message { from, message },
        );
        assert_eq!(sent(&said), 0, "{message:?}: {said:?}");
    }
    let up = Input::LinkUp(OTHER, LinkKind::Peer);
    let said = tell(&mut node, &mut archive, 12, &up);
    let names_it = |effect: &Effect| match effect {
        Effect::Send { message, .. } => message.object() == secret,
        _ => false,
    };
    assert!(!said.iter().any(names_it), "{said:?}");
}

#[test]
fn a_light_client_hears_of_a_block_that_was_kept_back_once_it_is_shown() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let mut node = rogue(&archive, Strategy::SelfishMiner);
    for client in [ASKER, OTHER] {
        let up = Input::LinkUp(client, LinkKind::Client);
        tell(&mut node, &mut archive, 1, &up);
    }
    let (secret, said) = find(&mut node, &mut archive, 10);
    assert_eq!(heads(&said, ASKER), [], "a stranger's");
    assert_eq!(heads(&said, OTHER), [secret], "its owner's");
    let up = Input::LinkUp(ASKER, LinkKind::Client);
    let said = tell(&mut node, &mut archive, 11, &up);
    assert_eq!(heads(&said, ASKER), [genesis]);
    let rival = block(&mut archive, genesis, 12, &[]);
    let (from, message) = (OTHER, &Message::Block(rival));
    let said = tell(
        &mut node,
        &mut archive,
        13,
        &Input::Message { from, message },
    );
    assert_eq!(node.kept_back(), 0, "it races");
    assert_eq!(heads(&said, ASKER).last(), Some(&secret));
    let sync = node.sync().expect("headers first");
    assert!(sync.headers().get(&secret).is_some());
}

#[test]
fn what_is_shown_is_pushed_to_who_asked_for_that() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let mut node = rogue(&archive, Strategy::SelfishMiner);
    let (from, message) = (OTHER, &Message::WantCompact(true));
    tell(
        &mut node,
        &mut archive,
        1,
        &Input::Message { from, message },
    );
    let (secret, _) = find(&mut node, &mut archive, 10);
    let rival = block(&mut archive, genesis, 12, &[]);
    let (from, message) = (ASKER, &Message::Block(rival));
    let said = tell(
        &mut node,
        &mut archive,
        13,
        &Input::Message { from, message },
    );
    let is_pushed = |effect: &Effect| matches!(effect, Effect::Send { to: OTHER, message: Message::CompactBlock(compact) } if compact.id() == secret);
    assert!(said.iter().any(is_pushed), "{said:?}");
}

#[test]
fn an_own_block_that_the_node_refuses_is_not_mined_on() {
    let attack = Strategy::PrivateChain {
        confirmations: 6,
        give_up: 6,
    };
    for strategy in [Strategy::SelfishMiner, attack] {
        let mut archive = archive();
        let genesis = archive.genesis();
        let mut node = rogue(&archive, strategy);
        node.skew = -3 * 3_600 * 1_000_000;
        let (refused, _) = find(&mut node, &mut archive, 20_000);
        assert!(
            !node.tree().knows(&refused),
            "three hours ahead of its clock"
        );
        assert_eq!((node.kept_back(), node.mined_on()), (0, genesis));
        node.skew = 0;
        let (taken, _) = find(&mut node, &mut archive, 20_001);
        assert_eq!((node.kept_back(), node.mined_on()), (1, taken));
    }
}

#[test]
fn what_only_a_private_chain_is_to_have_is_offered_to_nobody() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let attack = Strategy::PrivateChain {
        confirmations: 6,
        give_up: 6,
    };
    let mut node = rogue(&archive, attack);
    hear(&mut node, &mut archive, 1, &Message::Rival(payment()));
    let paying = block(&mut archive, genesis, 10, &[payment()]);
    let other = block(&mut archive, genesis, 20, &[]);
    let heavier = block(&mut archive, other.id(), 30, &[]);
    for block in [&paying, &other, &heavier] {
        deliver(&mut node, &mut archive, 40, block);
    }
    assert_eq!(node.tree().head(), heavier.id());
    assert!(node.pool().is_empty());
}

/// Whether the node asks for the block's transactions when this compact block comes.
fn asks(node: &mut Node, archive: &mut Archive, second: u64, made: &Block) -> bool {
    let message = Message::CompactBlock(Arc::new(CompactBlock::of(made, 3)));
    let said = hear(node, archive, second, &message);
    let is_asked = |effect: &Effect| {
        matches!(
            effect,
            Effect::Send {
                message: Message::AskMissing(_),
                ..
            }
        )
    };
    said.iter().any(is_asked)
}

#[test]
fn transactions_that_never_come_are_asked_for_again() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let made = block(&mut archive, genesis, 10, &[payment()]);
    let mut node = relaying(&archive);
    assert!(asks(&mut node, &mut archive, 20, &made));
    assert!(!asks(&mut node, &mut archive, 39, &made), "they may come");
    assert!(asks(&mut node, &mut archive, 40, &made), "20 s are over");
    tell(&mut node, &mut archive, 41, &Input::LinkDown(ASKER));
    assert!(asks(&mut node, &mut archive, 42, &made), "the link was cut");
}

#[test]
fn a_body_that_does_not_fit_takes_no_header_away() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let made = block(&mut archive, genesis, 10, &[]);
    let mut node = rogue(&archive, Strategy::Honest);
    let sealed = [SealedHeader::of(&made)];
    let (from, message) = (OTHER, &Message::Headers(sealed.into()));
    tell(
        &mut node,
        &mut archive,
        20,
        &Input::Message { from, message },
    );
    let mut body = made.body().clone();
    body.gas_used += 1;
    let spoiled = Arc::new(Block::new(*made.header(), body));
    let (from, message) = (ASKER, &Message::Block(spoiled));
    tell(
        &mut node,
        &mut archive,
        21,
        &Input::Message { from, message },
    );
    assert!(node.is_banned(ASKER) && !node.tree().knows(&made.id()));
    let sync = node.sync().expect("headers first");
    assert_eq!(sync.headers().head(), made.id());
    let (from, message) = (OTHER, &Message::Block(made.clone()));
    tell(
        &mut node,
        &mut archive,
        22,
        &Input::Message { from, message },
    );
    assert_eq!(node.tree().head(), made.id());
}

#[test]
fn a_connection_that_was_asked_for_before_a_crash_is_given_up() {
    let mut archive = archive();
    let endpoint = |id| Endpoint::of(ActorId(id), 1);
    let defence = Defence {
        by_group: false,
        test_before_evict: false,
        anchors: false,
    };
    let finder = Finder::new(
        endpoint(0),
        AddressBook::new(sha256(b"book"), defence),
        (defence, (2, 2)),
        vec![endpoint(1)],
        Stream::named(1, "finder"),
    );
    let mut node = Node::new(address("node"), 0, archive.genesis()).with_finder(Some(finder));
    tell(&mut node, &mut archive, 0, &Input::Start);
    let taken = Input::Answered {
        own: endpoint(0),
        to: endpoint(1),
        answer: Answer::Taken,
        probe: false,
    };
    let hangs_up = |said: &[Effect]| {
        said.iter()
            .any(|effect| matches!(effect, Effect::HangUp { peer: ASKER, .. }))
    };
    let mut crashed = node.clone();
    assert!(!hangs_up(&tell(&mut node, &mut archive, 1, &taken)));
    tell(&mut crashed, &mut archive, 1, &Input::Crash);
    assert!(hangs_up(&tell(&mut crashed, &mut archive, 1, &taken)));
    let outbound = |node: &Node| node.finder().map(|finder| finder.outbound().len());
    assert_eq!((outbound(&node), outbound(&crashed)), (Some(1), Some(0)));
}
