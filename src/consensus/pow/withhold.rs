//! When a miner who keeps blocks back shows them: the state machine of Eyal and Sirer, and the release of a private
//! chain that undoes a payment.

/// What a miner shows of the blocks that it kept back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Nothing.
    Nothing,
    /// Those up to a height.
    UpTo(u64),
    /// All.
    All,
}

/// A selfish miner found a block: `own` is the height of its branch with it, `public` that of the best block that
/// others know. If the branch had just been shown as long as the others' (a race), the new block wins it.
#[must_use]
pub fn on_found(own: u64, public: u64, racing: bool) -> Show {
    if racing && own == public.saturating_add(1) {
        Show::All
    } else {
        Show::Nothing
    }
}

/// Others found a block, and their branch now has the height `public`; the selfish miner's has `own` and, up to
/// then, more than they knew of.
///
/// With no lead left the miner shows its branch and races; with one block of lead it shows all and wins; with more it
/// shows as much as the others have, and keeps the rest.
#[must_use]
pub fn on_rival(own: u64, public: u64) -> Show {
    match own.checked_sub(public) {
        None => Show::Nothing,
        Some(0 | 1) => Show::All,
        Some(_) => Show::UpTo(public),
    }
}

/// How a private chain that undoes a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attack {
    /// Not yet heavier, or the payment is not yet as deep as it was to be.
    Waits,
    /// It is heavier and the payment deep enough: show all.
    Succeeds,
    /// It is too far behind.
    Fails,
}

/// Where a private chain stands against the public one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Height at which both part.
    pub fork: u64,
    /// Height of the private chain.
    pub own: u64,
    /// Height of the public chain.
    pub public: u64,
    /// Whether the private chain has more work.
    pub is_heavier: bool,
}

/// Judges an attack on a payment that is in the first public block after the fork and is believed after
/// `confirmations` blocks; the attacker gives up `give_up` blocks behind.
#[must_use]
pub fn judge(standing: Standing, confirmations: u64, give_up: u64) -> Attack {
    let deep = standing.public >= standing.fork.saturating_add(confirmations);
    if standing.is_heavier && deep {
        Attack::Succeeds
    } else if standing.public >= standing.own.saturating_add(give_up.max(1)) {
        Attack::Fails
    } else {
        Attack::Waits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The paper's states: lead before the others' block, and what is shown.
    #[test]
    fn a_rival_block_is_answered_by_the_lead() {
        assert_eq!(on_rival(5, 6), Show::Nothing, "no lead: adopt");
        assert_eq!(on_rival(6, 6), Show::All, "lead 1: race");
        assert_eq!(on_rival(7, 6), Show::All, "lead 2: win");
        assert_eq!(on_rival(8, 6), Show::UpTo(6), "lead 3: keep the rest");
        assert_eq!(on_rival(20, 6), Show::UpTo(6));
    }

    #[test]
    fn an_own_block_is_kept_unless_it_wins_a_race() {
        assert_eq!(on_found(7, 6, false), Show::Nothing);
        assert_eq!(on_found(7, 6, true), Show::All);
        assert_eq!(on_found(9, 6, false), Show::Nothing);
    }

    #[test]
    fn a_private_chain_is_shown_when_it_is_heavier_and_the_payment_deep() {
        let standing = |own, public, is_heavier| Standing {
            fork: 10,
            own,
            public,
            is_heavier,
        };
        let judged = |standing| judge(standing, 3, 4);
        assert_eq!(
            judged(standing(12, 11, true)),
            Attack::Waits,
            "not deep yet"
        );
        assert_eq!(judged(standing(14, 13, true)), Attack::Succeeds);
        assert_eq!(judged(standing(13, 13, false)), Attack::Waits);
        assert_eq!(judged(standing(12, 15, false)), Attack::Waits);
        assert_eq!(judged(standing(11, 15, false)), Attack::Fails);
    }
}
