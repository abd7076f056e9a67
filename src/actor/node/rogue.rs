//! A miner that departs from the rules: what it mines on and puts in, which blocks it keeps back, and when it shows them.

use std::sync::Arc;

use borsh::BorshSerialize;

use super::super::Context;
use super::{Node, blocks::announce};
use crate::base::Digest;
use crate::chain::{Entry, Plan};
use crate::command::Strategy;
use crate::consensus::pow::withhold::{Attack, Show, Standing, judge, on_found, on_rival};
use crate::event::{ChainFact, Fact};
use crate::ledger::SignedTransaction;

/// Most transactions kept for its own blocks only.
const MAX_RIVALS: usize = 64;

/// What a rogue remembers.
#[derive(Clone, Debug, BorshSerialize)]
pub(super) struct Rogue {
    pub(super) strategy: Strategy,
    /// Own blocks that nobody else knows, oldest first.
    secret: Vec<Digest>,
    /// The best block that others know.
    public: Digest,
    /// Whether its branch was shown as long as the others' and nothing has decided since.
    racing: bool,
    /// Of a private chain: the height at which it parts, and its tip.
    private: Option<(u64, Digest)>,
    /// For private blocks only, or against the rules.
    rivals: Vec<SignedTransaction>,
}

impl Rogue {
    /// At a head and its height.
    fn begin(strategy: Strategy, head: (u64, Digest)) -> Option<Box<Self>> {
        let private = matches!(strategy, Strategy::PrivateChain { .. }).then_some(head);
        let rogue = Self {
            strategy,
            secret: Vec::new(),
            public: head.1,
            racing: false,
            private,
            rivals: Vec::new(),
        };
        (strategy != Strategy::Honest).then(|| Box::new(rogue))
    }
}

impl Node {
    /// What it does with the blocks that it makes.
    pub fn strategy(&self) -> Strategy {
        self.rogue
            .as_ref()
            .map_or(Strategy::Honest, |rogue| rogue.strategy)
    }

    /// Whether what it keeps back is to be with its peers before a block of others that it passes on.
    pub(super) fn races(&self) -> bool {
        let rogue = self.rogue.as_ref();
        rogue.is_some_and(|rogue| {
            rogue.strategy == Strategy::SelfishMiner && !rogue.secret.is_empty()
        })
    }

    /// How many of its own blocks it keeps back.
    pub fn kept_back(&self) -> usize {
        self.rogue.as_ref().map_or(0, |rogue| rogue.secret.len())
    }

    /// A node of the beginning with a strategy.
    pub fn with_strategy(mut self, strategy: Strategy) -> Self {
        self.rogue = Rogue::begin(strategy, (0, self.tree.head()));
        self
    }

    /// Changes what it does with its blocks; what it kept back is shown first.
    pub(super) fn set_strategy(&mut self, strategy: Strategy, context: &mut Context) {
        self.show(Show::All, context);
        let head = self.tree.head();
        let height = context.archive.entry(&head).height();
        self.rogue = Rogue::begin(strategy, (height, head));
        self.stale_template = true;
        self.mine(context);
    }

    /// A transaction that only private blocks are to have.
    pub(super) fn on_rival(&mut self, signed: &SignedTransaction, context: &mut Context) {
        let Some(rogue) = &mut self.rogue else { return };
        if rogue.private.is_some() && rogue.rivals.len() < MAX_RIVALS {
            rogue.rivals.push(signed.clone());
            self.stale_template = true;
            self.mine(context);
        }
    }

    /// Keeps for its own blocks what its people submit against the rules; whether it does.
    pub(super) fn keep_invalid(
        &mut self,
        signed: &SignedTransaction,
        context: &mut Context,
    ) -> bool {
        let rogue = self.rogue.as_mut();
        let Some(rogue) = rogue.filter(|rogue| rogue.strategy == Strategy::Unchecked) else {
            return false;
        };
        if rogue.rivals.len() < MAX_RIVALS {
            rogue.rivals.push(signed.clone());
            self.stale_template = true;
            self.mine(context);
        }
        true
    }

    /// What only its own blocks are to have.
    pub(super) fn kept_rivals(&self) -> &[SignedTransaction] {
        self.rogue.as_ref().map_or(&[], |rogue| &rogue.rivals)
    }

    /// Whether only private blocks are to have this transaction.
    pub(super) fn is_rival(&self, transaction: &Digest) -> bool {
        let rogue = self.rogue.as_ref();
        rogue.is_some_and(|rogue| rogue.rivals.iter().any(|rival| rival.id() == *transaction))
    }

    /// The block that the next one extends.
    pub(super) fn mined_on(&self) -> Digest {
        let private = self.rogue.as_ref().and_then(|rogue| rogue.private);
        private.map_or(self.tree.head(), |(_, tip)| tip)
    }

    /// What the next block on `parent` is to be, and with which transactions.
    pub(super) fn plan(
        &self,
        parent: &Arc<Entry>,
        context: &Context,
    ) -> (Plan, Vec<SignedTransaction>) {
        let rules = context.archive.rules();
        let now = self.clock(context.now);
        let mut plan = Plan::search(context.archive, parent, self.address(), now);
        let candidates = match self.pool.is_empty() {
            true => Vec::new(),
            false => {
                let prices = rules.market.after(parent.block.body(), rules.gas_limit);
                self.pool.best(&parent.state, prices.base_fee)
            }
        };
        let Some(rogue) = &self.rogue else {
            return (plan, candidates);
        };
        let earliest = rules
            .consensus
            .earliest_time(&context.archive.ancestry(parent));
        match rogue.strategy {
            Strategy::EmptyBlocks => return (plan, Vec::new()),
            Strategy::EarlyTimes => plan.time = earliest,
            Strategy::LateTimes => {
                plan.time = self.latest_time(rules, context.now).max(earliest);
            }
            // What the others had since the fork is to be undone: it is left out.
            Strategy::PrivateChain { .. } => return (plan, rogue.rivals.clone()),
            Strategy::Honest | Strategy::SelfishMiner => {}
            Strategy::Unchecked | Strategy::FalseState => {}
        }
        (plan, candidates)
    }

    /// An own block was found and is about to be taken: a rogue may keep it back.
    pub(super) fn keep_back(&mut self, block: Digest) {
        let Some(rogue) = &mut self.rogue else { return };
        match (rogue.strategy, &mut rogue.private) {
            (Strategy::PrivateChain { .. }, Some((_, tip))) => *tip = block,
            (Strategy::SelfishMiner, _) => {}
            _ => return,
        }
        rogue.secret.push(block);
    }

    /// An own block was refused, as with a wrong clock: it is not mined on, and there is nothing to show.
    pub(super) fn keep_no_more(&mut self, block: Digest, parent: Digest) {
        let Some(rogue) = &mut self.rogue else { return };
        rogue.secret.retain(|secret| *secret != block);
        if let Some((_, tip)) = &mut rogue.private
            && *tip == block
        {
            *tip = parent;
        }
    }

    /// Whether it gives this block to whoever asks.
    pub(super) fn gives(&self, block: &Digest) -> bool {
        self.tree.knows(block) && !self.is_secret(block)
    }

    /// Whether nobody else knows this block.
    pub(super) fn is_secret(&self, block: &Digest) -> bool {
        let rogue = self.rogue.as_ref();
        rogue.is_some_and(|rogue| rogue.secret.contains(block))
    }

    /// The head as others may know it.
    pub(super) fn shown_head(&self) -> Digest {
        let head = self.tree.head();
        match &self.rogue {
            Some(rogue) if rogue.secret.contains(&head) => rogue.public,
            _ => head,
        }
    }

    /// A block was taken into the tree: time to show something?
    pub(super) fn after_block(&mut self, entry: &Arc<Entry>, context: &mut Context) {
        let Some(rogue) = &mut self.rogue else { return };
        let own = rogue.secret.contains(&entry.id());
        let advances = !own && entry.work > context.archive.entry(&rogue.public).work;
        let strategy = rogue.strategy;
        if advances {
            rogue.public = entry.id();
            if self.shown_head() != self.tree.head() {
                self.tell_light(context);
            }
        }
        match strategy {
            Strategy::SelfishMiner if own || advances => self.answer(own, context),
            Strategy::PrivateChain {
                confirmations,
                give_up,
            } => self.judge_attack((confirmations, give_up), context),
            _ => {}
        }
    }

    /// The selfish miner's answer to a block of its own or of others.
    fn answer(&mut self, own: bool, context: &mut Context) {
        let Some(rogue) = &mut self.rogue else { return };
        let height = |id: &Digest| context.archive.entry(id).height();
        let (ours, public) = (height(&self.tree.head()), height(&rogue.public));
        let show = if own {
            on_found(ours, public, rogue.racing)
        } else {
            on_rival(ours, public)
        };
        let overtaken = self.tree.head() == rogue.public;
        if overtaken {
            // The others' branch is followed; what was kept back is worth nothing any more.
            rogue.secret.clear();
        }
        rogue.racing = !own && !overtaken && ours == public && !rogue.secret.is_empty();
        if !overtaken {
            self.show(show, context);
        }
    }

    fn judge_attack(&mut self, (confirmations, give_up): (u32, u32), context: &mut Context) {
        let Some(rogue) = &mut self.rogue else { return };
        let Some((fork, tip)) = rogue.private else {
            return;
        };
        let own = context.archive.entry(&tip);
        let public = context.archive.entry(&rogue.public);
        let standing = Standing {
            fork,
            own: own.height(),
            public: public.height(),
            is_heavier: own.work > public.work,
        };
        match judge(standing, confirmations.into(), give_up.into()) {
            Attack::Waits => {}
            Attack::Succeeds => self.end_attack(Show::All, context),
            Attack::Fails => self.end_attack(Show::Nothing, context),
        }
    }

    fn end_attack(&mut self, show: Show, context: &mut Context) {
        self.show(show, context);
        self.rogue = None;
        self.stale_template = true;
        self.mine(context);
    }

    /// Announces what was kept back.
    fn show(&mut self, show: Show, context: &mut Context) {
        let Some(rogue) = &mut self.rogue else { return };
        let shown = rogue.secret.iter().take_while(|id| match show {
            Show::Nothing => false,
            Show::UpTo(height) => context.archive.entry(id).height() <= height,
            Show::All => true,
        });
        let shown = shown.count();
        let shown: Vec<Digest> = rogue.secret.drain(..shown).collect();
        let Some(last) = shown.last().copied() else {
            return;
        };
        if context.archive.entry(&last).work > context.archive.entry(&rogue.public).work {
            rogue.public = last;
        }
        let (node, count) = (context.me, shown.len() as u32);
        context.note(|| {
            Fact::Chain(ChainFact::Shown {
                node,
                block: last,
                count,
            })
        });
        for id in shown {
            self.synced(&id, context);
            let block = context.archive.entry(&id).block.clone();
            if !self.push_block(None, &block, context) {
                announce(id, None, context);
            }
        }
        self.tell_light(context);
    }

    /// What light clients may know of the head has changed.
    fn tell_light(&self, context: &mut Context) {
        let head = self.shown_head();
        for client in &self.clients {
            if context.directory.is_light(*client) {
                self.tell_head(*client, &head, context);
            }
        }
    }
}
