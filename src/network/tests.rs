//! Links deliver in order, at their latency and bandwidth.
