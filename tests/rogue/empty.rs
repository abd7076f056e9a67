//! Empty blocks: who leaves payments to others leaves them their fees.

use bilayer::base::{Amount, Span};
use bilayer::command::Strategy;

use super::world::{followed, pay, session, set_strategy};

#[test]
fn who_mines_empty_blocks_leaves_payments_to_others() {
    let mut session = session(5, 50);
    set_strategy(&mut session, Strategy::EmptyBlocks);
    for _ in 0..60 {
        // Mallory's money ends some day; until then each payment waits for an honest block.
        let _ = session.give(pay(false));
        let until = session.world().now() + Span::from_secs(60);
        session.run(until);
    }
    let rogue = session
        .world()
        .directory()
        .find("rogue")
        .expect("a node")
        .address;
    let chain = followed(session.world(), session.archive(), "honest");
    let (own, others): (Vec<_>, Vec<_>) = chain
        .iter()
        .partition(|entry| entry.block.body().miner == rogue);
    assert!(own.len() > 10 && others.len() > 10);
    assert!(
        own.iter()
            .all(|entry| entry.block.body().transactions.is_empty())
    );
    let paid = others
        .iter()
        .map(|entry| entry.block.body().transactions.len());
    assert!(paid.sum::<usize>() > 0);
    let head = chain.last().expect("blocks");
    let subsidies = |miner| head.state.balance(&miner).0 % Amount::coins(50).0;
    assert_eq!(subsidies(rogue), 0, "the subsidy only");
    let honest = others[0].block.body().miner;
    assert!(subsidies(honest) > 0, "fees beside the subsidy");
}
