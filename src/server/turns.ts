/**
 * Lets one caller through for each turn of the event loop. Verifying a signature holds the loop for a good part of a millisecond; without
 * turns a burst of events would keep the database's answers unheard until all of it is verified.
 */
export function createTurns(): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(() => new Promise((resolve) => void setImmediate(resolve)));
    return last;
  };
}
