//! Why the validators' chain refuses a block or a vote: one name for each rule.

use std::fmt;

/// The first rule that was broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invalid {
    /// The slot is not after the parent's.
    Slot,
    /// The slot is further after the parent's than anybody computes.
    Gap,
    /// It is not this proposer's turn.
    Proposer,
    /// The proposer was slashed.
    SlashedProposer,
    /// The reveal is not the next layer of the proposer's onion.
    Reveal,
    /// The seal is missing or not the proposer's.
    Seal,
    /// More of something than a block may hold.
    TooMany,
    /// The vote's epoch is neither this one nor the one before, or not its slot's.
    VoteEpoch,
    /// The vote came too early for its slot.
    VoteEarly,
    /// The vote's source is not what this chain has justified.
    VoteSource,
    /// The vote's bits do not fit its slot's committees, or none is set.
    VoteBits,
    /// A vote's signature is missing, too much, or not its voter's.
    VoteSignature,
    /// The voters of evidence are not ascending, or none.
    Voters,
    /// The evidence shows nothing that is forbidden.
    Harmless,
    /// Whom the evidence is against can't be slashed any more, or never could.
    NobodySlashed,
    /// Evidence, where none counts.
    NoSlashing,
    /// There is no such validator, or it is not active.
    Inactive,
    /// It is leaving already.
    Leaving,
    /// It has not been active long enough to leave, or wants to leave later.
    TooYoung,
    /// The wish to leave is not signed by who leaves.
    ExitSignature,
}

impl Invalid {
    /// A stable name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Slot => "gasper.slot",
            Self::Gap => "gasper.gap",
            Self::Proposer => "gasper.proposer",
            Self::SlashedProposer => "gasper.slashed-proposer",
            Self::Reveal => "gasper.reveal",
            Self::Seal => "gasper.seal",
            Self::TooMany => "gasper.too-many",
            Self::VoteEpoch => "gasper.vote-epoch",
            Self::VoteEarly => "gasper.vote-early",
            Self::VoteSource => "gasper.vote-source",
            Self::VoteBits => "gasper.vote-bits",
            Self::VoteSignature => "gasper.vote-signature",
            Self::Voters => "gasper.voters",
            Self::Harmless => "gasper.harmless",
            Self::NobodySlashed => "gasper.nobody-slashed",
            Self::NoSlashing => "gasper.no-slashing",
            Self::Inactive => "gasper.inactive",
            Self::Leaving => "gasper.leaving",
            Self::TooYoung => "gasper.too-young",
            Self::ExitSignature => "gasper.exit-signature",
        }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}
