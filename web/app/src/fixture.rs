//! Invented scene to draw against while the core does not flow yet. Not part of the shipped page.

use crate::intent::{Intent, LessonIntent};
use crate::page::Page;
use crate::view::*;
use bilayer::base::*;
use bilayer::scene::model::*;
use std::rc::Rc;
use std::sync::Arc;
use yew::prelude::*;

fn d(n: u64) -> Digest {
    sha256(&n.to_be_bytes())
}
fn addr(n: u8) -> Address {
    Address([n; 20])
}
fn id(n: u32) -> ActorId {
    ActorId(n)
}
fn coins(hundredths: u64) -> Amount {
    Amount(hundredths * 10_000_000)
}
fn t(seconds: f64) -> Time {
    Time((seconds * 1e6) as u64)
}

fn network() -> Network {
    let names = ["n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9"];
    let nodes = names
        .iter()
        .enumerate()
        .map(|(i, name)| Node {
            id: id(i as u32),
            slot: i as u32,
            name: (*name).into(),
            roles: if i % 3 == 0 {
                vec![NodeRole::Miner]
            } else {
                vec![]
            },
            hash_rate: if i % 3 == 0 { 30 } else { 0 },
            head_height: 42,
            head: d(42),
            mempool: 7,
            condition: if i == 6 {
                NodeCondition::CutOff
            } else {
                NodeCondition::Up
            },
            disagrees: i == 5,
            earned: coins(5000),
            blocks_on_main: 12,
            blocks_orphaned: 1,
        })
        .collect();
    let ends = [
        (0, 1),
        (0, 2),
        (0, 3),
        (0, 4),
        (0, 5),
        (1, 7),
        (3, 7),
        (3, 6),
        (4, 6),
        (2, 5),
        (2, 8),
        (4, 8),
        (1, 5),
    ];
    let links = ends
        .iter()
        .map(|(a, b)| Link {
            a: id(*a),
            b: id(*b),
            latency: Span(800_000),
            bandwidth: 50_000,
            up: !(*a == 3 && *b == 6 || *a == 4 && *b == 6),
        })
        .collect();
    Network {
        nodes,
        links,
        seen_as: id(0),
        hop: Span(800_000),
        hash_rate: 90,
    }
}

fn person(n: u32, name: &str, role: &'static str, balance: u64) -> Person {
    Person {
        id: id(n),
        name: name.into(),
        address: addr(n as u8),
        role: Text::key(role),
        node: id(1),
        balance: coins(balance),
        pending: u32::from(n == 20),
        dishonest: n == 24,
        away: false,
    }
}

fn block(h: u64, lane: u32, standing: BlockStanding, portions: &[(System, u32, u32)]) -> Block {
    Block {
        id: d(h * 10 + u64::from(lane)),
        parent: d((h - 1) * 10),
        height: h,
        lane,
        fullness: 300 + (h as u32 * 97) % 600,
        transactions: 6,
        portions: portions
            .iter()
            .map(|(system, transactions, fullness)| Portion {
                system: *system,
                transactions: *transactions,
                fullness: *fullness,
            })
            .collect(),
        miner: Some(id((h % 3) as u32 * 3)),
        time: t(h as f64 * 20.0),
        seen: t(h as f64 * 20.0 + 1.0),
        standing,
        confirmations: if lane == 0 { 43 - h } else { 0 },
        reversal_ppm: Some(200),
    }
}

fn tree() -> BlockTree {
    use System::{Channel as C, Layer1 as L, Rollup as R};
    let mut blocks: Vec<Block> = (30..=42)
        .map(|h| {
            let portions: &[(System, u32, u32)] = match h % 4 {
                0 => &[(L, 3, 500), (R, 1, 700)],
                1 => &[(L, 4, 600), (C, 1, 300)],
                2 => &[(L, 2, 300)],
                _ => &[(L, 3, 450), (R, 1, 600), (C, 1, 200)],
            };
            block(h, 0, BlockStanding::Main, portions)
        })
        .collect();
    blocks.push(block(
        39,
        1,
        BlockStanding::Orphaned,
        &[(L, 3, 500), (L, 1, 100)],
    ));
    blocks.sort_by_key(|b| (b.height, b.lane));
    let first = (0..9)
        .map(|i| Waiting {
            id: d(900 + i),
            system: if i == 2 {
                R
            } else if i == 5 {
                C
            } else {
                L
            },
            sender: Some(id(20)),
            fee: Amount(21_000),
            since: t(800.0),
        })
        .collect();
    BlockTree {
        seen_as: id(0),
        head: d(420),
        head_height: 42,
        blocks,
        from_height: 30,
        mempool: Mempool {
            count: 12,
            bytes: 1800,
            portions: vec![],
            first,
            refused: 1,
        },
        difficulty: 4096,
        interval: Span(60_000_000),
        retarget_in: 7,
        subsidy: coins(5000),
    }
}

fn border() -> Border {
    let contract = |n: u8, name: &'static str, system, room, locked| Contract {
        address: addr(n),
        name: Text::key(name),
        system,
        room,
        locked: coins(locked),
        state: Text::key("contract.state.open"),
    };
    let crossing = |n: u64, kind, direction, system, contract: u8, block: Option<u64>| Crossing {
        transaction: d(n),
        kind,
        direction,
        system,
        contract: addr(contract),
        who: id(22),
        submitted: t(800.0),
        block: block.map(|h| d(h * 10)),
        included: None,
        failed: None,
    };
    Border {
        contracts: vec![
            contract(
                101,
                "contract.adjudicator",
                System::Channel,
                Selection::Channel(0),
                4200,
            ),
            contract(
                102,
                "contract.bridge",
                System::Rollup,
                Selection::Rollup(0),
                31000,
            ),
            contract(
                103,
                "contract.inbox",
                System::Rollup,
                Selection::Rollup(0),
                0,
            ),
            contract(
                104,
                "contract.commitments",
                System::Rollup,
                Selection::Rollup(0),
                2000,
            ),
        ],
        crossings: vec![
            crossing(
                500,
                CrossingKind::Deposit,
                Direction::Up,
                System::Channel,
                101,
                Some(38),
            ),
            crossing(
                501,
                CrossingKind::Batch,
                Direction::Down,
                System::Rollup,
                103,
                Some(41),
            ),
            crossing(
                502,
                CrossingKind::StateRoot,
                Direction::Down,
                System::Rollup,
                104,
                Some(41),
            ),
            crossing(
                503,
                CrossingKind::Challenge,
                Direction::Down,
                System::Rollup,
                104,
                None,
            ),
        ],
        payments_above: 214,
        transactions_below: 9,
    }
}

fn channel() -> Channel {
    let side = |n, balance, cheat: Option<&'static str>| ChannelSide {
        who: id(n),
        deposit: coins(2100),
        balance: coins(balance),
        enforceable: 17,
        away: false,
        cheat: cheat.map(Text::key),
    };
    Channel {
        id: 0,
        contract: addr(101),
        sides: [side(20, 3400, None), side(21, 800, None)],
        total: coins(4200),
        latest: ChannelState {
            version: 17,
            balances: [coins(3400), coins(800)],
            signed: [true, true],
        },
        proposed: None,
        phase: ChannelPhase::Open,
        payments: 17,
        onchain: 1,
        last: Some(Text::key("channel.said.pay").with("amount", Value::Amount(coins(150)))),
        last_at: t(860.0),
    }
}

fn rollup() -> Rollup {
    let side = |n, dishonest| RollupSide {
        who: id(n),
        root: d(70),
        batch: Some(7),
        away: false,
        dishonest,
    };
    let batch = |number, phase, transfers, bytes| Batch {
        number,
        transfers,
        bytes,
        gas: 159_240,
        transaction: Some(d(501)),
        height: Some(41),
        parent_root: d(60),
        claimed: Some(d(61)),
        recomputed: Some(d(62)),
        bond: coins(1000),
        phase,
    };
    Rollup {
        id: 0,
        name: "Rho".into(),
        sequencer: side(22, true),
        verifiers: vec![side(23, false)],
        bridge: addr(102),
        inbox: addr(103),
        commitments: addr(104),
        window: 20,
        bond: coins(1000),
        batches: vec![
            batch(5, BatchPhase::Final, 32, 3456),
            batch(
                6,
                BatchPhase::Window {
                    opened: 34,
                    deadline: 54,
                },
                28,
                3024,
            ),
            batch(7, BatchPhase::Disputed { deadline: 61 }, 32, 3456),
        ],
        batch_count: 7,
        accounts: vec![],
        transfers: 92,
        onchain: 8,
        automatic: true,
        pending: (0..5)
            .map(|n| PendingTransfer {
                id: d(600 + n),
                from: Some(id(20)),
                to: Some(id(21)),
                amount: coins(320),
                promised: n < 3,
            })
            .collect(),
        deposits: vec![Deposit {
            number: 2,
            who: id(21),
            amount: coins(500),
            phase: DepositPhase::Locked,
        }],
        withdrawals: vec![
            Withdrawal {
                number: 0,
                who: id(20),
                amount: coins(1000),
                batch: Some(5),
                phase: WithdrawalPhase::Paid,
                refused: None,
            },
            Withdrawal {
                number: 1,
                who: id(21),
                amount: coins(250),
                batch: Some(6),
                phase: WithdrawalPhase::Waiting { deadline: 54 },
                refused: None,
            },
        ],
        dispute: Some(Dispute {
            batch: 7,
            claimant: id(22),
            challenger: id(23),
            step: 21,
            steps: 32,
            before: d(80),
            claimed: d(61),
            recomputed: d(62),
            phase: DisputePhase::Submitted,
            bytes: 1804,
            gas: 91_000,
            since: t(850.0),
        }),
    }
}

fn ledger() -> LedgerTable {
    let column = |system, key, room| LedgerColumn {
        system,
        name: Text::key(key),
        room,
    };
    let hold = |n: u64| {
        (n > 0).then(|| Holding {
            amount: coins(n),
            because: Some(Selection::Transaction(d(n))),
        })
    };
    let row = |kind, a, b, c| LedgerRow {
        kind,
        holdings: vec![hold(a), hold(b), hold(c)],
        total: coins(a + b + c),
    };
    LedgerTable {
        height: 42,
        columns: vec![
            column(System::Layer1, "system.layer1", None),
            column(
                System::Channel,
                "system.channel",
                Some(Selection::Channel(0)),
            ),
            column(System::Rollup, "system.rollup", Some(Selection::Rollup(0))),
        ],
        rows: vec![
            row(LedgerRowKind::Who(id(20)), 41210, 3400, 4680),
            row(LedgerRowKind::Who(id(21)), 8800, 800, 320),
            row(LedgerRowKind::Who(id(24)), 190, 0, 0),
            row(LedgerRowKind::Transit, 800, 0, 0),
            row(LedgerRowKind::Locked, 37200, 0, 0),
        ],
        sums: vec![coins(57000), coins(4200), coins(5000)],
        total: coins(69800),
        conserved: true,
        complaint: None,
    }
}

fn timeline() -> Timeline {
    let lane = |system, gap: u64, seed: u64| {
        let mut at = 10 + seed;
        let mut marks = vec![];
        while at < 870 {
            marks.push(Mark {
                at: t(at as f64),
                place: at,
                text: Text::key("mark.block"),
                weight: if system == System::Rollup && at > 800 {
                    MarkWeight::Alarm
                } else {
                    MarkWeight::Plain
                },
                about: None,
            });
            at += gap + (at * 7919 + seed) % gap;
        }
        Lane { system, marks }
    };
    Timeline {
        lanes: vec![
            lane(System::Layer1, 18, 3),
            lane(System::Channel, 8, 7),
            lane(System::Rollup, 40, 11),
        ],
        commands: vec![],
    }
}

fn sequence() -> Sequence {
    let arrow = |from, to, key, s: f64, system, alarm| Arrow {
        from,
        to,
        departure: t(s),
        arrival: Some(t(s + 1.0)),
        place: s as u64,
        text: Text::key(key),
        system,
        alarm,
        cause: None,
    };
    Sequence {
        about: Some(Selection::Batch(0, 7)),
        lifelines: vec![
            Lifeline::Agent(id(20)),
            Lifeline::Agent(id(22)),
            Lifeline::Contract(addr(103), Text::key("contract.inbox")),
            Lifeline::Node(id(1)),
            Lifeline::Agent(id(23)),
        ],
        arrows: vec![
            arrow(0, 1, "say.transfer-signed", 700.0, System::Rollup, false),
            arrow(
                1,
                0,
                "say.confirmed-a-promise",
                701.0,
                System::Rollup,
                false,
            ),
            arrow(1, 2, "say.batch-7", 730.0, System::Rollup, false),
            arrow(2, 3, "say.in-block-41", 736.0, System::Layer1, false),
            arrow(3, 4, "say.new-head", 737.0, System::Layer1, false),
            arrow(
                4,
                4,
                "say.derives-the-state-root-differs",
                737.0,
                System::Rollup,
                true,
            ),
            arrow(4, 2, "say.challenge-step-21", 748.0, System::Rollup, false),
            arrow(2, 2, "say.re-executes", 754.0, System::Rollup, true),
        ],
        of: 9,
    }
}

fn inspection() -> Inspection {
    let field = |key: &'static str, value, verdict| Field {
        name: Text::key(key),
        value,
        verdict,
        real: None,
    };
    let bytes: Vec<u8> = (0..256u32).map(|n| (n * 37 % 251) as u8).collect();
    let part = |start, length, key: &'static str| BytesPart {
        start,
        length,
        name: Text::key(key),
    };
    let stage = |key: &'static str, time: Option<f64>, undone| Stage {
        name: Text::key(key),
        at: Some(id(1)),
        time: time.map(t),
        place: time.map(|n| n as u64),
        undone,
    };
    Inspection {
        subject: Selection::Batch(0, 7),
        system: System::Rollup,
        title: Text::key("inspect.batch-7"),
        state: Some(Text::key("batch.disputed")),
        alarm: true,
        why: Some(Text::key(
            "why.the-verifier-computed-another-root-for-step-21",
        )),
        sections: vec![
            Section::Fields(vec![
                field("field.transactions", Value::Count(32), None),
                field(
                    "field.posted-in",
                    Value::Link(Selection::Block(d(410))),
                    None,
                ),
                field("field.calldata", Value::Size(3456), None),
                field("field.layer-1-gas", Value::Gas(159_240), None),
                field("field.pre-state-root", Value::Hash(d(60)), None),
                field("field.claimed-root", Value::Hash(d(61)), Some(false)),
                field("field.recomputed", Value::Hash(d(62)), Some(true)),
                field("field.bond", Value::Amount(coins(1000)), None),
                Field {
                    name: Text::key("field.window"),
                    value: Value::Count(20),
                    verdict: None,
                    real: Some(Value::Count(50_400)),
                },
            ]),
            Section::Merkle(MerklePath {
                name: Text::key("merkle.transaction-21"),
                index: 21,
                leaves: 32,
                leaf: d(1),
                steps: (0..5)
                    .map(|n| MerkleStep {
                        sibling: d(10 + n),
                        left: n % 2 == 0,
                        parent: d(20 + n),
                    })
                    .collect(),
                computed: d(24),
                root: d(24),
            }),
            Section::Bytes(Bytes {
                name: Text::key("bytes.the-batch"),
                bytes,
                total: 3456,
                parts: vec![
                    part(0, 8, "part.number"),
                    part(8, 32, "part.parent-root"),
                    part(40, 20, "part.from"),
                    part(60, 20, "part.to"),
                    part(80, 64, "part.signature"),
                ],
                tamperable: true,
            }),
            Section::Way(Way {
                stages: vec![
                    stage("stage.signed", Some(700.0), false),
                    stage("stage.promised", Some(701.2), false),
                    stage("stage.batched", Some(730.0), false),
                    stage("stage.in-a-block", Some(736.0), true),
                    stage("stage.final", None, false),
                ],
            }),
            Section::Signature(bilayer::scene::model::Signature {
                who: Some(id(22)),
                address: addr(22),
                public_key: vec![2; 33],
                message: d(5),
                signature: vec![9; 64],
                verifies: true,
            }),
            Section::Tampering(Tampering {
                offset: 84,
                before: 0x3f,
                after: 0x40,
                part: Some(Text::key("part.signature")),
                checks: vec![
                    Check {
                        name: Text::key("check.signature"),
                        place: Text::key("place.every-node"),
                        noticed: true,
                        says: Some(Text::key("refused.the-signature-does-not-verify")),
                    },
                    Check {
                        name: Text::key("check.inbox-hash"),
                        place: Text::key("place.commitments-contract"),
                        noticed: false,
                        says: None,
                    },
                ],
                cost: Some(Text::key("cost.the-fee-of-a-refused-transaction")),
            }),
        ],
        related: vec![Selection::Transaction(d(501)), Selection::Block(d(410))],
        json: "{}".into(),
    }
}

fn offers() -> Vec<Offer> {
    let offer = |key: &'static str,
                 group,
                 system,
                 about: Option<Selection>,
                 parameters: Vec<Parameter>,
                 refused: Option<&'static str>| Offer {
        key: key.into(),
        group,
        system,
        about,
        parameters,
        refused: refused.map(Text::key),
    };
    let amount = Parameter {
        name: "amount".into(),
        place: OfferPlace::Front,
        kind: ParameterKind::Amount {
            least: Amount(1),
            most: coins(10_000),
            default: coins(320),
        },
    };
    let to = Parameter {
        name: "to".into(),
        place: OfferPlace::Front,
        kind: ParameterKind::Actor(vec![id(20), id(21), id(24)]),
    };
    use OfferGroup::{Act, AddLayer1, AddLayer2, Break};
    use System::{Channel as C, Layer1 as L, Rollup as R};
    let node = || Some(Selection::Node(id(1)));
    vec![
        offer("act.node", AddLayer1, L, None, vec![], None),
        offer("act.miner", AddLayer1, L, None, vec![], None),
        offer("act.account", AddLayer1, L, None, vec![], None),
        offer(
            "act.transfer",
            AddLayer1,
            L,
            None,
            vec![to.clone(), amount.clone()],
            None,
        ),
        offer(
            "act.channel",
            AddLayer2,
            C,
            None,
            vec![to.clone(), amount.clone()],
            None,
        ),
        offer(
            "act.rollup",
            AddLayer2,
            R,
            None,
            vec![],
            Some("refused.one-rollup-is-enough-for-this-world"),
        ),
        offer("act.partition", Break, L, None, vec![], None),
        offer("act.old-state", Break, C, None, vec![], None),
        offer("act.false-root", Break, R, None, vec![], None),
        offer("act.cut-all", Break, L, None, vec![], None),
        offer("act.mine", Act, L, node(), vec![], None),
        offer("act.see-as", Act, L, node(), vec![], None),
        offer(
            "act.pay",
            Act,
            C,
            Some(Selection::Channel(0)),
            vec![amount],
            None,
        ),
        offer(
            "act.close-together",
            Act,
            C,
            Some(Selection::Channel(0)),
            vec![],
            None,
        ),
        offer(
            "act.cut",
            Act,
            L,
            Some(Selection::Link(id(0), id(1))),
            vec![],
            None,
        ),
    ]
}

fn packets() -> Vec<Packet> {
    let packet = |n: u64, from, to, kind, system| Packet {
        id: n,
        from: id(from),
        to: id(to),
        departure: t(870.0),
        arrival: t(874.0),
        kind,
        system,
        size: 300,
        about: None,
        lost: false,
    };
    vec![
        packet(1, 0, 4, PacketKind::Block, System::Layer1),
        packet(2, 0, 2, PacketKind::AnnounceBlock, System::Layer1),
        packet(3, 1, 7, PacketKind::Transaction, System::Layer1),
        packet(4, 20, 21, PacketKind::ChannelProposal, System::Channel),
        packet(5, 20, 22, PacketKind::RollupTransfer, System::Rollup),
    ]
}

fn scene() -> Scene {
    let script = |at: f64, key: &'static str, given| ScriptLine {
        at: t(at),
        place: at as u64,
        text: Text::key(key),
        of_scenario: given,
    };
    let caption = Caption {
        at: t(870.0),
        place: 9,
        system: System::Rollup,
        text: Text::key("caption.vera-challenges-step-21-of-batch-7"),
        about: Some(Selection::Batch(0, 7)),
        worth_slowing: true,
    };
    Scene {
        place: Place {
            time: t(872.4),
            events: 9_120,
            horizon: t(872.4),
            horizon_events: 9_120,
            commands: 37,
            branch: 0,
        },
        header: Arc::new(Header {
            title: Text::key("scenario.demo"),
            seed: 20,
            conservation: Conservation {
                total: coins(100_000),
                holds: true,
                complaint: None,
            },
            mining: Mining::Real,
            broken: vec![],
            until: None,
        }),
        network: Arc::new(network()),
        packets: Arc::new(packets()),
        people: Arc::new(vec![
            person(20, "Ana", "role.wallet", 41210),
            person(21, "Ben", "role.wallet", 8800),
            person(22, "Seq", "role.sequencer", 6000),
            person(23, "Vera", "role.verifier", 6000),
            person(24, "Mallory", "role.wallet", 190),
        ]),
        tree: Arc::new(tree()),
        border: Arc::new(border()),
        channels: Arc::new(vec![channel()]),
        rollups: Arc::new(vec![rollup()]),
        ledger: Arc::new(ledger()),
        timeline: Arc::new(timeline()),
        sequence: Arc::new(sequence()),
        captions: Arc::new(vec![caption]),
        inspection: Arc::new(Some(inspection())),
        offers: Arc::new(offers()),
        script: Arc::new(Script {
            lines: vec![
                script(0.0, "command.world", true),
                script(41.2, "command.deposit", true),
                script(72.0, "command.transfer", false),
                script(748.4, "command.challenge", false),
                script(900.0, "command.partition", false),
            ],
            done: 4,
        }),
    }
}

fn lesson() -> LessonView {
    LessonView {
        id: "catch".into(), title: "Catch a lying sequencer".into(), step: 4, steps: 7,
        text: "The sequencer posted a state root that pays Mallory 40 coins she never had. You run the honest verifier.".into(),
        highlight: vec![], prediction: Some(PredictionView { question: "What will Layer 1 do?".into(), answers: vec!["Execute all 32 transfers".into(), "Execute one transfer".into(), "Take a vote".into()], chosen: Some(1), outcome: None }),
        goal: Some(("Challenge the false root".into(), false)), hint: Some(None), can_go_on: false, finished: false,
    }
}

/// The page over the invented scene.
#[component]
pub fn Show() -> Html {
    let hash = web_sys::window()
        .and_then(|w| w.location().hash().ok())
        .unwrap_or_default();
    let selection = use_state(|| match hash.contains("node") {
        true => Some(Selection::Node(id(1))),
        false => hash.contains("batch").then(|| Selection::Batch(0, 7)),
    });
    let theme = use_state(|| ());
    let _ = theme;
    let mut scene = scene();
    if !hash.contains("batch") {
        scene.inspection = Arc::new(None);
    }
    let lesson = hash.contains("lesson").then(|| Rc::new(lesson()));
    let view = View {
        playing: true,
        selection: (*selection).clone(),
        engine: Engine::Live,
        lesson,
        can_undo: true,
        lessons: Rc::new(vec![LessonEntry {
            id: "follow".into(),
            title: "Follow a transaction".into(),
            about: "From a wallet into a block, at every node at its own time.".into(),
            minutes: 4,
            done: None,
        }]),
        ..View::default()
    };
    let clock = Clock::default();
    clock.set(872_400_000.0);
    let intents = Callback::from(move |intent: Intent| match intent {
        Intent::Select(one) => selection.set(one),
        Intent::Lesson(LessonIntent::Leave) => {}
        _ => {}
    });
    html! { <Page scene={Rc::new(scene)} view={Rc::new(view)} {clock} {intents} /> }
}
