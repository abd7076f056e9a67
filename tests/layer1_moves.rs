//! Layer 1 moves under Layer 2: a private chain under a deposit, a batch and a channel's end; and times of blocks that shorten a dispute.

use bilayer::base::{Amount, Span, Time};
use bilayer::command::{Command, DisputePeriod, NetworkCommand};
use bilayer::event::{ChainFact, ChannelFact, Fact, RollupFact};
use bilayer::layer2::channel::{OnChain, Record, TIME_FLAG, Terms};
use bilayer::layer2::rollup::RollupRole;
use bilayer::scenario::shipped;
use bilayer::simulation::{MAX_NODES_PAGE, Session, Setup};

fn world(id: &str) -> Setup {
    let scenario = shipped(id).expect("ships").read().expect("reads");
    scenario.setup
}

fn played(setup: Setup, until: Time) -> Session {
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("begins");
    session.run(until);
    assert_eq!(session.breaches(), []);
    session
}

fn minutes(minutes: u64) -> Time {
    Time::from_secs(minutes * 60)
}

/// When facts of a kind happened.
fn times(session: &Session, is_it: impl Fn(&Fact) -> bool) -> Vec<Time> {
    let all = session.log().all().iter();
    all.filter(|event| is_it(&event.fact))
        .map(|event| event.time)
        .collect()
}

fn shown(fact: &Fact) -> bool {
    matches!(fact, Fact::Chain(ChainFact::Shown { .. }))
}

fn rewound(fact: &Fact) -> bool {
    matches!(fact, Fact::Rollup(RollupFact::Rewound { .. }))
}

fn closed(fact: &Fact) -> bool {
    matches!(fact, Fact::Channel(ChannelFact::Closed { .. }))
}

/// Coins that somebody can spend on the rollup, as Vera derives it from the Layer 1 that her own node shows.
fn above(session: &Session, name: &str) -> u64 {
    let world = session.world();
    let find = |name| world.directory().find(name).expect("there");
    let vera = world.agent(find("Vera").id).expect("a person");
    let seat = vera.role::<RollupRole>().and_then(|role| role.seat(1));
    let seat = seat.expect("she verifies");
    let amount = seat
        .user()
        .spendable(seat.derivation(), &find(name).address);
    amount.0 / Amount::coins(1).0
}

/// Coins on Layer 1 and the only channel's record, as somebody's own node shows them.
fn below(session: &Session, name: &str) -> (u64, Record) {
    let world = session.world();
    let contact = world.directory().find(name).expect("there");
    let agent = world.agent(contact.id).expect("a person");
    let state = &session.archive().entry(&agent.view()).state;
    let mut channels = OnChain::all(state).into_iter();
    let record = channels.next().expect("a channel").record;
    let coins = state.balance(&contact.address).0 / Amount::coins(1).0;
    (coins, record)
}

fn paid(mallory: u64, other: u64) -> Record {
    Record::Closed {
        paid: [Amount::coins(mallory), Amount::coins(other)],
        penalty: Amount::ZERO,
    }
}

#[test]
fn a_private_chain_takes_a_deposit_a_batch_and_a_channels_end_back() {
    let whole = played(world("ground-moves"), minutes(70));
    let moved = times(&whole, shown)[0];
    let session = played(world("ground-moves"), Time(moved.0 - 1));
    assert_eq!(above(&session, "Cai"), 25, "the deposit is credited");
    assert_eq!(above(&session, "Ben"), 15, "by the batch");
    for who in ["Ana", "Ben"] {
        assert_eq!(below(&session, who).1, paid(14, 16), "as {who} sees it");
    }
    assert!(times(&session, rewound).is_empty());

    let session = played(world("ground-moves"), moved + Span::from_secs(10));
    assert_eq!(above(&session, "Cai"), 0, "no deposit on this branch");
    assert_eq!(below(&session, "Cai").0, 100, "he has not sent it here");
    for who in ["Ana", "Ben"] {
        let (_, record) = below(&session, who);
        assert!(matches!(record, Record::Open { .. }), "{who}: {record:?}");
    }
    assert!(times(&session, rewound).len() >= 3, "all who derive know");
}

#[test]
fn what_was_signed_comes_back_and_is_worth_the_same() {
    let session = played(world("ground-moves"), minutes(70));
    assert_eq!((above(&session, "Cai"), above(&session, "Ben")), (25, 15));
    assert_eq!(below(&session, "Cai").0, 74, "less fees");
    assert_eq!(below(&session, "Ana").1, paid(14, 16));
    let credited = times(
        &session,
        |fact| matches!(fact, Fact::Rollup(RollupFact::Deposited { amount, .. }) if *amount == Amount::coins(25)),
    );
    assert_eq!(credited.len(), 2, "once on each branch");
    assert_eq!(times(&session, closed).len(), 4, "both saw it twice");
}

#[test]
fn a_minority_moves_nothing() {
    let mut setup = world("ground-moves");
    setup.nodes[3].hash_rate = 5;
    let session = played(setup, minutes(70));
    assert!(times(&session, shown).is_empty());
    assert!(times(&session, rewound).is_empty());
    assert_eq!(times(&session, closed).len(), 2, "both saw it once");
    assert_eq!(above(&session, "Cai"), 25);
}

/// What the channel of Mallory and Cai paid, the penalty in it, and when.
fn end_of_dispute(setup: Setup) -> ([Amount; 2], Amount, Time) {
    let session = played(setup, minutes(180));
    let mut ends = session
        .log()
        .all()
        .iter()
        .filter_map(|event| match &event.fact {
            Fact::Channel(ChannelFact::Closed { paid, penalty, .. }) => {
                Some((*paid, *penalty, event.time))
            }
            _ => None,
        });
    ends.next().expect("closed")
}

#[test]
fn a_timestamp_liar_shortens_a_dispute_measured_in_time() {
    let (paid, penalty, at) = end_of_dispute(world("shortened-dispute"));
    assert_eq!(
        paid,
        [Amount::coins(45), Amount::coins(35)],
        "the old state"
    );
    assert_eq!(penalty, Amount::ZERO);
    assert!(at < minutes(70), "before Cai is back: {at:?}");
}

fn caught(setup: Setup) {
    let (paid, penalty, at) = end_of_dispute(setup);
    assert_eq!(penalty, Amount::coins(8), "Cai is back in time: {at:?}");
    assert_eq!(paid, [Amount::coins(2), Amount::coins(78)]);
    assert!(at > minutes(70));
}

#[test]
fn a_dispute_measured_in_heights_resists() {
    let mut setup = world("shortened-dispute");
    setup.channel_dispute = DisputePeriod::Blocks(60);
    caught(setup);
}

/// The same lie makes a window look longer, so that blocks become easier: of 2,016 blocks two hours are nothing, of 20
/// they are six times the window. Then heights run, too, and 60 blocks are less than the 40 minutes that Cai is away.
#[test]
fn with_a_short_window_the_liar_hurries_heights_as_well() {
    let mut setup = world("shortened-dispute");
    setup.channel_dispute = DisputePeriod::Blocks(60);
    setup.consensus.pow_mut().expect("work").window = 20;
    let (paid, penalty, at) = end_of_dispute(setup);
    assert_eq!((paid[0], penalty), (Amount::coins(45), Amount::ZERO));
    assert!(at > minutes(45) && at < minutes(70), "{at:?}");
}

#[test]
fn honest_times_leave_the_hour_as_long_as_it_is() {
    let mut setup = world("shortened-dispute");
    setup.script.retain(|one| {
        !matches!(
            one.command,
            Command::Network(NetworkCommand::SetStrategy { .. })
        )
    });
    caught(setup);
}

#[test]
fn a_period_of_time_is_counted_as_bip_68_does() {
    let relative = |seconds| Terms::relative(DisputePeriod::Seconds(seconds));
    assert_eq!(relative(3_584), TIME_FLAG | 7, "0x400007");
    assert_eq!(relative(3_585), TIME_FLAG | 8, "rounded up");
    assert_eq!(Terms::relative(DisputePeriod::Blocks(12)), 12);
    for (period, is_one) in [
        (0, false),
        (1, true),
        (100_000, true),
        (100_001, false),
        (TIME_FLAG, false),
        (TIME_FLAG | 1, true),
        (TIME_FLAG | 0xffff, true),
        (TIME_FLAG | 0x1_0000, false),
    ] {
        assert_eq!(Terms::is_dispute_period(period), is_one, "{period:#x}");
    }
}

#[test]
fn a_world_with_an_impossible_period_is_refused_by_its_place() {
    for period in [
        DisputePeriod::Blocks(0),
        DisputePeriod::Seconds(0),
        DisputePeriod::Seconds(512 * 0x1_0000),
    ] {
        let mut setup = world("shortened-dispute");
        setup.channel_dispute = period;
        let refused = Session::new(setup, MAX_NODES_PAGE).err();
        assert_eq!(refused.expect("refused").place, "channel_dispute");
    }
}
