/** Lets whatever waits in this process go first: called between the pieces of long work, so that none of it holds up the rest. */
export const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
