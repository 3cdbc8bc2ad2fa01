// Loaded before the command line: takes the launcher's signals once, and stops when the launcher is gone, so that nothing is orphaned.
const lastHadAt = new Map();
const justHad = (signal) => performance.now() - (lastHadAt.get(signal) ?? -Infinity) < 1_000;

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => lastHadAt.set(signal, performance.now()));
process.on("message", ({ signal }) => {
  const wanted = signal === "SIGHUP" ? "SIGTERM" : signal;
  if (!justHad(wanted)) process.emit(wanted, wanted);
});
process.on("disconnect", () => {
  if (!justHad("SIGTERM")) process.emit("SIGTERM", "SIGTERM");
});
process.channel?.unref();
