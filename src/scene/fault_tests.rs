//! What goes wrong by an offer is told in words with its rule, and is seen where it acts.

use super::model::{
    Choice, Field, Inspection, NodeCondition, NodeRole, PacketKind, Scene, Section, Selection,
    Text, Value,
};
use super::{View, build, offers};
use crate::base::{ActorId, Span, Time};
use crate::command::{
    Command, FaultKind, FaultRule, MessageClass, NetworkCommand, StakeCommand, StakeConduct,
};
use crate::network::Region;
use crate::scenario::shipped;
use crate::simulation::{FlooderSetup, LightSetup, MAX_NODES_PAGE, Session, Setup};

fn world(id: &str) -> Setup {
    let scenario = shipped(id).and_then(|one| one.read().ok());
    scenario.expect("it ships").setup
}

fn session(setup: Setup, seconds: u64) -> Session {
    let mut session = Session::new(setup, MAX_NODES_PAGE).expect("it begins");
    session.run(Time::from_secs(seconds));
    session
}

fn scene(session: &Session, selection: Option<Selection>) -> Scene {
    let view = View {
        selection,
        ..View::default()
    };
    build(session, &view)
}

fn inspect(session: &Session, subject: &Selection) -> Inspection {
    let scene = scene(session, Some(subject.clone()));
    scene.inspection.as_ref().clone().expect("a page")
}

fn fields(page: &Inspection) -> Vec<Field> {
    let sections = page.sections.iter();
    let fields = sections.filter_map(|section| match section {
        Section::Fields(fields) => Some(fields.clone()),
        _ => None,
    });
    fields.flatten().collect()
}

fn told(session: &Session, subject: &Selection, key: &str) -> Vec<Value> {
    let fields = fields(&inspect(session, subject)).into_iter();
    let named = fields.filter(|field| field.name.key == key);
    named.map(|field| field.value).collect()
}

fn choice(name: &'static str, value: Value) -> Choice {
    Choice {
        name: name.into(),
        value,
    }
}

/// Takes an offer with other choices than its defaults.
fn take(session: &mut Session, key: &str, about: Option<&Selection>, own: Vec<Choice>) -> Command {
    let offered = offers::offers(session, about);
    let offer = offered.iter().find(|one| one.key == key).expect(key);
    assert_eq!(offer.refused, None, "{key}");
    let mut choices = own;
    choices.extend(offers::defaults(offer));
    let about = offer.about.as_ref();
    let command = offers::command(session, key, about, &choices).expect(key);
    session.give(command.clone()).expect(key);
    command
}

const NORTH: ActorId = ActorId(0);
const EAST: ActorId = ActorId(1);

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn a_rule_on_a_link_is_for_both_ways_and_told_there_until_it_ends() {
    let mut session = session(world("sandbox"), 10);
    let link = Selection::Link(NORTH, EAST);
    let blocks = Text::key("fault.kind.blocks");
    let command = take(
        &mut session,
        "act.delay",
        Some(&link),
        vec![
            choice("kinds", Value::Text(blocks)),
            choice("span", Value::Span(Span::from_secs(7))),
            choice("chance", Value::Count(50)),
        ],
    );
    let rule = FaultRule {
        from: names(&["North", "East"]),
        to: names(&["North", "East"]),
        kinds: vec![MessageClass::Blocks],
        chance: 500,
        lasts: Some(Span::from_secs(120)),
        act: FaultKind::Delay(Span::from_secs(7)),
    };
    assert_eq!(command, Command::Network(NetworkCommand::Fault(rule)));
    assert_eq!(told(&session, &link, "field.rule").len(), 1);
    assert_eq!(
        told(&session, &Selection::Node(NORTH), "field.rule").len(),
        1
    );
    let elsewhere = Selection::Link(EAST, ActorId(2));
    assert_eq!(told(&session, &elsewhere, "field.rule").len(), 0);
    let said = super::command_text::text(&command);
    assert_eq!(said.key, "fault.rule");
    session.run(Time::from_secs(131));
    assert_eq!(told(&session, &link, "field.rule").len(), 0);
}

#[test]
fn what_a_node_sends_or_receives_is_lost_and_all_rules_end_at_once() {
    let mut session = session(world("sandbox"), 10);
    let node = Selection::Node(NORTH);
    let received = Text::key("fault.way.received");
    let way = choice("way", Value::Text(received));
    let one = take(&mut session, "act.drop", Some(&node), vec![way]);
    let two = take(&mut session, "act.drop", Some(&node), Vec::new());
    let ends = |command: &Command| match command {
        Command::Network(NetworkCommand::Fault(rule)) => (rule.from.len(), rule.to.len()),
        other => panic!("{other:?}"),
    };
    assert_eq!((ends(&one), ends(&two)), ((0, 1), (1, 0)));
    let before = session.world().node(EAST).map(|node| node.tree().head());
    session.run(Time::from_secs(100));
    let north = session.world().node(NORTH).map(|node| node.tree().head());
    assert_ne!(north, before, "it mines alone");
    assert_eq!(told(&session, &node, "field.rule").len(), 2);
    take(&mut session, "act.end-faults", None, Vec::new());
    assert_eq!(told(&session, &node, "field.rule").len(), 0);
    let offered = offers::offers(&session, None);
    assert!(!offered.iter().any(|one| one.key == "act.end-faults"));
}

#[test]
fn a_partition_is_seen_on_the_links_that_it_cuts_and_heals() {
    let mut session = session(world("sandbox"), 10);
    let cut = |session: &Session| {
        let links = scene(session, None).network.links.clone();
        links.iter().filter(|link| !link.up).count()
    };
    assert_eq!(cut(&session), 0);
    let apart = [NORTH, EAST].map(|id| choice("apart", Value::Actor(id)));
    let command = take(&mut session, "act.partition", None, apart.to_vec());
    let groups = vec![names(&["North", "East"]), names(&["South", "West"])];
    assert_eq!(
        command,
        Command::Network(NetworkCommand::Partition { groups })
    );
    assert_eq!(cut(&session), 2);
    take(&mut session, "act.heal", None, Vec::new());
    assert_eq!(cut(&session), 0);
}

#[test]
fn a_crashed_node_only_restarts_and_a_wrong_clock_is_told() {
    let mut session = session(world("sandbox"), 10);
    let node = Selection::Node(NORTH);
    take(&mut session, "act.crash", Some(&node), Vec::new());
    assert_eq!(
        scene(&session, None).network.nodes[0].condition,
        NodeCondition::Down
    );
    let offered = offers::offers(&session, Some(&node));
    assert!(!offered.iter().any(|one| one.key == "act.crash"));
    take(&mut session, "act.restart", Some(&node), Vec::new());
    assert_eq!(told(&session, &node, "field.clock"), []);
    let behind = choice("behind", Value::Flag(true));
    take(&mut session, "act.skew", Some(&node), vec![behind]);
    let clock = Text::key("fault.behind").with("span", Value::Span(Span::from_secs(30)));
    assert_eq!(told(&session, &node, "field.clock"), [Value::Text(clock)]);
}

#[test]
fn who_bans_whom_is_told_at_both() {
    let mut session = session(world("sandbox"), 10);
    let forge = NetworkCommand::Forge {
        node: "North".to_owned(),
    };
    session.give(Command::Network(forge)).expect("it can");
    session.run(Time::from_secs(60));
    let by = told(&session, &Selection::Node(NORTH), "field.banned-by");
    assert!(by.contains(&Value::Actor(EAST)), "{by:?}");
    let scores = told(&session, &Selection::Node(EAST), "field.peer");
    let banned = |value: &Value| matches!(value, Value::Text(text) if text.key == "fault.banned");
    assert!(scores.iter().any(banned), "{scores:?}");
}

#[test]
fn stake_is_a_nodes_share_and_who_breaks_the_rules_is_marked() {
    let mut session = session(world("early-credit"), 30);
    let network = scene(&session, None).network;
    let shares: Vec<u32> = network.nodes.iter().map(|node| node.share).collect();
    assert_eq!(shares, [187, 187, 312, 312]);
    let is = |scene: &Scene, role| scene.network.nodes[0].roles.contains(&role);
    assert!(is(&scene(&session, None), NodeRole::Validator));
    let node = Selection::Node(NORTH);
    let command = take(&mut session, "act.vote-twice", Some(&node), Vec::new());
    let behave = StakeCommand::Behave {
        node: "Aarhus".to_owned(),
        conduct: StakeConduct::VoteTwice,
    };
    assert_eq!(command, Command::Stake(behave));
    assert!(is(&scene(&session, None), NodeRole::Rogue));
    take(
        &mut session,
        "act.validate-honestly",
        Some(&node),
        Vec::new(),
    );
    assert!(!is(&scene(&session, None), NodeRole::Rogue));
}

#[test]
fn regions_light_clients_and_attackers_are_seen() {
    let mut setup = world("eclipse");
    setup.nodes[1].region = Some(Region::Japan);
    let discovery = setup.network.discovery.as_ref().expect("it has one");
    assert!(matches!(discovery.flooders[..], [FlooderSetup { .. }]));
    let mut light = session(world("sandbox"), 0).setup().clone();
    light.network.light = vec![LightSetup {
        name: "Lux".to_owned(),
        nodes: vec!["East".to_owned()],
        balance: crate::base::Amount::coins(3),
    }];
    let light = session(light, 120);
    let eclipse = session(setup, 20);
    let seen = scene(&eclipse, None);
    let region = seen.network.nodes[1].region.clone();
    assert_eq!(region, Some(Text::key("region.japan")));
    for (session, who, role) in [
        (&eclipse, "Eve", "role.attacker"),
        (&light, "Lux", "role.light-client"),
    ] {
        let people = scene(session, None).people;
        let person = people.iter().find(|one| one.name == who).expect(who);
        assert_eq!(person.role.key, role);
        let page = inspect(session, &Selection::Agent(person.id));
        assert_eq!(page.state.expect("told").key, role);
    }
}

#[test]
fn under_proof_of_stake_the_votes_decide_and_are_told() {
    let mut session = session(world("proof-of-stake"), 20);
    let node = Selection::Node(NORTH);
    take(&mut session, "act.propose-twice", Some(&node), Vec::new());
    let mut told = None;
    for second in 21..400 {
        session.run(Time::from_secs(second));
        let tree = scene(&session, None).tree;
        let beside = tree.blocks.iter().find(|one| one.confirmations == 0);
        if let Some(block) = beside {
            told = Some(inspect(&session, &Selection::Block(block.id)));
            break;
        }
    }
    let page = told.expect("two blocks in a slot make a fork");
    let choices = page.sections.iter().filter_map(|section| match section {
        Section::Choice(choice) => Some(choice.clone()),
        _ => None,
    });
    let choices: Vec<_> = choices.collect();
    assert_eq!(choices.len(), 1);
    assert_eq!(choices[0].rule.key, "choice.rule.votes");
    let step = &choices[0].steps[0];
    assert!(
        step.branches.len() == 2 && step.branches[0].chosen,
        "{step:?}"
    );
    assert!(step.reason.key.starts_with("choice.by."));
    assert_ne!(step.reason.key, "choice.by.work");
}

#[test]
fn votes_are_drawn_on_their_way_each_about_its_block_and_not_too_many() {
    let mut session = session(world("proof-of-stake"), 60);
    let mut most = 0;
    for tenth in 601..=720_u64 {
        session.run(Time::from_millis(tenth * 100));
        let packets = scene(&session, None).packets;
        let votes = packets.iter().filter(|one| one.kind == PacketKind::Vote);
        assert!(
            votes
                .clone()
                .all(|one| matches!(one.about, Some(Selection::Block(_))))
        );
        most = most.max(votes.count());
    }
    assert!((8..=1_000).contains(&most), "{most} votes at once");
}
