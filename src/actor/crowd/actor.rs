//! A crowd as an actor: which input does what, and what of it the fingerprint covers.

use std::any::Any;

use super::{
    super::{Actor, Context, Input},
    Crowd,
};
use crate::base::encode;
use crate::command::{Command, Refusal, WalletCommand};

impl Actor for Crowd {
    fn on(&mut self, input: &Input, context: &mut Context) -> Result<(), Refusal> {
        match input {
            Input::Message { from, message } => self.on_message(*from, message, context),
            Input::Wake(token) => self.on_wake(*token, context),
            Input::Order(Command::Wallet(WalletCommand::Demand { demand, .. })) => {
                return self.want(*demand, context);
            }
            Input::Order(_) => return Err(Refusal::new("order.not-a-person")),
            other => return self.ignore(other),
        }
        Ok(())
    }

    fn boxed(&self) -> Box<dyn Actor> {
        Box::new(self.clone())
    }

    fn digest(&self, out: &mut Vec<u8>) {
        let first = self.addresses().next();
        out.extend(encode(&(first, self.home, self.view, &self.dice)));
        out.extend(encode(&(
            self.demand,
            self.turn,
            self.in_burst,
            &self.waiting,
        )));
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
