import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The system's table of connections; only Linux has it. */
const TABLE = "/proc/net/tcp";
/** Whether this machine tells who holds a connection. */
export const canTellSenders = (): boolean => existsSync(TABLE);

/** Loopback as the system's table writes it. */
const LOOPBACK = "0100007F";

/**
 * Which of these processes holds the other end of a connection on loopback, told by the system itself; null when none of them does any more,
 * or when the system does not tell (only Linux does).
 */
export function senderOf(theirPort: number, ourPort: number, pids: Iterable<number>): number | null {
  const inode = inodeOf(theirPort, ourPort);
  if (inode === null) return null;
  const socket = `socket:[${inode}]`;
  for (const pid of pids) if (holds(pid, socket)) return pid;
  return null;
}

function inodeOf(theirPort: number, ourPort: number): string | null {
  const end = (port: number): string => `${LOOPBACK}:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  try {
    for (const line of readFileSync(TABLE, "utf8").split("\n")) {
      // Number, local end, remote end, state, queues, timer, retransmits, user, timeout, inode.
      const fields = line.trim().split(/\s+/u);
      if (fields[1] === end(theirPort) && fields[2] === end(ourPort)) return fields[9] ?? null;
    }
  } catch {
    // No such table on this system.
  }
  return null;
}

function holds(pid: number, socket: string): boolean {
  const folder = `/proc/${String(pid)}/fd`;
  try {
    return readdirSync(folder).some((name) => {
      try {
        return readlinkSync(`${folder}/${name}`) === socket;
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}
