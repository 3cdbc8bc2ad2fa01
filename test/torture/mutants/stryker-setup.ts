import fc from "fast-check";

// A mutant is killed by the first counterexample; shrinking it would cost a hundred times as much and tell nothing. One seed for all: a score
// that changes by itself could not be held to a threshold.
fc.configureGlobal({ endOnFailure: true, seed: 20_261_123 });
