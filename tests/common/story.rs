//! Stories of two people and their channel: one's node mines less than the other's, so that its branch loses when they are cut apart.

#![allow(dead_code, reason = "each file of stories uses its part")]

use bilayer::base::{ActorId, Amount, Span, Time};
use bilayer::command::{ChannelCommand, Command, NetworkCommand, Refusal};
use bilayer::event::{ChannelFact, Fact, NetworkFact, System};
use bilayer::layer2::channel::{ChannelRole, OnChain, PartyView, Phase, Record};
use bilayer::ledger::State;
use bilayer::simulation::{
    ConsensusSetup, LinkSetup, MAX_NODES_PAGE, NodeSetup, PersonSetup, PowSetup, Session, Setup,
};

pub const ANA: &str = "Ana";
pub const BEN: &str = "Ben";
pub const FUNDS: u64 = 100;

pub fn coins(count: u64) -> Amount {
    Amount::coins(count)
}

/// Which node a person trusts: the weak miner's or the strong one's.
#[derive(Clone, Copy)]
pub enum Homes {
    AnaWeak,
    BenWeak,
}

/// A world with two people, and the session that plays it.
pub struct Story {
    pub session: Session,
}

fn setup(homes: Homes, seed: u64) -> Setup {
    let node = |name: &str, hash_rate| NodeSetup::new(name, hash_rate);
    let person = |name: &str, node: &str| PersonSetup {
        name: name.to_owned(),
        node: node.to_owned(),
        balance: coins(FUNDS),
    };
    let (ana, ben, weak, strong) = match homes {
        Homes::AnaWeak => ("weak", "strong", 14, 54),
        Homes::BenWeak => ("strong", "weak", 28, 40),
    };
    Setup {
        seed,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            window: 200,
            ..PowSetup::default()
        }),
        latency: Span::from_millis(800),
        client_latency: Span::from_millis(200),
        direct_latency: Span::from_millis(500),
        nodes: vec![node("weak", weak), node("strong", strong)],
        links: vec![LinkSetup {
            a: "weak".to_owned(),
            b: "strong".to_owned(),
            latency: None,
            bandwidth: 0,
        }],
        people: vec![person(ANA, ana), person(BEN, ben)],
        ..Setup::default()
    }
}

impl Story {
    pub fn new(homes: Homes, seed: u64) -> Self {
        let session = Session::new(setup(homes, seed), MAX_NODES_PAGE).expect("a valid setup");
        Self { session }
    }

    /// A channel in which both may pay: Ana locked `a`, Ben locked `b`.
    pub fn open(a: u64, b: u64) -> Self {
        let mut story = Self::new(Homes::AnaWeak, 7);
        story.give(Self::opening(a, b)).expect("both can pay");
        story.until_phase(Phase::Open);
        story
    }

    pub fn opening(a: u64, b: u64) -> ChannelCommand {
        ChannelCommand::Open {
            a: ANA.to_owned(),
            b: BEN.to_owned(),
            deposit_a: coins(a),
            deposit_b: coins(b),
        }
    }

    pub fn give(&mut self, command: ChannelCommand) -> Result<(), Refusal> {
        self.session.give(Command::Channel(command))
    }

    pub fn pay(&mut self, from: &str, amount: u64) -> Result<(), Refusal> {
        self.give(ChannelCommand::Pay {
            channel: 1,
            from: from.to_owned(),
            amount: coins(amount),
        })
    }

    /// A payment, and enough time for its three messages.
    pub fn pay_through(&mut self, from: &str, amount: u64) {
        self.pay(from, amount)
            .expect("an open channel with enough in it");
        self.seconds(2);
    }

    pub fn close_together(&mut self, by: &str) -> Result<(), Refusal> {
        self.give(ChannelCommand::CloseTogether {
            channel: 1,
            by: by.to_owned(),
        })
    }

    pub fn close_forced(&mut self, by: &str) -> Result<(), Refusal> {
        self.give(ChannelCommand::CloseForced {
            channel: 1,
            by: by.to_owned(),
        })
    }

    pub fn close_stale(&mut self, by: &str, version: u64) -> Result<(), Refusal> {
        self.give(ChannelCommand::CloseStale {
            channel: 1,
            by: by.to_owned(),
            version,
        })
    }

    pub fn sleep(&mut self, party: &str, asleep: bool) {
        self.give(ChannelCommand::Sleep {
            channel: 1,
            party: party.to_owned(),
            asleep,
        })
        .expect("anyone may sleep");
    }

    /// Cuts (true) or mends a link; nothing if it is so already.
    pub fn cut(&mut self, (a, b): (&str, &str), cut: bool) {
        let (a, b) = (a.to_owned(), b.to_owned());
        let command = match cut {
            true => NetworkCommand::Cut { a, b },
            false => NetworkCommand::Mend { a, b },
        };
        let _ = self.session.give(Command::Network(command));
    }

    pub fn seconds(&mut self, seconds: u64) {
        let until = self.session.world().now() + Span::from_secs(seconds);
        self.session.run(until);
    }

    /// Runs until something holds; a day is long enough for everything here.
    #[track_caller]
    pub fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let limit = self.session.world().now() + Span::from_secs(24 * 3_600);
        while !holds(self) {
            assert!(self.session.world().now() < limit, "never came: {what}");
            assert!(
                self.session.step(Time(limit.0)),
                "nothing left to happen before: {what}"
            );
        }
    }

    #[track_caller]
    pub fn until_phase(&mut self, phase: Phase) {
        self.until(phase.key(), |story| {
            [ANA, BEN]
                .iter()
                .all(|who| story.try_view(who).is_some_and(|view| view.phase == phase))
        });
    }

    /// Runs until `blocks` more are on the chain of `who`'s node.
    #[track_caller]
    pub fn blocks(&mut self, who: &str, blocks: u64) {
        let height = self.height(who) + blocks;
        let who = who.to_owned();
        self.until("more blocks", move |story| story.height(&who) >= height);
    }

    pub fn id(&self, who: &str) -> ActorId {
        self.session
            .world()
            .directory()
            .find(who)
            .expect("in the world")
            .id
    }

    pub fn try_view(&self, who: &str) -> Option<PartyView> {
        let agent = self.session.world().agent(self.id(who))?;
        agent.role::<ChannelRole>()?.view(1)
    }

    pub fn view(&self, who: &str) -> PartyView {
        self.try_view(who).expect("a party of the channel")
    }

    fn head(&self, who: &str) -> std::sync::Arc<bilayer::chain::Entry> {
        let agent = self.session.world().agent(self.id(who)).expect("a person");
        self.session.archive().entry(&agent.view()).clone()
    }

    pub fn height(&self, who: &str) -> u64 {
        self.head(who).height()
    }

    pub fn state(&self, who: &str) -> State {
        self.head(who).state.clone()
    }

    pub fn on_chain(&self, who: &str) -> Option<OnChain> {
        OnChain::read(&self.state(who), &self.view(who).contract?)
    }

    pub fn record(&self, who: &str) -> Option<Record> {
        self.on_chain(who).map(|chain| chain.record)
    }

    /// What a person's newest state says: version and balances.
    pub fn latest(&self, who: &str) -> (u64, [Amount; 2]) {
        let latest = self.view(who).latest.expect("a state that both signed");
        (latest.version, latest.balances)
    }

    /// What a party can enforce whatever the other does: its balance, less what it has offered.
    pub fn guaranteed(&self, who: &str) -> Amount {
        let view = self.view(who);
        let me = usize::from(view.me);
        let own = |state: &bilayer::layer2::channel::StateView| state.balances[me];
        let latest = view.latest.as_ref().map(own).expect("held");
        view.proposed
            .as_ref()
            .map_or(latest, |proposed| own(proposed).min(latest))
    }

    /// What the contract paid, and the penalty in it.
    #[track_caller]
    pub fn until_closed(&mut self) -> ([Amount; 2], Amount) {
        self.until("the payout at both nodes", |story| {
            [ANA, BEN]
                .iter()
                .all(|who| matches!(story.record(who), Some(Record::Closed { .. })))
        });
        self.check();
        match self.record(ANA) {
            Some(Record::Closed { paid, penalty }) => (paid, penalty),
            other => panic!("not closed: {other:?}"),
        }
    }

    /// Transactions that called or created the channel's contract, on the chain of Ana's node.
    pub fn transactions(&self) -> usize {
        let contract = self.view(ANA).contract;
        let mut entry = self.head(ANA);
        let mut count = 0;
        loop {
            let body = entry.block.body();
            count += body
                .transactions
                .iter()
                .zip(&entry.receipts)
                .filter(|(signed, receipt)| {
                    signed.transaction().action.target() == contract || receipt.created == contract
                })
                .count();
            match self.session.archive().get(&entry.parent()) {
                Some(parent) => entry = parent.clone(),
                None => return count,
            }
        }
    }

    /// Facts of the channel, in order.
    pub fn facts(&self) -> impl Iterator<Item = &ChannelFact> {
        self.session
            .log()
            .all()
            .iter()
            .filter_map(|event| match &event.fact {
                Fact::Channel(fact) => Some(fact),
                _ => None,
            })
    }

    /// Number of letters of the channel sent so far.
    pub fn letters(&self) -> usize {
        let facts = self.session.log().until(self.session.world().facts());
        facts
            .iter()
            .filter(|event| {
                matches!(
                    &event.fact,
                    Fact::Network(NetworkFact::Sent {
                        system: System::Channel,
                        letter: Some(_),
                        ..
                    })
                )
            })
            .count()
    }

    /// Every invariant of the world, and that contracts hold what they owe.
    #[track_caller]
    pub fn check(&self) {
        assert_eq!(self.session.breaches(), []);
        for who in [ANA, BEN] {
            for chain in OnChain::all(&self.state(who)) {
                assert!(chain.is_solvent(), "{chain:?}");
            }
        }
    }
}
