//! Everybody's latest vote (`phase0/fork-choice.md`, `validate_on_attestation`,
//! `update_latest_messages`).

use super::slashing::AttestationData;
use super::store::{Message, Store, Unfit};
use super::validator::Index;

impl Store {
    /// Takes the votes of `voters`, whose signatures were verified.
    ///
    /// # Errors
    /// What speaks against it; nothing was changed then.
    pub fn on_vote(
        &mut self,
        data: &AttestationData,
        voters: &[Index],
        from_block: bool,
    ) -> Result<(), Unfit> {
        let place = self.check(data, from_block)?;
        let message = Some(Message {
            epoch: data.target.epoch,
            place: Some(place),
        });
        for index in voters {
            if self.equivocating.contains(index) {
                continue;
            }
            let at = *index as usize;
            while self.messages.len() <= at {
                self.messages.push(None);
            }
            let old = self.messages.get(at).copied().flatten();
            if old.is_none_or(|old| old.epoch < data.target.epoch)
                && let Some(kept) = self.messages.get_mut(at)
            {
                *kept = message;
            }
        }
        Ok(())
    }

    fn check(&self, data: &AttestationData, from_block: bool) -> Result<usize, Unfit> {
        let epoch = self.preset.epoch_of(self.slot);
        let AttestationData { slot, target, .. } = *data;
        if target.epoch != self.preset.epoch_of(slot) {
            return Err(Unfit::Pointless);
        }
        if !from_block && target.epoch + 1 < epoch {
            return Err(Unfit::Pointless);
        }
        if slot >= self.slot {
            return Err(Unfit::Early);
        }
        let head = *self.places.get(&data.head).ok_or(Unfit::Unknown)?;
        if !self.places.contains_key(&target.root) {
            return Err(Unfit::Unknown);
        }
        let is_later = self.blocks.get(head).is_none_or(|block| block.slot > slot);
        let checkpoint = self.ancestor(head, self.preset.start_of(target.epoch));
        if is_later || self.root(checkpoint) != target.root {
            return Err(Unfit::Pointless);
        }
        Ok(head)
    }
}
