//! A crowd: many accounts behind one node that want room in blocks, steadily, in bursts, or against each other.

use std::collections::BTreeMap;

use borsh::BorshSerialize;

use crate::base::{ActorId, Address, Amount, Digest, SecretKey, Span, Stream};
use crate::command::{Demand, Refusal};
use crate::event::{Fact, WalletFact};
use crate::ledger::{Action, Bid, Blobs, Prices, SignedTransaction, Transaction, price};

use super::{Context, Message};

mod actor;

/// What a member pays another.
const AMOUNT: Amount = Amount(1_000_000);
/// Blocks after which a member that still waits raises its offer.
const PATIENCE: u64 = 4;
/// Tips of the patient and the hurried, in units for each gas, each as likely.
const TIPS: [u64; 6] = [1, 2, 3, 6, 12, 24];
/// How fast a bidder answers another's bid, at least and at most.
const REACTION: (Span, Span) = (Span(400_000), Span(2_500_000));
const BUMP: u64 = 10;

/// What a wake-up is for; members' own ones come after.
const ARRIVAL: u64 = 0;
const CALM: u64 = 1;
const MEMBERS: u64 = 2;

#[derive(Clone, Debug, BorshSerialize)]
struct Waiting {
    signed: SignedTransaction,
    since: u64,
    /// The most that it leaves the miner, in an auction.
    limit: Option<Amount>,
}

/// A crowd of accounts, each with at most one transaction on its way.
#[derive(Clone)]
pub struct Crowd {
    keys: Vec<SecretKey>,
    /// In the order of keys: to derive them takes long.
    addresses: Vec<Address>,
    home: ActorId,
    view: Digest,
    dice: Stream,
    demand: Demand,
    /// Counts changes of the demand: wake-ups of an earlier one mean nothing.
    turn: u32,
    in_burst: bool,
    waiting: BTreeMap<u32, Waiting>,
}

impl Crowd {
    /// A crowd with these keys that knows genesis only.
    pub fn new(keys: Vec<SecretKey>, home: ActorId, genesis: Digest, dice: Stream) -> Self {
        let address = |key: &SecretKey| key.public().address();
        Self {
            addresses: keys.iter().map(address).collect(),
            keys,
            home,
            view: genesis,
            dice,
            demand: Demand::Off,
            turn: 0,
            in_burst: false,
            waiting: BTreeMap::new(),
        }
    }

    /// The node that it is a client of.
    pub fn home(&self) -> ActorId {
        self.home
    }

    /// What it wants now.
    pub fn demand(&self) -> Demand {
        self.demand
    }

    /// Addresses of its members.
    pub fn addresses(&self) -> impl Iterator<Item = Address> {
        self.addresses.iter().copied()
    }

    /// Number of transactions on their way.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    fn want(&mut self, demand: Demand, context: &mut Context) -> Result<(), Refusal> {
        if !demand.is_possible() {
            return Err(Refusal::new("crowd.demand")
                .with(Demand::MAX_PER_MINUTE)
                .with(Demand::MAX_BLOBS));
        }
        self.demand = demand;
        self.turn = self.turn.wrapping_add(1);
        self.in_burst = false;
        match demand {
            Demand::Burst { lasts, .. } => {
                self.in_burst = true;
                self.wake(lasts, CALM, context);
                self.arrive_later(context);
            }
            Demand::Auction { bidders, up_to } => self.open_auction(bidders, up_to, context),
            Demand::Off | Demand::Steady { .. } | Demand::Blobs { .. } => {
                self.arrive_later(context);
            }
        }
        Ok(())
    }

    fn wake(&self, after: Span, what: u64, context: &mut Context) {
        let token = u64::from(self.turn) << 32 | what;
        context.wake(context.now + after, token);
    }

    /// Transactions a minute at present, and blobs of each.
    fn pace(&self) -> (u32, u32) {
        match self.demand {
            Demand::Steady { per_minute } => (per_minute, 0),
            Demand::Burst { peak, .. } if self.in_burst => (peak, 0),
            Demand::Burst { per_minute, .. } => (per_minute, 0),
            Demand::Blobs { per_minute, each } => (per_minute, each),
            Demand::Off | Demand::Auction { .. } => (0, 0),
        }
    }

    fn arrive_later(&mut self, context: &mut Context) {
        let (per_minute, _) = self.pace();
        if let Some(mean) = 60_000_000_u64.checked_div(u64::from(per_minute)) {
            let gap = self.dice.exponential(Span(mean));
            self.wake(gap, ARRIVAL, context);
        }
    }

    fn on_wake(&mut self, token: u64, context: &mut Context) {
        if token >> 32 != u64::from(self.turn) {
            return;
        }
        match token & u64::from(u32::MAX) {
            ARRIVAL => {
                self.arrive(context);
                self.arrive_later(context);
            }
            CALM => {
                // The arrivals of the burst end here; calm ones begin anew.
                self.turn = self.turn.wrapping_add(1);
                self.in_burst = false;
                self.arrive_later(context);
            }
            member => self.answer((member - MEMBERS) as u32, context),
        }
    }

    /// A member that has nothing on its way pays another.
    fn arrive(&mut self, context: &mut Context) {
        let free = (0..self.keys.len() as u32).filter(|member| !self.waiting.contains_key(member));
        let free: Vec<u32> = free.collect();
        let chosen = self.dice.below(free.len() as u64) as usize;
        let Some(member) = free.get(chosen).copied() else {
            return;
        };
        let prices = self.prices(context);
        let bid = self.willing(prices.base_fee);
        let (_, each) = self.pace();
        let blobs = (each > 0).then(|| self.blobs(each, &prices));
        self.submit(member, (bid, None), blobs, context);
    }

    /// An offer at this base fee: some would pay no more than a tenth above it, some three times as much.
    fn willing(&mut self, base_fee: Amount) -> Bid {
        let tip = TIPS[self.dice.below(TIPS.len() as u64) as usize % TIPS.len()];
        let percent = 110 + self.dice.below(191);
        let most = u128::from(base_fee.0) * u128::from(percent) / 100;
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        Bid {
            max_fee: Amount(most.saturating_add(tip)),
            max_tip: Amount(tip),
        }
    }

    fn blobs(&mut self, each: u32, prices: &Prices) -> (Amount, Vec<Vec<u8>>) {
        let data = (0..each).map(|_| self.dice.next_u64().to_le_bytes().to_vec());
        let most = prices.blob_fee.0.saturating_mul(2);
        (Amount(most), data.collect())
    }

    fn prices(&self, context: &Context) -> Prices {
        let rules = context.archive.rules();
        let head = context.archive.entry(&self.view);
        rules.market.after(head.block.body(), rules.gas_limit)
    }

    fn submit(
        &mut self,
        member: u32,
        (bid, limit): (Bid, Option<Amount>),
        blobs: Option<(Amount, Vec<Vec<u8>>)>,
        context: &mut Context,
    ) {
        let count = self.keys.len();
        let Some(key) = self.keys.get(member as usize) else {
            return;
        };
        let Some(to) = self.keys.get((member as usize + 1) % count) else {
            return;
        };
        let head = context.archive.entry(&self.view);
        let (max_blob_fee, data) = blobs.unwrap_or_default();
        let transaction = Transaction {
            chain: context.archive.rules().chain,
            sender: key.public(),
            nonce: head.state.nonce(&key.public().address()),
            gas_limit: price::TRANSACTION,
            bid,
            action: Action::Transfer {
                to: to.public().address(),
                amount: AMOUNT,
            },
            blobs: (!data.is_empty()).then(|| Blobs::of(max_blob_fee, &data)),
        };
        let since = head.height();
        let cost = transaction.max_cost().unwrap_or(Amount(u64::MAX));
        if cost > head.state.balance(&key.public().address()) {
            return;
        }
        let signed = transaction.sign(key);
        let (content, signature) = (signed.transaction().clone(), *signed.signature());
        let signed = SignedTransaction::with_blobs(content, signature, data);
        self.hand_in(
            member,
            Waiting {
                signed,
                since,
                limit,
            },
            context,
        );
    }

    fn hand_in(&mut self, member: u32, waiting: Waiting, context: &mut Context) {
        let (agent, transaction) = (context.me, waiting.signed.id());
        let signed = waiting.signed.clone();
        match self.waiting.insert(member, waiting) {
            None => context.note(|| Fact::Wallet(WalletFact::Submitted { agent, transaction })),
            Some(old) => context.note(|| {
                Fact::Wallet(WalletFact::Raised {
                    agent,
                    old: old.signed.id(),
                    transaction,
                })
            }),
        }
        context.send(self.home, Message::Submit(signed));
    }

    /// A member signs its waiting transaction again at a higher offer.
    fn raise(&mut self, member: u32, bid: Bid, context: &mut Context) {
        let balance = |address: &Address| context.archive.entry(&self.view).state.balance(address);
        let Some((old, key)) = self
            .waiting
            .get(&member)
            .zip(self.keys.get(member as usize))
        else {
            return;
        };
        let transaction = Transaction {
            bid,
            ..old.signed.transaction().clone()
        };
        let cost = transaction.max_cost().unwrap_or(Amount(u64::MAX));
        if cost > balance(&old.signed.sender()) {
            return;
        }
        let waiting = Waiting {
            signed: transaction.sign(key),
            ..old.clone()
        };
        self.hand_in(member, waiting, context);
    }

    fn open_auction(&mut self, bidders: u32, up_to: Amount, context: &mut Context) {
        let members = 0..self.keys.len() as u32;
        let free = members.filter(|member| !self.waiting.contains_key(member));
        let bidders: Vec<u32> = free.take(bidders as usize).collect();
        for member in bidders {
            let base_fee = self.prices(context).base_fee;
            let limit = Amount(self.dice.below(up_to.0).saturating_add(1));
            let tip = limit.min(Amount(TIPS[0]));
            let bid = Bid {
                max_fee: Amount(base_fee.0.saturating_mul(2).saturating_add(limit.0)),
                max_tip: tip,
            };
            self.submit(member, (bid, Some(limit)), None, context);
            self.react_later(member, context);
        }
    }

    fn react_later(&mut self, member: u32, context: &mut Context) {
        let (least, most) = REACTION;
        let after = least + Span(self.dice.below(most.0 - least.0));
        self.wake(after, MEMBERS + u64::from(member), context);
    }

    /// A bidder that is not the highest bids a tenth more than whoever is, as long as that is below its limit.
    fn answer(&mut self, member: u32, context: &mut Context) {
        let bidders = self.waiting.iter().filter(|(_, one)| one.limit.is_some());
        let tips = bidders.map(|(member, one)| (one.signed.transaction().bid.max_tip, *member));
        let Some((highest, leader)) = tips.max() else {
            return;
        };
        let Some((limit, old)) = self.waiting.get(&member).and_then(|one| {
            let bid = one.signed.transaction().bid;
            Some((one.limit?, bid))
        }) else {
            return;
        };
        let over = Bid::flat(highest.0).raised(BUMP).max_tip;
        let bid = old.raised(BUMP);
        let max_tip = over.max(bid.max_tip);
        let bid = Bid { max_tip, ..bid };
        if leader != member && bid.max_tip <= limit {
            self.raise(member, bid, context);
        }
        self.react_later(member, context);
    }

    /// Forgets what is in the chain; who has waited long offers what is usual by now, and more than before.
    fn on_head(&mut self, head: Digest, context: &mut Context) {
        self.view = head;
        let entry = context.archive.entry(&head).clone();
        self.waiting.retain(|_, one| {
            one.signed.transaction().nonce >= entry.state.nonce(&one.signed.sender())
        });
        let height = entry.height();
        let late = self
            .waiting
            .iter()
            .filter(|(_, one)| one.limit.is_none() && one.since.saturating_add(PATIENCE) <= height);
        let late: Vec<(u32, Bid, bool)> = late
            .map(|(member, one)| {
                let transaction = one.signed.transaction();
                (*member, transaction.bid, transaction.blobs.is_some())
            })
            .collect();
        let base_fee = self.prices(context).base_fee;
        for (member, old, carries) in late {
            if let Some(one) = self.waiting.get_mut(&member) {
                one.since = height;
            }
            if !carries {
                let bid = self.willing(base_fee).max(old.raised(BUMP));
                self.raise(member, bid, context);
            }
        }
    }

    fn on_message(&mut self, from: ActorId, message: &Message, context: &mut Context) {
        match message {
            Message::Head(change) if from == self.home => self.on_head(change.head, context),
            Message::Refusal(refused) if from == self.home => {
                let id = refused.0;
                self.waiting.retain(|_, one| one.signed.id() != id);
            }
            _ => {}
        }
    }
}
