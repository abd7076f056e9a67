//! What a light client can check, and what deceives it.

use super::*;
use crate::actor::{Directory, Effect};
use crate::base::{Amount, Time, sha256};
use crate::chain::{
    Archive, Block, BodyHead, Entry, HeadChange, Header, Market, Plan, Rules, template,
};
use crate::consensus::pow::target::{from_compact, meets};
use crate::consensus::pow::{ProofOfWork, retarget::Retarget};
use crate::ledger::{Action, Bid, Transaction};

mod branches;
mod deceived;

/// A target of 2^-8: real work, of 256 attempts a header.
const BITS: u32 = 0x2000_ffff;
const HONEST: ActorId = ActorId(1);
const OTHER: ActorId = ActorId(2);

fn key(name: &str) -> SecretKey {
    SecretKey::derive(&sha256(b"light"), name)
}

fn archive() -> Archive {
    let consensus = ProofOfWork {
        retarget: Retarget {
            limit: from_compact(BITS).expect("a good target"),
            ..Retarget::BITCOIN
        },
        initial_bits: BITS,
        initial_subsidy: Amount::coins(50),
        halving_interval: 210,
        sampled: false,
        genesis_time: 1_000,
        asert: None,
    };
    let rules = Rules {
        chain: 1,
        genesis_time: 1_000,
        founded: 0,
        gas_limit: 1_000_000,
        market: Market::default(),
        max_transaction_bytes: 4_096,
        maturity: 3,
        future_limit: 7_200,
        contracts: &[],
        consensus: Arc::new(consensus),
    };
    let address = |name| key(name).public().address();
    let balances = [
        (address("lea"), Amount::coins(100)),
        (address("ana"), Amount::coins(7)),
    ];
    Archive::new(rules, &balances).expect("small balances")
}

fn worked(mut header: Header) -> Header {
    let target = from_compact(header.bits).expect("a good target");
    while !meets(&header.id(), target) {
        header.nonce += 1;
    }
    header
}

fn made(archive: &Archive, on: &Arc<Entry>, second: u64, paid: &[SignedTransaction]) -> Block {
    let miner = key("miner").public().address();
    let plan = Plan::search(archive, on, miner, Time::from_secs(second));
    template(archive, on, plan, paid).expect("values fit")
}

fn mined(archive: &mut Archive, on: Digest, second: u64, paid: &[SignedTransaction]) -> Arc<Entry> {
    let parent = archive.entry(&on).clone();
    let made = made(archive, &parent, second, paid);
    let block = Block::new(worked(*made.header()), made.body().clone());
    archive.admit(&Arc::new(block)).expect("a valid block")
}

fn light(archive: &Archive) -> Light {
    let genesis = *archive.entry(&archive.genesis()).block.header();
    let mut light = Light::new(key("lea"), Headers::new(genesis, archive.rules()));
    for server in [HONEST, OTHER] {
        tell(
            &mut light,
            archive,
            &Input::LinkUp(server, LinkKind::Client),
        );
    }
    light
}

/// What it sends when this reaches it.
fn tell(light: &mut Light, archive: &Archive, input: &Input) -> Vec<(ActorId, Message)> {
    let (mut archive, mut effects) = (archive.clone(), Vec::new());
    let mut context = Context {
        now: Time::from_secs(1_000),
        me: ActorId(0),
        archive: &mut archive,
        beside: &mut crate::actor::Archives::new(),
        peers: &[],
        directory: &Directory::default(),
        observed: false,
        effects: &mut effects,
    };
    light.on(input, &mut context).expect("no order");
    let sent = effects.into_iter().filter_map(|effect| match effect {
        Effect::Send { to, message } => Some((to, message)),
        _ => None,
    });
    sent.collect()
}

fn hear(
    light: &mut Light,
    archive: &Archive,
    from: ActorId,
    message: Message,
) -> Vec<(ActorId, Message)> {
    let message = &message;
    tell(light, archive, &Input::Message { from, message })
}

fn headers(headers: &[Header]) -> Message {
    let sealed = headers.iter().map(|header| SealedHeader {
        header: *header,
        seal: Vec::new(),
    });
    Message::Headers(sealed.collect())
}

/// A header of the honest branch comes from the honest node.
fn hear_of(light: &mut Light, archive: &Archive, entry: &Entry) -> Vec<(ActorId, Message)> {
    hear(light, archive, HONEST, headers(&[*entry.block.header()]))
}

fn payment() -> SignedTransaction {
    let transaction = Transaction {
        chain: 1,
        sender: key("lea").public(),
        nonce: 0,
        gas_limit: 21_000,
        bid: Bid::flat(crate::chain::FIRST_BASE_FEE.0 * 2),
        action: Action::Transfer {
            to: key("ana").public().address(),
            amount: Amount::coins(1),
        },
        blobs: None,
    };
    transaction.sign(&key("lea"))
}

fn proof(entry: &Entry, subject: Subject) -> Proof {
    Proof::of(entry, subject).expect("it is so")
}

fn balance(light: &Light) -> Option<Amount> {
    light.shown().map(|shown| shown.account.balance)
}

#[test]
fn it_follows_work_and_refuses_headers_without() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let first = mined(&mut archive, genesis, 10, &[]);
    let second = mined(&mut archive, first.id(), 20, &[]);
    let mut light = light(&archive);
    let both = [*first.block.header(), *second.block.header()];
    let asked = hear(&mut light, &archive, HONEST, headers(&both));
    assert_eq!(
        (light.headers().height(), light.headers().head()),
        (2, second.id())
    );
    assert!(asked.iter().any(|(to, message)| {
        *to == HONEST && matches!(message, Message::AskProof(asked) if asked.0 == second.id())
    }));
    let target = from_compact(BITS).expect("a good target");
    let lazy = (0..).map(|nonce| Header {
        nonce,
        time: 1_030,
        previous: second.id(),
        ..both[1]
    });
    let mut lazy = lazy.filter(|header| !meets(&header.id(), target));
    let lazy = lazy.next().expect("most have none");
    hear(&mut light, &archive, OTHER, headers(&[lazy]));
    assert_eq!(light.headers().height(), 2);
    assert_eq!(light.distrusted().collect::<Vec<_>>(), [OTHER]);
}

#[test]
fn it_refuses_a_wrong_target_and_waits_for_a_missing_link() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let first = mined(&mut archive, genesis, 10, &[]);
    let second = mined(&mut archive, first.id(), 20, &[]);
    let mut light = light(&archive);
    hear_of(&mut light, &archive, &second);
    assert_eq!(light.headers().height(), 0, "its parent is not there");
    assert_eq!(light.distrusted().count(), 0, "which is no fault");
    let easy = worked(Header {
        bits: 0x207f_ffff,
        ..*first.block.header()
    });
    hear(&mut light, &archive, OTHER, headers(&[easy]));
    assert_eq!(light.headers().height(), 0);
    assert_eq!(light.distrusted().collect::<Vec<_>>(), [OTHER]);
}

#[test]
fn a_true_proof_shows_an_account_and_a_false_one_shows_who_lies() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let first = mined(&mut archive, genesis, 10, &[]);
    let mut light = light(&archive);
    hear_of(&mut light, &archive, &first);
    let truth = proof(&first, Subject::Account(light.address()));
    let mut lie = truth.clone();
    if let Claim::Account { account, .. } = &mut lie.claim {
        *account = Some(Box::new(Account::with_balance(Amount::coins(1_000))));
    }
    let asked = hear(&mut light, &archive, OTHER, Message::Proof(Arc::new(lie)));
    assert_eq!(balance(&light), None);
    assert_eq!(light.distrusted().collect::<Vec<_>>(), [OTHER]);
    assert!(
        asked.iter().all(|(to, _)| *to == HONEST),
        "it asks the other one"
    );
    assert!(!asked.is_empty());
    hear(
        &mut light,
        &archive,
        HONEST,
        Message::Proof(Arc::new(truth)),
    );
    assert_eq!(balance(&light), Some(Amount::coins(100)));
}

#[test]
fn a_proof_with_another_state_root_is_false() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let first = mined(&mut archive, genesis, 10, &[]);
    let mut state = first.state.clone();
    let lea = key("lea").public().address();
    state.credit(lea, Amount::coins(1)).expect("fits");
    let mut lie = proof(&first, Subject::Account(lea));
    if let Claim::Account {
        account,
        head,
        branch,
        ..
    } = &mut lie.claim
    {
        *account = state.get(&lea).cloned().map(Box::new);
        *branch = state.prove(&lea);
        assert_eq!(
            BodyHead::read(head).expect("reads").state_root,
            first.state.root()
        );
        head[28..60].copy_from_slice(&state.root().0);
    }
    assert!(
        !lie.verify(first.block.header()),
        "the header commits to the state root"
    );
}

#[test]
fn that_an_account_was_never_used_is_proven_too() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let first = mined(&mut archive, genesis, 10, &[]);
    let nobody = key("nobody").public().address();
    let absent = proof(&first, Subject::Account(nobody));
    assert!(absent.verify(first.block.header()));
    let mut lie = proof(&first, Subject::Account(key("ana").public().address()));
    if let Claim::Account { account, .. } = &mut lie.claim {
        *account = None;
    }
    assert!(!lie.verify(first.block.header()), "Ana has an account");
}

#[test]
fn a_payment_is_proven_in_a_block_and_counts_the_headers_on_it() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let first = mined(&mut archive, genesis, 10, &[]);
    let mut light = light(&archive);
    hear_of(&mut light, &archive, &first);
    let signed = payment();
    light.paid.push(Paid {
        signed: signed.clone(),
        block: None,
    });
    let paying = mined(&mut archive, first.id(), 20, std::slice::from_ref(&signed));
    let asked = hear_of(&mut light, &archive, &paying);
    let asks = |message: &Message| matches!(message, Message::AskProof(asked) if asked.1 == Subject::Transaction(signed.id()));
    assert!(asked.iter().any(|(_, message)| asks(message)));
    let mut moved = proof(&paying, Subject::Transaction(signed.id()));
    assert!(moved.verify(paying.block.header()));
    hear(
        &mut light,
        &archive,
        HONEST,
        Message::Proof(Arc::new(moved.clone())),
    );
    let next = mined(&mut archive, paying.id(), 30, &[]);
    hear_of(&mut light, &archive, &next);
    assert_eq!(light.confirmations(&signed.id()), 2);
    moved.block = next.id();
    assert!(
        !moved.verify(next.block.header()),
        "it is not in that block"
    );
}

#[test]
fn who_is_no_server_of_its_own_is_not_heard() {
    let mut archive = archive();
    let genesis = archive.genesis();
    let first = mined(&mut archive, genesis, 10, &[]);
    let mut light = light(&archive);
    hear(
        &mut light,
        &archive,
        ActorId(9),
        headers(&[*first.block.header()]),
    );
    assert_eq!(light.headers().height(), 0);
    let change = HeadChange {
        head: first.id(),
        height: 1,
        removed: Vec::new(),
        added: Vec::new(),
    };
    let asked = hear(
        &mut light,
        &archive,
        HONEST,
        Message::Head(Arc::new(change)),
    );
    assert!(matches!(asked[..], [(HONEST, Message::AskHeaders(_))]));
}
