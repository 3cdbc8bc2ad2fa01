import { lookup as systemLookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";
import { HighwireError } from "#core/errors.ts";

/** Resolves a host name to its addresses. */
export type Resolve = (host: string) => Promise<readonly { readonly address: string; readonly family: number }[]>;

/** Decides where calls may go: HTTPS to public addresses, checked after resolution and pinned to what was checked. */
export interface EgressGuard {
  /** The address to connect to, or null when the origin is an allowed sandbox. Throws `HW_EGRESS_REFUSED`. */
  check(url: URL): Promise<{ readonly address: string; readonly family: number } | null>;
}

/** One list per family: in a list of both, a rule for IPv4-mapped addresses would match every IPv4 address. */
const blocked = { ipv4: new BlockList(), ipv6: new BlockList() } as const;
for (const [network, bits] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.31.196.0", 24],
  ["192.52.193.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["192.175.48.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  blocked.ipv4.addSubnet(network, bits, "ipv4");
// Only 2000::/3 is global unicast; everything else (loopback, mapped, translated, unique local, link local, multicast) goes as a whole.
for (const [network, bits] of [
  ["::", 3],
  ["4000::", 2],
  ["8000::", 1],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["2620:4f:8000::", 48],
  ["3fff::", 20],
] as const)
  blocked.ipv6.addSubnet(network, bits, "ipv6");

const resolveBySystem: Resolve = (host) => systemLookup(host, { all: true });

export interface EgressOptions {
  /** Exact origins on this machine that are allowed although they are neither HTTPS nor public. */
  readonly sandboxOrigins: () => ReadonlySet<string>;
  /** Exact origins that whoever runs this Highwire has allowed, wherever they lead. Default: none. */
  readonly allowedOrigins?: ReadonlySet<string>;
  readonly resolve?: Resolve;
}

export function createEgressGuard(options: EgressOptions): EgressGuard {
  const resolve = options.resolve ?? resolveBySystem;
  return {
    async check(url) {
      if (options.sandboxOrigins().has(url.origin) && isLoopback(url)) return null;
      if (options.allowedOrigins?.has(url.origin) === true) return null;
      const refused = (detail: string): HighwireError => new HighwireError("HW_EGRESS_REFUSED", { detail });
      if (url.protocol !== "https:") throw refused("only https is allowed");
      if (url.port !== "" && url.port !== "443") throw refused("only port 443 is allowed");
      if (url.username !== "" || url.password !== "") throw refused("no credentials in an address");
      const host = url.hostname.replace(/^\[|\]$/gu, "");
      if (host.endsWith(".")) throw refused("no trailing dot in a host name");
      const addresses = isIP(host) === 0 ? await resolve(host) : [{ address: host, family: isIP(host) }];
      const first = addresses[0];
      if (first === undefined) throw refused("the host has no address");
      if (addresses.some((address) => isBlocked(address.address))) throw refused("the host resolves to a private or reserved address");
      return first;
    },
  };
}

function isLoopback(url: URL): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
}

/** True for every address that is not plainly public. */
export function isBlocked(address: string): boolean {
  // A zone index (`%eth0`) only means something on a local network.
  if (address.includes("%")) return true;
  const family = isIP(address);
  if (family === 0) return true;
  return family === 6 ? blocked.ipv6.check(address, "ipv6") : blocked.ipv4.check(address, "ipv4");
}
