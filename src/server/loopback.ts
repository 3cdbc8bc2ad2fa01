const loopback = new Set(["127.0.0.1", "localhost", "[::1]", "::1"]);

/** Whether a host name means this machine alone. */
export const isLoopback = (host: string): boolean => loopback.has(host);
