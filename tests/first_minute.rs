//! The first minute: what a visitor sees without touching anything happens by itself, in its order.
//!
//! To search a seed after a change of the replay: `BILAYER_SEARCH=400 cargo test --test first_minute search`.

use bilayer::base::{ActorId, Digest, Span, Time};
use bilayer::event::{
    ChainFact, ChannelFact, Event, Fact, MessageKind, NetworkFact, RollupFact, WalletFact,
};
use bilayer::scenario::{Play, Scenario, read, shipped};
use bilayer::simulation::MAX_NODES_PAGE;

/// Simulated seconds for one of the visitor's, at the page's usual speed.
const SPEED: u64 = 8;

/// What happened when: moments of the visitor's first minute, in simulated time after its start.
#[derive(Debug, Default)]
struct Story {
    block_under_way: bool,
    transfer: Option<Span>,
    payments: Vec<Span>,
    batch: Option<Span>,
    forks: Vec<Span>,
    reorg_with_payments: Option<Span>,
    stale: Option<Span>,
    answer: Option<Span>,
    caught: Option<Span>,
}

struct Watch {
    start: Time,
    cheat: ActorId,
    victim: ActorId,
    challenge: Option<Digest>,
    orphaned: bool,
    story: Story,
}

impl Watch {
    fn hear(&mut self, event: &Event) {
        if event.time < self.start {
            return;
        }
        let since = event.time - self.start;
        match &event.fact {
            Fact::Chain(fact) => self.hear_chain(since, fact),
            Fact::Wallet(fact) => self.hear_wallet(since, fact),
            Fact::Channel(ChannelFact::Paid { .. }) => self.story.payments.push(since),
            Fact::Rollup(RollupFact::Batched { .. }) => {
                self.story.batch.get_or_insert(since);
            }
            Fact::Channel(ChannelFact::Phase { party, phase, .. })
                if *party == self.victim && phase == "channel.phase.disputed" =>
            {
                self.story.stale.get_or_insert(since);
            }
            _ => {}
        }
    }

    fn hear_chain(&mut self, since: Span, fact: &ChainFact) {
        match fact {
            ChainFact::Forked { .. } => self.story.forks.push(since),
            ChainFact::HeadMoved { removed, .. } if *removed > 0 && self.orphaned => {
                self.story.reorg_with_payments.get_or_insert(since);
            }
            _ => {}
        }
    }

    fn hear_wallet(&mut self, since: Span, fact: &WalletFact) {
        match fact {
            WalletFact::Submitted { agent, transaction } => {
                if *agent == self.victim && self.story.stale.is_some() && self.challenge.is_none() {
                    self.challenge = Some(*transaction);
                    self.story.answer = Some(since);
                }
                if *agent != self.victim && *agent != self.cheat {
                    self.story.transfer.get_or_insert(since);
                }
            }
            WalletFact::Included { transaction, .. } if Some(*transaction) == self.challenge => {
                self.story.caught.get_or_insert(since);
            }
            WalletFact::Orphaned { .. } => {
                self.orphaned = true;
                self.story.reorg_with_payments.get_or_insert(since);
            }
            _ => {}
        }
    }
}

fn until_of(scenario: &Scenario) -> Time {
    Time::ZERO + scenario.start_at + Span::from_secs(60 * SPEED)
}

/// Plays the scenario with a seed; nothing, if no block is on its way at the start.
fn story(scenario: &Scenario, seed: u64, only_if_promising: bool) -> Option<Story> {
    let mut setup = scenario.setup.clone();
    setup.seed = seed;
    let mut play = Play::begin(setup, MAX_NODES_PAGE).expect("begins");
    let start = Time::ZERO + scenario.start_at;
    play.run(start, |_, _| {});
    let id = |name: &str| play.world().directory().find(name).expect("there").id;
    let mut watch = Watch {
        start,
        cheat: id("Mallory"),
        victim: id("Cai"),
        challenge: None,
        orphaned: false,
        story: Story::default(),
    };
    let kind = |kind| matches!(kind, MessageKind::Block | MessageKind::AnnounceBlock);
    let under_way = play
        .world()
        .transits()
        .any(|(transit, _, _)| kind(transit.message.kind()));
    watch.story.block_under_way = under_way;
    if only_if_promising && !under_way {
        return None;
    }
    play.run(until_of(scenario), |_, event| watch.hear(event));
    Some(watch.story)
}

/// What of the choreography does not happen in time.
fn missing(story: &Story) -> Vec<&'static str> {
    let by = |moment: Option<Span>, seconds: u64| {
        moment.is_some_and(|moment| moment <= visitor(seconds))
    };
    let fork = story.forks.iter().find(|fork| **fork > visitor(9)).copied();
    let early = story.forks.iter().any(|fork| *fork <= visitor(9));
    let all = [
        (story.block_under_way, "a block under way at 0 s"),
        (by(story.transfer, 5), "a transfer on Layer 1 by 5 s"),
        (
            by(story.payments.first().copied(), 5),
            "a channel payment by 5 s",
        ),
        (story.payments.len() >= 10, "payments go on"),
        (
            by(story.batch, 15) && story.batch > Some(visitor(5)),
            "a batch between 5 s and 15 s",
        ),
        (!early, "no fork before it can be followed"),
        (by(fork, 30), "a fork by 30 s"),
        (
            by(story.reorg_with_payments, 38),
            "its loser's transactions return",
        ),
        (
            story.stale > fork && by(story.stale, 42),
            "an old state posted after the fork",
        ),
        (by(story.caught, 45), "the cheat caught by 45 s"),
    ];
    all.iter()
        .filter(|(holds, _)| !holds)
        .map(|(_, what)| *what)
        .collect()
}

fn visitor(seconds: u64) -> Span {
    Span::from_secs(seconds * SPEED)
}

#[test]
fn the_first_minute_happens_by_itself_in_its_order() {
    let scenario = shipped("first-minute")
        .expect("ships")
        .read()
        .expect("reads");
    let story = story(&scenario, scenario.setup.seed, false).expect("played");
    assert_eq!(missing(&story), [""; 0], "{story:#?}");
}

#[test]
fn no_message_of_the_demo_is_lost() {
    let scenario = shipped("first-minute")
        .expect("ships")
        .read()
        .expect("reads");
    let mut play = Play::begin(scenario.setup.clone(), MAX_NODES_PAGE).expect("begins");
    let mut lost = 0;
    play.run(until_of(&scenario), |_, event| {
        lost += u32::from(matches!(
            event.fact,
            Fact::Network(NetworkFact::Lost { .. })
        ));
    });
    assert_eq!(lost, 0);
    assert_eq!(play.breaches(), []);
}

#[test]
fn search() {
    let Some(count) = std::env::var("BILAYER_SEARCH")
        .ok()
        .and_then(|count| count.parse::<u64>().ok())
    else {
        return;
    };
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/first-minute.json");
    let scenario = read(&std::fs::read_to_string(path).expect("there")).expect("reads");
    let from = std::env::var("BILAYER_FROM")
        .ok()
        .and_then(|from| from.parse().ok())
        .unwrap_or(1);
    for seed in from..from + count {
        if let Some(story) = story(&scenario, seed, true) {
            let missing = missing(&story);
            if missing.len() <= 1 {
                println!("{seed}: {missing:?} {story:?}");
            }
        }
    }
}
