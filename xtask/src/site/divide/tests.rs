//! Two files do what one did.
