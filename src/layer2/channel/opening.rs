//! Opening: terms, the opening state signed by both before anything is locked, then the contract.

use crate::actor::Desk;
use crate::base::{Address, Amount, Signature, encode};
use crate::command::{DisputePeriod, Refusal};
use crate::ledger::Action;

use super::party::{Course, Life, Party, creation_label};
use super::{
    CODE, ChannelLetter, ChannelState, Held, OnChain, Opening, RejectReason, Signed, Terms,
};

/// Blocks for the second deposit.
pub const FUNDING_PERIOD: u64 = 24;
/// Blocks for a newer state, unless a world says otherwise.
pub const DISPUTE_PERIOD: u64 = 12;
/// The penalty is this part of the deposits: a tenth.
pub const PENALTY_PART: u64 = 10;
/// Gas for which the price of now is kept, for a channel's own transactions: a creation takes about 250,000.
const GAS_RESERVE: u64 = 1_000_000;
/// How often the opener asks again when its next transaction number was used for something else.
const MAX_TRIES: u32 = 8;

impl Terms {
    /// The terms that everybody here asks for and accepts.
    pub fn usual(
        desk: &Desk,
        parties: [crate::base::ActorId; 2],
        deposits: [Amount; 2],
        dispute: DisputePeriod,
    ) -> Option<Self> {
        let key = |party| Some(desk.directory().get(party)?.key);
        let total = Amount::checked_sum(deposits)?;
        Some(Self {
            keys: [key(parties[0])?, key(parties[1])?],
            deposits,
            funding_period: FUNDING_PERIOD,
            dispute_period: Self::relative(dispute),
            penalty: Amount(total.0 / PENALTY_PART),
        })
    }
}

/// Refuses what can't be opened.
pub(super) fn check_opening(desk: &Desk, terms: &Terms) -> Result<(), Refusal> {
    terms.check().map_err(Refusal::new)?;
    let [own, others] = terms.deposits;
    if !affords(desk, desk.spendable(), own) {
        return Err(Refusal::new("wallet.balance")
            .with(desk.spendable())
            .with(own));
    }
    let theirs = desk.state().balance(&terms.address(1));
    if others > Amount::ZERO && !affords(desk, theirs, others) {
        return Err(Refusal::new("channel.peer-balance")
            .with(theirs)
            .with(others));
    }
    Ok(())
}

pub(super) fn affords(desk: &Desk, spendable: Amount, deposit: Amount) -> bool {
    let reserve = desk.least_price().0.saturating_mul(GAS_RESERVE);
    let reserve = Amount(reserve);
    deposit
        .checked_add(reserve)
        .is_some_and(|needed| needed <= spendable)
}

/// Where a contract will be if its creation is the person's next transaction.
fn next_contract(desk: &Desk) -> Address {
    let sent = desk.wallet().watched().last();
    let after = sent.map_or(0, |(_, signed, _)| signed.transaction().nonce + 1);
    let nonce = after.max(desk.state().nonce(&desk.address()));
    Address::of_contract(&desk.address(), nonce)
}

impl Party {
    /// Asks the other for a channel, or asks again.
    pub(super) fn ask(&mut self, desk: &mut Desk) {
        let Life::Proposed {
            terms, contract, ..
        } = &mut self.life
        else {
            return;
        };
        *contract = next_contract(desk);
        let chain = desk.archive().rules().chain;
        let state = ChannelState::opening(chain, *contract, terms);
        let letter = ChannelLetter::Open {
            terms: terms.clone(),
            contract: *contract,
            signature: desk.sign(&state.digest()),
        };
        self.send(desk, &letter);
    }

    /// The other signed the opening state: now the opener's deposit is safe, and it creates the contract.
    pub(super) fn on_opening_accepted(&mut self, desk: &mut Desk, signature: &Signature) {
        let Life::Proposed {
            terms,
            contract,
            tries,
        } = &mut self.life
        else {
            return;
        };
        let (terms, contract) = (terms.clone(), *contract);
        let chain = desk.archive().rules().chain;
        let state = ChannelState::opening(chain, contract, &terms);
        if !terms.keys[1].verify(&state.digest(), signature) {
            return self.alarm(desk, "channel.signature");
        }
        if contract != next_contract(desk) && *tries < MAX_TRIES {
            *tries += 1;
            return self.ask(desk);
        }
        if contract != next_contract(desk) || !affords(desk, desk.spendable(), terms.deposits[0]) {
            self.life = Life::Rejected(terms, RejectReason::Balance);
            self.refresh(desk);
            return;
        }
        let signatures = [desk.sign(&state.digest()), *signature];
        self.hold(desk, terms.clone(), Signed { state, signatures });
        let action = Action::Create {
            code: CODE.to_owned(),
            value: terms.deposits[0],
            input: encode(&Opening { terms, signatures }),
        };
        desk.submit(&creation_label(self.number), &action);
        self.refresh(desk);
    }

    pub(super) fn hold(&mut self, desk: &mut Desk, terms: Terms, opening: Signed) {
        self.life = Life::Held(Box::new(Course {
            held: Held::new(terms, self.me, opening),
            exit: None,
            early: None,
            ended: None,
        }));
        self.note_signed(desk);
    }

    /// Whether the other may ask anew: nothing of this channel is on Layer 1.
    pub(super) fn is_untouched(&mut self, desk: &Desk) -> bool {
        let Some(state) = self.course().map(|course| course.held.latest.state.clone()) else {
            return true;
        };
        state.version == 0 && OnChain::read(desk.state(), &state.contract).is_none()
    }

    /// Signs the opening state that the other asks for.
    pub(super) fn agree(
        &mut self,
        desk: &mut Desk,
        (terms, contract): (Terms, Address),
        signature: &Signature,
    ) {
        let chain = desk.archive().rules().chain;
        let state = ChannelState::opening(chain, contract, &terms);
        if !terms.keys[0].verify(&state.digest(), signature) {
            return self.alarm(desk, "channel.signature");
        }
        let own = desk.sign(&state.digest());
        let known = self
            .course()
            .is_some_and(|course| course.held.latest.state.contract == contract);
        if !known && self.is_untouched(desk) {
            let signatures = [*signature, own];
            self.hold(desk, terms, Signed { state, signatures });
            self.refresh(desk);
        } else if !known {
            return;
        }
        let letter = ChannelLetter::Accept {
            version: 0,
            signature: own,
        };
        self.send(desk, &letter);
    }
}
