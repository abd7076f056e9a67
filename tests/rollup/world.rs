//! A world with three nodes and five people, and short words to move it and to look at it.

use bilayer::base::{ActorId, Address, Amount, Span, Time};
use bilayer::command::{Command, NetworkCommand, Refusal, RollupCommand, RollupSettings};
use bilayer::event::{Event, Fact, RollupFact};
use bilayer::layer2::rollup::{
    Derivation, Reader, RollupRole, RollupState, RollupView, Seat, Sheet, Slot, Source, audit, view,
};
use bilayer::simulation::{
    ConsensusSetup, LinkSetup, MAX_NODES_PAGE, NodeSetup, PersonSetup, PowSetup, Session, Setup,
};

pub const WINDOW: u64 = 6;
pub const BOND: Amount = Amount::coins(10);

pub struct World(pub Session);

fn setup(seed: u64) -> Setup {
    let node = |name: &str, hash_rate| NodeSetup::new(name, hash_rate);
    let link = |a: &str, b: &str| LinkSetup {
        a: a.to_owned(),
        b: b.to_owned(),
        latency: None,
        bandwidth: 0,
    };
    let person = |name: &str, node: &str| PersonSetup {
        name: name.to_owned(),
        node: node.to_owned(),
        balance: Amount::coins(1000),
    };
    Setup {
        seed,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            ..PowSetup::default()
        }),
        latency: Span::from_millis(800),
        client_latency: Span::from_millis(200),
        direct_latency: Span::from_millis(500),
        nodes: vec![node("n1", 30), node("n2", 40), node("n3", 0)],
        links: vec![link("n1", "n2"), link("n2", "n3")],
        people: vec![
            person("Sam", "n1"),
            person("Vera", "n3"),
            person("Ana", "n1"),
            person("Ben", "n3"),
            person("Mallory", "n2"),
        ],
        ..Setup::default()
    }
}

impl World {
    pub fn with_gas_limit(gas_limit: u64) -> Self {
        let setup = Setup {
            gas_limit,
            ..setup(1)
        };
        Self(Session::new(setup, MAX_NODES_PAGE).expect("a valid setup"))
    }

    pub fn new(seed: u64) -> Self {
        Self(Session::new(setup(seed), MAX_NODES_PAGE).expect("a valid setup"))
    }

    /// With a rollup on Layer 1 that batches by hand.
    pub fn started(seed: u64) -> Self {
        Self::started_with(seed, None)
    }

    pub fn started_with(seed: u64, batch_every: Option<Span>) -> Self {
        let mut world = Self::new(seed);
        world.give(RollupCommand::Start {
            sequencer: "Sam".into(),
            verifier: "Vera".into(),
            settings: RollupSettings {
                window: WINDOW,
                bond: BOND,
                batch_every,
            },
        });
        world.until("the contract", |world| {
            world.people().all(|name| world.reader(name).is_some())
        });
        world
    }

    /// With 100 coins of Ana's above.
    pub fn funded(seed: u64) -> Self {
        let mut world = Self::started(seed);
        world.deposit("Ana", 100);
        world.until("the deposit's first confirmation", |world| {
            let deposit = world.reader("Sam").and_then(|reader| reader.deposit(0));
            deposit.is_some_and(|deposit| deposit.height < world.height("Sam"))
        });
        world.batch();
        world.until("the deposit above", |world| {
            world.above("Vera", "Ana") == Amount::coins(100)
                && world.above("Ana", "Ana") == Amount::coins(100)
        });
        world
    }

    fn people(&self) -> impl Iterator<Item = &'static str> {
        ["Sam", "Vera"].into_iter()
    }

    pub fn give(&mut self, command: RollupCommand) {
        self.try_give(command).expect("a possible command");
    }

    pub fn try_give(&mut self, command: RollupCommand) -> Result<(), Refusal> {
        self.0.give(Command::Rollup(command))
    }

    pub fn deposit(&mut self, from: &str, coins: u64) {
        self.give(RollupCommand::Deposit {
            rollup: 1,
            from: from.into(),
            amount: Amount::coins(coins),
        });
    }

    pub fn transfer(&mut self, from: &str, to: &str, coins: u64) -> Result<(), Refusal> {
        self.try_give(RollupCommand::Transfer {
            rollup: 1,
            from: from.into(),
            to: to.into(),
            amount: Amount::coins(coins),
        })
    }

    pub fn withdraw(&mut self, from: &str, coins: u64) -> Result<(), Refusal> {
        self.try_give(RollupCommand::Withdraw {
            rollup: 1,
            from: from.into(),
            amount: Amount::coins(coins),
        })
    }

    pub fn batch(&mut self) {
        self.give(RollupCommand::SubmitBatch { rollup: 1 });
    }

    pub fn corrupt(&mut self, to: &str, coins: u64) {
        self.give(RollupCommand::Corrupt {
            rollup: 1,
            to: to.into(),
            amount: Amount::coins(coins),
        });
    }

    pub fn sleep(&mut self, asleep: bool) {
        self.give(RollupCommand::SleepVerifier { rollup: 1, asleep });
    }

    pub fn network(&mut self, command: NetworkCommand) {
        self.0.give(Command::Network(command)).expect("a link");
    }

    pub fn cut(&mut self) {
        let (a, b) = ("n1".into(), "n2".into());
        self.network(NetworkCommand::Cut { a, b });
    }

    pub fn mend(&mut self) {
        let (a, b) = ("n1".into(), "n2".into());
        self.network(NetworkCommand::Mend { a, b });
    }

    pub fn run(&mut self, seconds: u64) {
        let now = self.0.world().now();
        self.0.run(now + Span::from_secs(seconds));
    }

    /// Runs until it holds, at most four simulated hours.
    pub fn until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        let end = self.0.world().now() + Span::from_secs(14_400);
        while !holds(self) {
            assert!(self.0.world().now() < end, "waited in vain for {what}");
            self.run(5);
        }
    }

    pub fn blocks(&mut self, count: u64) {
        let goal = self.height("Vera") + count;
        self.until("blocks", |world| world.height("Vera") >= goal);
    }

    pub fn id(&self, name: &str) -> ActorId {
        self.0.world().directory().find(name).expect("somebody").id
    }

    pub fn address(&self, name: &str) -> Address {
        let contact = self.0.world().directory().find(name);
        contact.expect("somebody").address
    }

    pub fn seat(&self, name: &str) -> Option<&Seat> {
        let agent = self.0.world().agent(self.id(name))?;
        agent.role::<RollupRole>()?.seat(1)
    }

    pub fn derivation(&self, name: &str) -> &Derivation {
        self.seat(name).expect("a seat").derivation()
    }

    pub fn head(&self, name: &str) -> bilayer::base::Digest {
        let agent = self.0.world().agent(self.id(name));
        agent.expect("a person").view()
    }

    pub fn height(&self, name: &str) -> u64 {
        self.0.archive().entry(&self.head(name)).height()
    }

    /// The contract as of somebody's head.
    pub fn reader(&self, name: &str) -> Option<Reader<'_>> {
        let entry = self.0.archive().entry(&self.head(name));
        self.seat(name)?.derivation().reader(entry)
    }

    /// A balance above, as somebody derives it from Layer 1.
    pub fn above(&self, viewer: &str, name: &str) -> Amount {
        let state = self.seat(viewer).map(|seat| seat.derivation().state());
        self.balance_in(&state.unwrap_or_default(), name)
    }

    /// A balance above, as the sequencer promised it.
    pub fn promised(&self, name: &str) -> Amount {
        let sequencer = self.seat("Sam").and_then(Seat::sequencer).expect("Sam");
        self.balance_in(sequencer.ahead(), name)
    }

    fn balance_in(&self, state: &RollupState, name: &str) -> Amount {
        let slot = Slot::Account(self.address(name));
        state.get(&slot).map_or(Amount::ZERO, |leaf| leaf.balance)
    }

    /// A balance on Layer 1, as of Vera's head.
    pub fn below(&self, name: &str) -> Amount {
        let entry = self.0.archive().entry(&self.head("Vera"));
        entry.state.balance(&self.address(name))
    }

    pub fn commitments(&self) -> u64 {
        let reader = self.reader("Vera");
        reader.map_or(0, |reader| reader.counters().commitments)
    }

    pub fn audit(&self) -> Sheet {
        let sequencer = self.address("Sam");
        audit(self.0.archive(), &self.head("Vera"), 1, sequencer).expect("a rollup")
    }

    pub fn view(&self) -> RollupView {
        let world = self.0.world();
        let wallet = |name: &str| world.agent(self.id(name)).expect("a person").wallet();
        view(&Source {
            number: 1,
            directory: world.directory(),
            head: self.0.archive().entry(&self.head("Vera")),
            sequencer: (self.seat("Sam").expect("Sam"), wallet("Sam")),
            verifier: self.seat("Vera").map(|seat| (seat, wallet("Vera"))),
        })
        .expect("a rollup")
    }

    pub fn facts(&self) -> Vec<RollupFact> {
        let rollup = |event: &Event| match &event.fact {
            Fact::Rollup(fact) => Some(fact.clone()),
            _ => None,
        };
        self.0.log().all().iter().filter_map(rollup).collect()
    }

    /// What must hold while somebody watches.
    pub fn check(&self) {
        assert_eq!(self.0.breaches(), []);
        let sheet = self.audit();
        assert!(sheet.is_balanced(), "{sheet:?}");
        assert!(!sheet.is_betrayed, "{sheet:?}");
    }

    pub fn now(&self) -> Time {
        self.0.world().now()
    }
}
