//! A world with a second chain whose coins are locked on Layer 1 under fifteen functionaries, and short words for it.

use bilayer::base::{ActorId, Amount, Digest, Span};
use bilayer::chain::Archive;
use bilayer::command::{
    ChainConsensus, ChainNode, ChainPlan, Command, FederationPlan, Founding, MemberConduct,
    NetworkCommand, Refusal, SidechainCommand,
};
use bilayer::event::{Event, Fact, SidechainFact};
use bilayer::layer2::sidechain::{
    BridgeReader, Incoming, Seat, Sheet, SidechainRole, VaultReader, sheet,
};
use bilayer::simulation::{
    ConsensusSetup, LinkSetup, MAX_NODES_PAGE, NodeSetup, PersonSetup, PowSetup, Session, Setup,
};

pub const ABOVE: u32 = 2;
pub const CONFIRMATIONS: u64 = 4;

pub struct World(pub Session);

fn setup(seed: u64, members: usize) -> Setup {
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
        balance: Amount::coins(1_000),
    };
    let homes = ["n1", "n2", "n3"];
    let mut people = vec![
        person("Ana", "n1"),
        person("Ben", "n3"),
        person("Mallory", "n2"),
    ];
    people.extend(names(members).iter().zip(0..).map(|(name, number)| {
        let home: usize = number % 3;
        person(name, homes[home])
    }));
    people.extend(["Eva", "Emil"].map(|name| person(name, "n1")));
    Setup {
        seed,
        consensus: ConsensusSetup::Pow(PowSetup {
            sampled: true,
            ..PowSetup::default()
        }),
        nodes: vec![node("n1", 20), node("n2", 40), node("n3", 10)],
        links: vec![link("n1", "n2"), link("n2", "n3"), link("n3", "n1")],
        people,
        ..Setup::default()
    }
}

pub fn names(members: usize) -> Vec<String> {
    (1..=members).map(|number| format!("f{number}")).collect()
}

pub fn work(sampled: bool) -> ChainConsensus {
    ChainConsensus::Work {
        bits: 0x2002_d82d,
        spacing: 30,
        sampled,
    }
}

pub fn founding(members: usize, threshold: u32, consensus: ChainConsensus) -> Founding {
    let hash_rate = match consensus {
        ChainConsensus::Work { .. } => 1,
        _ => 0,
    };
    let node = |name: &str| ChainNode {
        name: name.to_owned(),
        hash_rate,
    };
    Founding {
        plan: ChainPlan {
            name: "Harbor".to_owned(),
            consensus,
            gas_limit: 3_000_000,
            latency: Span::from_millis(400),
            nodes: vec![node("harbor1"), node("harbor2"), node("harbor3")],
        },
        federation: FederationPlan {
            members: names(members),
            threshold,
            confirmations: CONFIRMATIONS,
            burn_confirmations: 2,
            emergency: vec!["Eva".to_owned(), "Emil".to_owned(), "Ben".to_owned()],
            emergency_threshold: 2,
            emergency_after: 40,
            pause: 20,
        },
        founder: "f1".to_owned(),
    }
}

impl World {
    pub fn new(seed: u64, members: usize) -> Self {
        Self(Session::new(setup(seed, members), MAX_NODES_PAGE).expect("a valid setup"))
    }

    /// With the chain, and its vault as deep on Layer 1 as everybody needs it.
    pub fn founded(seed: u64, members: usize, threshold: u32) -> Self {
        Self::founded_on(seed, (members, threshold), work(true))
    }

    pub fn founded_on(seed: u64, (members, threshold): (usize, u32), on: ChainConsensus) -> Self {
        let mut world = Self::new(seed, members);
        world.give(SidechainCommand::Found(Box::new(founding(
            members, threshold, on,
        ))));
        world.until("the vault", |world| {
            let people = ["Ana", "Ben", "Mallory", "f1", "f2", "f3"];
            people
                .iter()
                .all(|name| world.vault(name).terms().is_some())
        });
        world
    }

    /// With 100 of Ana's coins above.
    pub fn funded(seed: u64, members: usize, threshold: u32) -> Self {
        let mut world = Self::founded(seed, members, threshold);
        world.deposit("Ana", 100).expect("she has them");
        world.until("the deposit above", |world| {
            world.above("Ana", "Ana") == Amount::coins(100)
        });
        world
    }

    pub fn give(&mut self, command: SidechainCommand) {
        self.try_give(command).expect("a possible command");
    }

    pub fn try_give(&mut self, command: SidechainCommand) -> Result<(), Refusal> {
        self.0.give(Command::Sidechain(command))
    }

    pub fn deposit(&mut self, from: &str, coins: u64) -> Result<(), Refusal> {
        self.try_give(SidechainCommand::Deposit {
            chain: ABOVE,
            from: from.into(),
            amount: Amount::coins(coins),
        })
    }

    pub fn withdraw(&mut self, from: &str, coins: u64) -> Result<(), Refusal> {
        self.try_give(SidechainCommand::Withdraw {
            chain: ABOVE,
            from: from.into(),
            amount: Amount::coins(coins),
        })
    }

    pub fn transfer(&mut self, from: &str, to: &str, coins: u64) -> Result<(), Refusal> {
        self.try_give(SidechainCommand::Transfer {
            chain: ABOVE,
            from: from.into(),
            to: to.into(),
            amount: Amount::coins(coins),
        })
    }

    pub fn behave(&mut self, member: &str, conduct: MemberConduct) {
        self.give(SidechainCommand::Behave {
            chain: ABOVE,
            member: member.into(),
            conduct,
        });
    }

    pub fn steal(&mut self, thief: &str, coins: u64) {
        self.give(SidechainCommand::Steal {
            chain: ABOVE,
            thief: thief.into(),
            amount: Amount::coins(coins),
        });
    }

    pub fn rob(&mut self, member: &str, thief: &str) {
        self.give(SidechainCommand::Rob {
            chain: ABOVE,
            member: member.into(),
            thief: thief.into(),
        });
    }

    pub fn network(&mut self, command: NetworkCommand) -> Result<(), Refusal> {
        self.0.give(Command::Network(command))
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

    /// Lets Layer 1 grow, as Ana sees it.
    pub fn blocks(&mut self, count: u64) {
        let goal = self.height("Ana") + count;
        self.until("blocks", |world| world.height("Ana") >= goal);
    }

    pub fn id(&self, name: &str) -> ActorId {
        self.0.world().directory().find(name).expect("somebody").id
    }

    fn address(&self, name: &str) -> bilayer::base::Address {
        let contact = self.0.world().directory().find(name);
        contact.expect("somebody").address
    }

    pub fn seat(&self, name: &str) -> Option<&Seat> {
        let agent = self.0.world().agent(self.id(name))?;
        agent.role::<SidechainRole>()?.seat(ABOVE)
    }

    pub fn incoming(&self, name: &str) -> &[Incoming] {
        self.seat(name).expect("a seat").user().incoming()
    }

    fn head(&self, name: &str) -> Digest {
        let agent = self.0.world().agent(self.id(name));
        agent.expect("a person").view()
    }

    pub fn height(&self, name: &str) -> u64 {
        self.0.archive().entry(&self.head(name)).height()
    }

    pub fn archive_above(&self) -> &Archive {
        let contact = self.0.world().directory().chain(ABOVE).expect("founded");
        &self.0.archives()[&contact.key]
    }

    /// The vault as of somebody's head.
    pub fn vault(&self, name: &str) -> VaultReader<'_> {
        let contact = self.0.world().directory().chain(ABOVE).expect("founded");
        let entry = self.0.archive().entry(&self.head(name));
        VaultReader::new(&entry.state, contact.vault)
    }

    fn head_above(&self, viewer: &str) -> Digest {
        let agent = self.0.world().agent(self.id(viewer)).expect("a person");
        agent.account(ABOVE).expect("an account").view()
    }

    pub fn height_above(&self, viewer: &str) -> u64 {
        self.archive_above()
            .entry(&self.head_above(viewer))
            .height()
    }

    /// The bridge as of somebody's head there.
    pub fn bridge(&self, viewer: &str) -> BridgeReader<'_> {
        let head = self.head_above(viewer);
        BridgeReader::new(&self.archive_above().entry(&head).state)
    }

    /// A balance above, as somebody's node there has it.
    pub fn above(&self, viewer: &str, name: &str) -> Amount {
        let state = &self.archive_above().entry(&self.head_above(viewer)).state;
        state.balance(&self.address(name))
    }

    /// A balance on Layer 1, as of Ana's head.
    pub fn below(&self, name: &str) -> Amount {
        let entry = self.0.archive().entry(&self.head("Ana"));
        entry.state.balance(&self.address(name))
    }

    /// What the vault holds and owes, as Ana sees both chains.
    pub fn sheet(&self) -> Sheet {
        let contact = self.0.world().directory().chain(ABOVE).expect("founded");
        let below = self.0.archive().entry(&self.head("Ana"));
        let above = self.archive_above().entry(&self.head_above("Ana"));
        sheet(&below.state, contact.vault, &above.state)
    }

    pub fn facts(&self) -> Vec<SidechainFact> {
        let own = |event: &Event| match &event.fact {
            Fact::Sidechain(fact) => Some(fact.clone()),
            _ => None,
        };
        self.0.log().all().iter().filter_map(own).collect()
    }

    /// Keys of all invariants that do not hold.
    pub fn breached(&self) -> Vec<&'static str> {
        let breaches = self.0.breaches();
        breaches.iter().map(|breach| breach.judge).collect()
    }

    /// The reasons of all alarms so far.
    pub fn alarms(&self) -> Vec<String> {
        let alarm = |fact: SidechainFact| match fact {
            SidechainFact::Alarm { reason, .. } => Some(reason),
            _ => None,
        };
        self.facts().into_iter().filter_map(alarm).collect()
    }
}

pub fn plus(amount: Amount, coins: u64) -> Amount {
    amount.checked_add(Amount::coins(coins)).expect("fits")
}
