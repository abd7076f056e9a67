//! Deposits coming in and withdrawals on their way out of a rollup.

use crate::context::use_page;
use crate::icon::Icon;
use crate::text;
use bilayer::scene::model::{
    Deposit, DepositPhase, Rollup, Selection, Withdrawal, WithdrawalPhase,
};
use yew::prelude::*;

/// What is drawn.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The rollup.
    pub rollup: Rollup,
}

/// Draws both lists; nothing where there is nothing.
#[component]
pub fn Exits(props: &Props) -> Html {
    let rollup = &props.rollup;
    let coming: Vec<&Deposit> = rollup
        .deposits
        .iter()
        .filter(|one| one.phase != DepositPhase::Credited)
        .collect();
    let leaving: Vec<&Withdrawal> = rollup.withdrawals.iter().rev().take(3).collect();
    if coming.is_empty() && leaving.is_empty() {
        return Html::default();
    }
    html! {
        <div class="exits">
            { for coming.into_iter().rev().take(2).map(|one| deposit(rollup.id, one)) }
            { for leaving.into_iter().map(|one| withdrawal(rollup.id, one)) }
        </div>
    }
}

fn deposit(rollup: u32, deposit: &Deposit) -> Html {
    let key = match deposit.phase {
        DepositPhase::Submitted => "deposit.submitted",
        DepositPhase::Locked => "deposit.locked",
        DepositPhase::Credited => "deposit.credited",
    };
    let object = Selection::Deposit(rollup, deposit.number);
    html! { <Exit {object} up={true} who={deposit.who} amount={deposit.amount} state={text::say(key)} alarm={false} /> }
}

fn withdrawal(rollup: u32, withdrawal: &Withdrawal) -> Html {
    let object = Selection::Withdrawal(rollup, withdrawal.number);
    let alarm = withdrawal.phase == WithdrawalPhase::Refused;
    html! {
        <Exit {object} up={false} who={withdrawal.who} amount={withdrawal.amount} state={withdrawal_words(withdrawal.phase)} {alarm} />
    }
}

/// A withdrawal's phase in words.
pub fn withdrawal_words(phase: WithdrawalPhase) -> String {
    match phase {
        WithdrawalPhase::Requested => text::say("withdrawal.requested"),
        WithdrawalPhase::Burnt => text::say("withdrawal.burnt"),
        WithdrawalPhase::Waiting { deadline } => {
            text::say_with("withdrawal.waiting", &[("deadline", deadline.to_string())])
        }
        WithdrawalPhase::Ready => text::say("withdrawal.ready"),
        WithdrawalPhase::Proven => text::say("withdrawal.proven"),
        WithdrawalPhase::Finalizing => text::say("withdrawal.finalizing"),
        WithdrawalPhase::Paid => text::say("withdrawal.paid"),
        WithdrawalPhase::Refused => text::say("withdrawal.refused"),
    }
}

#[derive(Properties, PartialEq)]
struct ExitProps {
    object: Selection,
    up: bool,
    who: bilayer::base::ActorId,
    amount: bilayer::base::Amount,
    state: String,
    alarm: bool,
}

#[component]
fn Exit(props: &ExitProps) -> Html {
    let page = use_page();
    let selected = page.is_selected(&props.object);
    let icon = if props.up {
        Icon::ArrowUp
    } else {
        Icon::ArrowDown
    };
    html! {
        <button type="button" aria-pressed={selected.to_string()} onclick={page.select(props.object.clone())}
            class={classes!("exit", selected.then_some("selected"), props.alarm.then_some("alarm"))}>
            { icon.draw() }
            <span><b>{ page.names.of(props.who) }{ " " }{ text::coins(props.amount) }</b><i>{ &props.state }</i></span>
        </button>
    }
}
