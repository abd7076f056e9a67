//! What one node does by itself with blocks that others send, apart from any network.

use super::super::{Directory, Effect};
use super::*;
use crate::base::{Amount, SecretKey, Stream, sha256};
use crate::chain::{Archive, CompactBlock, Header, Market, Plan, Rules, template};
use crate::consensus::pow::{ProofOfWork, retarget::Retarget};
use crate::ledger::{Action, Bid, SignedTransaction, Transaction};

mod behind;
mod secrets;

fn key(name: &str) -> SecretKey {
    SecretKey::derive(&sha256(b"node"), name)
}

fn address(name: &str) -> Address {
    key(name).public().address()
}

fn archive() -> Archive {
    let consensus = ProofOfWork {
        retarget: Retarget::BITCOIN,
        initial_bits: 0x1d00_ffff,
        initial_subsidy: Amount::coins(50),
        halving_interval: 210,
        sampled: true,
        genesis_time: 1_000,
        asert: None,
    };
    let rules = Rules {
        chain: 1,
        genesis_time: 1_000,
        founded: 0,
        gas_limit: 100_000,
        market: Market::default(),
        max_transaction_bytes: 4_096,
        maturity: 3,
        future_limit: 7_200,
        contracts: &[],
        consensus: Arc::new(consensus),
    };
    Archive::new(rules, &[(address("ana"), Amount::coins(100))]).expect("small balances")
}

fn payment() -> SignedTransaction {
    let transaction = Transaction {
        chain: 1,
        sender: key("ana").public(),
        nonce: 0,
        gas_limit: 21_000,
        bid: Bid::flat(10),
        action: Action::Transfer {
            to: address("ben"),
            amount: Amount::coins(1),
        },
        blobs: None,
    };
    transaction.sign(&key("ana"))
}

/// A block of another miner, found at `second`.
fn block(archive: &mut Archive, on: Digest, second: u64, paid: &[SignedTransaction]) -> Arc<Block> {
    let parent = archive.entry(&on).clone();
    let found = Time(second * 1_000_000);
    let made = template(
        archive,
        &parent,
        Plan::search(archive, &parent, address("miner"), found),
        paid,
    );
    let block = Arc::new(made.expect("values fit"));
    archive.admit(&block).expect("a valid block");
    block
}

fn deliver(node: &mut Node, archive: &mut Archive, second: u64, block: &Arc<Block>) {
    hear(node, archive, second, &Message::Block(block.clone()));
}

/// What the node says to its peer when it hears `message` from a client.
fn hear(node: &mut Node, archive: &mut Archive, second: u64, message: &Message) -> Vec<Effect> {
    let mut effects: Vec<Effect> = Vec::new();
    let mut context = Context {
        now: Time(second * 1_000_000),
        me: ActorId(0),
        archive,
        beside: &mut crate::actor::Archives::new(),
        peers: &[ActorId(2)],
        directory: &Directory::default(),
        observed: false,
        effects: &mut effects,
    };
    let from = ActorId(1);
    let input = Input::Message { from, message };
    node.on(&input, &mut context).expect("no order");
    effects
}

fn is_announced(effects: &[Effect], id: Digest) -> bool {
    effects.iter().any(|effect| {
        matches!(effect, Effect::Announce { item: Item::Transaction(said), except: None } if *said == id)
    })
}

#[test]
fn what_a_client_submits_again_is_announced_again() {
    let mut archive = archive();
    let mut node = Node::new(address("node"), 0, archive.genesis());
    for second in [10, 20] {
        let said = hear(&mut node, &mut archive, second, &Message::Submit(payment()));
        assert!(is_announced(&said, payment().id()), "at {second}");
    }
}

#[test]
fn what_the_branch_left_paid_waits_in_the_mempool_again() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let mut node = Node::new(address("node"), 0, genesis);
    let paying = block(&mut archive, genesis, 10, &[payment()]);
    let rival = block(&mut archive, genesis, 20, &[]);
    let heavier = block(&mut archive, rival.id(), 30, &[]);
    deliver(&mut node, &mut archive, 40, &paying);
    assert!(node.pool().is_empty(), "it is paid");
    deliver(&mut node, &mut archive, 40, &rival);
    deliver(&mut node, &mut archive, 40, &heavier);
    assert_eq!(node.tree().head(), heavier.id());
    let waiting: Vec<Digest> = node.pool().iter().map(SignedTransaction::id).collect();
    assert_eq!(waiting, [payment().id()], "nobody had to send it again");
}

#[test]
fn a_block_from_too_far_in_the_future_waits_for_the_nodes_own_clock() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let mut node = Node::new(address("node"), 0, genesis);
    let early = block(&mut archive, genesis, 7_201, &[]);
    deliver(&mut node, &mut archive, 0, &early);
    assert_eq!(node.tree().head(), genesis, "two hours and a second ahead");
    deliver(&mut node, &mut archive, 1, &early);
    assert_eq!(node.tree().head(), early.id(), "two hours ahead");
}

/// What a node with compact blocks says to the peer that gives it one.
fn hear_compact(node: &mut Node, archive: &mut Archive, compact: CompactBlock) -> Vec<Message> {
    let said = hear(node, archive, 20, &Message::CompactBlock(Arc::new(compact)));
    let to_peer = said.into_iter().filter_map(|effect| match effect {
        Effect::Send {
            to: ActorId(1),
            message,
        } => Some(message),
        _ => None,
    });
    to_peer.collect()
}

fn relaying(archive: &Archive) -> Node {
    let relay = Relay::new(Stream::named(1, "relay"));
    Node::new(address("node"), 0, archive.genesis()).with_relay(Some(relay))
}

#[test]
fn a_compact_block_without_its_transactions_asks_for_them_and_then_stands() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let made = block(&mut archive, genesis, 10, &[payment()]);
    let mut node = relaying(&archive);
    let said = hear_compact(&mut node, &mut archive, CompactBlock::of(&made, 3));
    assert!(
        matches!(&said[..], [Message::AskMissing(asked)] if **asked == (made.id(), vec![0])),
        "{said:?}"
    );
    let missing = Message::Missing(Arc::new((made.id(), vec![payment()])));
    hear(&mut node, &mut archive, 21, &missing);
    assert_eq!(node.tree().head(), made.id());
}

#[test]
fn transactions_that_do_not_fit_ask_for_the_full_block() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let made = block(&mut archive, genesis, 10, &[payment()]);
    let mut node = relaying(&archive);
    hear_compact(&mut node, &mut archive, CompactBlock::of(&made, 3));
    let missing = Message::Missing(Arc::new((made.id(), Vec::new())));
    let said = hear(&mut node, &mut archive, 21, &missing);
    let asks_in_full = |effect: &Effect| matches!(effect, Effect::Send { message: Message::AskMissing(asked), .. } if asked.1.is_empty());
    assert!(said.iter().any(asks_in_full), "{said:?}");
    deliver(&mut node, &mut archive, 22, &made);
    assert_eq!(node.tree().head(), made.id());
}

#[test]
fn a_compact_block_whose_header_breaks_a_rule_bans_its_sender() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let made = block(&mut archive, genesis, 10, &[]);
    let easy = Header {
        bits: 0x207f_ffff,
        ..*made.header()
    };
    let easy = Block::new(easy, made.body().clone());
    let mut node = relaying(&archive);
    let said = hear_compact(&mut node, &mut archive, CompactBlock::of(&easy, 3));
    assert!(said.is_empty() && node.is_banned(ActorId(1)));
    assert_eq!(node.tree().head(), genesis);
}

#[test]
fn a_request_is_answered_compactly_as_long_as_the_block_is_young() {
    let mut archive = archive();
    let mut node = relaying(&archive);
    let genesis = archive.genesis();
    let first = block(&mut archive, genesis, 10, &[]);
    deliver(&mut node, &mut archive, 10, &first);
    let ask = Message::Request(Item::Block(first.id()));
    let is_compact = |said: &[Effect]| {
        said.iter().any(|effect| {
            matches!(
                effect,
                Effect::Send {
                    message: Message::CompactBlock(_),
                    ..
                }
            )
        })
    };
    assert!(is_compact(&hear(&mut node, &mut archive, 11, &ask)));
    let mut last = first.id();
    for second in 20..26 {
        let next = block(&mut archive, last, second, &[]);
        deliver(&mut node, &mut archive, second, &next);
        last = next.id();
    }
    assert!(!is_compact(&hear(&mut node, &mut archive, 30, &ask)));
}
