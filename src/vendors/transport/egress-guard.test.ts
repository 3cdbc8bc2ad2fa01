import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it } from "vitest";
import { HighwireError } from "#core/errors.ts";
import { createEgressGuard, isBlocked, type Resolve } from "./egress-guard.ts";
import { createNetworkExchange } from "./network-exchange.ts";

const none = (): ReadonlySet<string> => new Set();
const publicAddress = { address: "93.184.215.14", family: 4 };

/** Ways to spell an address of this machine or of a private network, as they appear in published attacks on such filters. */
const refusedForms: readonly string[] = [
  // loopback, plainly and in the forms that URL parsing turns into it
  "127.0.0.1 127.0.0.2 127.255.255.254 127.1 127.0.1 0x7f.1 0x7f000001 2130706433 017700000001 0177.0.0.1",
  "0x7f.0x0.0x0.0x1 ①②⑦.⓪.⓪.① １２７.０.０.１ 127。0。0。1 0 0.0.0.0 0.0.0.1",
  // link local with the metadata services of clouds
  "169.254.169.254 0xa9fea9fe 2852039166 0251.0376.0251.0376 169.254.170.2 169.254.0.1 100.100.100.200",
  // private, shared, documentation, benchmark, multicast, reserved
  "10.0.0.1 10.255.255.255 012.0.0.1 172.16.0.1 172.31.255.255 192.168.0.1 192.168.1 100.64.0.1 100.127.255.254",
  "192.0.0.1 192.0.0.171 192.0.2.1 192.88.99.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9",
  "224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255",
  // IPv6: loopback, unspecified, mapped, compatible, translated, tunnelled, local, documentation, multicast
  "[::1] [::] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::ffff:127.0.0.1] [::ffff:7f00:1]",
  "[0:0:0:0:0:ffff:a9fe:a9fe] [::ffff:169.254.169.254] [::ffff:10.0.0.1] [::ffff:8.8.8.8] [::127.0.0.1] [::ffff:0:127.0.0.1]",
  "[64:ff9b::7f00:1] [64:ff9b::a9fe:a9fe] [64:ff9b:1::1] [2002:7f00:1::] [2002:c0a8:1::1] [2001:0:7f00:1::] [2001:db8::1]",
  "[3fff::1] [100::1] [fc00::1] [fd00:ec2::254] [fdff::1] [fe80::1] [febf::1] [fec0::1] [ff02::1] [5f00::1]",
].flatMap((line) => line.split(" "));

async function refusal(attempt: Promise<unknown>): Promise<HighwireError> {
  const error: unknown = await attempt.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(HighwireError);
  return error as HighwireError;
}

describe("the egress guard", () => {
  it("knows at least 60 forms of a private address", () => {
    expect(new Set(refusedForms).size).toBeGreaterThanOrEqual(60);
  });

  it.each(refusedForms)("refuses https://%s/", async (host) => {
    const guard = createEgressGuard({ sandboxOrigins: none, resolve: async () => [] });
    expect((await refusal(guard.check(new URL(`https://${host}/`)))).code).toBe("HW_EGRESS_REFUSED");
  });

  it.each(refusedForms.filter((form) => /^[\d.]+$|^\[/u.test(form)))("refuses a name that resolves to %s", async (form) => {
    const { hostname } = new URL(`https://${form}/`);
    const address = hostname.replace(/^\[|\]$/gu, "");
    const guard = createEgressGuard({ sandboxOrigins: none, resolve: async () => [publicAddress, { address, family: 4 }] });
    expect((await refusal(guard.check(new URL("https://vendor.example/")))).code).toBe("HW_EGRESS_REFUSED");
  });

  it.each([
    ["http://services.vendor.example/", "only https"],
    ["ftp://vendor.example/", "only https"],
    ["file:///etc/passwd", "only https"],
    ["data:text/plain,hello", "only https"],
    ["https://vendor.example:8443/", "port"],
    ["https://vendor.example:22/", "port"],
    ["https://user:secret@vendor.example/", "credentials"],
    ["https://vendor.example./", "trailing dot"],
    ["https://localhost./", "trailing dot"],
  ])("refuses %s and says why", async (address, why) => {
    const guard = createEgressGuard({ sandboxOrigins: none, resolve: async () => [publicAddress] });
    const error = await refusal(guard.check(new URL(address)));
    expect(error.data.detail).toContain(why);
    expect(JSON.stringify(error.data)).not.toContain("secret");
  });

  it("refuses a name that has no address at all", async () => {
    const guard = createEgressGuard({ sandboxOrigins: none, resolve: async () => [] });
    expect((await refusal(guard.check(new URL("https://vendor.example/")))).code).toBe("HW_EGRESS_REFUSED");
  });

  it.each(["93.184.215.14", "8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450:4001::1"])(
    "lets a name through that resolves to the public address %s, and pins it",
    async (address) => {
      const resolved = [{ address, family: address.includes(":") ? 6 : 4 }];
      const guard = createEgressGuard({ sandboxOrigins: none, resolve: async () => resolved });
      expect(await guard.check(new URL("https://services.vendor.example/contacts/"))).toEqual(resolved[0]);
    },
  );

  it("takes an address with a zone, or anything that is no address, for blocked", () => {
    expect(["fe80::1%eth0", "2606:4700::1%eth0", "", "vendor.example", "1.2.3"].map(isBlocked)).toEqual([true, true, true, true, true]);
  });

  it("allows exactly the sandbox's origin, and only while it is on this machine", async () => {
    const sandboxOrigins = (): ReadonlySet<string> => new Set(["http://127.0.0.1:4501", "http://10.0.0.5:4501"]);
    const guard = createEgressGuard({ sandboxOrigins, resolve: async () => [publicAddress] });
    expect(await guard.check(new URL("http://127.0.0.1:4501/contacts/"))).toBeNull();
    for (const other of ["http://127.0.0.1:4502/", "https://127.0.0.1:4501/", "http://localhost:4501/", "http://10.0.0.5:4501/"]) {
      expect((await refusal(guard.check(new URL(other)))).code, other).toBe("HW_EGRESS_REFUSED");
    }
  });
});

describe("the network exchange behind the guard", () => {
  it("opens no connection for any refused form, nor for a name that resolves to this machine", async () => {
    let connects = 0;
    const server = createServer((socket) => {
      connects += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const resolve: Resolve = async () => [{ address: "127.0.0.1", family: 4 }];
    const exchange = createNetworkExchange(createEgressGuard({ sandboxOrigins: none, resolve }));
    const request = (url: string): Promise<unknown> => exchange({ method: "GET", url, headers: {}, body: null });
    try {
      for (const host of [...refusedForms, "rebound.vendor.example", "localhost"]) {
        for (const url of [`http://${host}:${String(port)}/`, `https://${host}:${String(port)}/`, `https://${host}/`]) {
          expect((await refusal(request(url))).code, url).toBe("HW_EGRESS_REFUSED");
        }
      }
      expect(connects).toBe(0);
    } finally {
      await exchange.close();
      server.close();
    }
  });
});
