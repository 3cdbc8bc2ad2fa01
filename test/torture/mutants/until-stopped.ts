/** Lets Ctrl-C end the work, tidy up, and only then end the program. */
export async function untilStopped(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const asked = (): void => stop.abort();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, asked);
  try {
    await work(stop.signal);
  } finally {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, asked);
  }
  if (stop.signal.aborted) process.exit(130);
}
