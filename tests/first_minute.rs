//! The first minute: what a visitor sees without touching anything happens by itself, in its order.
//!
//! To search a seed after a change of the replay: `BILAYER_SEARCH=400 cargo test --test first_minute search`.

use bilayer::base::{ActorId, Digest, Span, Time};
use bilayer::event::{
    ChainFact, ChannelFact, Event, Fact, MessageKind, NetworkFact, RollupFact, WalletFact,
};
use bilayer::scenario::{Play, Scenario, read, shipped};
use bilayer::scene::{self, View};
use bilayer::simulation::{MAX_NODES_PAGE, Session};

/// Simulated seconds for one of the visitor's, at the page's usual speed.
const SPEED: u64 = 8;
/// The same while time is slow by itself, and how long it is, as `web/app/src/ticker.rs` has them.
const SLOW_SPEED: u64 = 2;
const SLOW_FOR: Span = Span(3_500_000);
/// How often the visitor's page asks what is new.
const LOOK_EVERY: Span = Span(100_000);

/// What happened when: moments of the visitor's first minute, on the visitor's clock.
#[derive(Debug, Default)]
struct Story {
    height: u64,
    refused: usize,
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
    cheat: ActorId,
    victim: ActorId,
    challenge: Option<Digest>,
    orphaned: bool,
    story: Story,
}

impl Watch {
    fn hear(&mut self, since: Span, event: &Event) {
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

/// The visitor's clock: time runs at the page's speed, and slow for a while after what is worth it.
struct Visitor {
    session: Session,
    passed: Span,
    slow_left: Span,
    slowed_at: Time,
}

impl Visitor {
    fn look(&mut self) {
        let slow = self.slow_left > Span(0);
        let speed = if slow { SLOW_SPEED } else { SPEED };
        let now = self.session.world().now();
        self.session.run(now + Span(LOOK_EVERY.0 * speed));
        self.passed = self.passed + LOOK_EVERY;
        self.slow_left = Span(self.slow_left.0.saturating_sub(LOOK_EVERY.0));
        let picture = scene::build(&self.session, &View::default());
        let news = picture.captions.iter().rfind(|one| one.worth_slowing);
        if let Some(news) = news.filter(|news| news.at > self.slowed_at) {
            self.slowed_at = news.at;
            self.slow_left = SLOW_FOR;
        }
    }
}

/// Plays the scenario with a seed for a visitor's minute; nothing, if no block is on its way at the start.
fn story(scenario: &Scenario, seed: u64, only_if_promising: bool) -> Option<Story> {
    let mut setup = scenario.setup.clone();
    setup.seed = seed;
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("begins");
    let start = Time::ZERO + scenario.start_at;
    session.run(start);
    let id = |name: &str| session.world().directory().find(name).expect("there").id;
    let mut watch = Watch {
        cheat: id("Mallory"),
        victim: id("Cai"),
        challenge: None,
        orphaned: false,
        story: Story::default(),
    };
    let kind = |kind| matches!(kind, MessageKind::Block | MessageKind::AnnounceBlock);
    let mut transits = session.world().transits();
    watch.story.block_under_way = transits.any(|(transit, _, _)| kind(transit.message.kind()));
    drop(transits);
    let heads = session.world().heads();
    watch.story.height = heads
        .map(|head| session.archive().entry(&head).height())
        .max()
        .unwrap_or_default();
    watch.story.refused = refused(&session);
    if only_if_promising && !promises(&watch.story) {
        return None;
    }
    let mut heard = session.log().len() as usize;
    let mut visitor = Visitor {
        session,
        passed: Span(0),
        slow_left: Span(0),
        slowed_at: start,
    };
    while visitor.passed < Span::from_secs(60) {
        visitor.look();
        let log = visitor.session.log().all();
        for event in &log[heard..] {
            watch.hear(visitor.passed, event);
        }
        heard = log.len();
    }
    watch.story.refused = refused(&visitor.session);
    Some(watch.story)
}

/// Commands of the script that the world refused.
fn refused(session: &Session) -> usize {
    let is_refused = |event: &&Event| {
        matches!(
            event.fact,
            Fact::Script {
                refusal: Some(_),
                ..
            }
        )
    };
    session.log().all().iter().filter(is_refused).count()
}

/// Whether the world before the visit is as a visitor should find it.
fn promises(story: &Story) -> bool {
    story.block_under_way && story.refused == 0 && story.height >= 11
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
        (story.height >= 11, "a chain that is worth looking at"),
        (story.refused == 0, "no command of the script refused"),
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
    Span::from_secs(seconds)
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
                println!(
                    "{seed}: {missing:?} fork {:?} stale {:?} caught {:?}",
                    story.forks, story.stale, story.caught
                );
            }
        }
    }
}
