/** Node's flags for a process of ours: a worker's, or everybody else's. */
export function heapFlags(isWorker: boolean): readonly string[];
