import { describe, expect, it } from "vitest";
import { readConfig, writeConfig } from "#contract/config-file.ts";
import { entities, type Bridge } from "#core/bridge.ts";
import type { ConfigBridge, ConfigDocument, ConfigField } from "#core/config/config-document.ts";
import type { BridgeId } from "#core/ids.ts";
import { must } from "#lib/must.ts";
import { newBridges } from "#main/default-mapping.ts";
import { connectAccount, createWorld, firstContact, type World } from "../support/in-process-world.ts";

const WHO = "user:ada";

/** What is here, through a file and back. */
async function pulled(world: World): Promise<ConfigDocument> {
  const read = readConfig(writeConfig(await world.app.config.read()));
  return must(read.kind === "read" ? read.document : null, "a file that can be read");
}

async function withEveryKind(world: World): Promise<void> {
  const connections = await world.store.connections(world.workspaceId);
  const end = (vendor: string) =>
    must(
      connections.find((one) => one.vendor === vendor),
      vendor,
    );
  for (const entity of entities) {
    if (entity === (await world.bridge()).entity) continue;
    const given = { id: `made-${entity}` as BridgeId, name: entity, left: end("highlevel"), right: end("incident") };
    await world.store.saveBridge(newBridges[entity](given));
  }
}

/** The file with one bridge changed. */
const changing = (file: ConfigDocument, kind: Bridge["entity"], change: (bridge: ConfigBridge) => Partial<ConfigBridge>): ConfigDocument => ({
  ...file,
  bridges: file.bridges.map((bridge) => (bridge.kind === kind ? { ...bridge, ...change(bridge) } : bridge)),
});

/** The city, which HighLevel has and no mapping begins with. */
const further = (change: Partial<ConfigField>): ConfigField => ({
  field: "city",
  label: "City",
  kind: "text",
  highlevel: "city",
  incident: "attribute:town",
  direction: "both",
  creates: "both",
  transforms: [],
  wins: "ask",
  personal: true,
  ...change,
});

async function push(world: World, file: ConfigDocument): Promise<readonly string[]> {
  const { hash, problems } = await world.app.config.compare(file);
  expect(problems).toEqual([]);
  return (await world.app.config.apply(file, must(hash, "a hash"), WHO)).map(({ what, file: says }) => `${what} ${says ?? "nothing"}`);
}

describe("configuration as a file", () => {
  it("changes nothing when what was pulled is pushed, for every kind of bridge", async () => {
    const world = await createWorld({ contacts: 1 });
    await withEveryKind(world);
    await world.app.setHoldTag("made-case-tags" as BridgeId, "Quiet", WHO);
    await world.app.changeRules("made-follow-up" as BridgeId, { takesNew: true, assignees: { u1: "ada@example.com" } }, WHO);
    const before = await world.store.bridges(world.workspaceId);
    const file = await pulled(world);
    expect(file.bridges).toHaveLength(entities.length);
    expect(await world.app.config.compare(file)).toMatchObject({ changes: [], problems: [], untouched: [] });
    expect(await push(world, file)).toEqual([]);
    expect(await world.store.bridges(world.workspaceId)).toEqual(before);
  });

  it("holds nothing secret", async () => {
    const world = await createWorld({ contacts: 1 });
    const text = writeConfig(await world.app.config.read());
    for (const secret of [world.highlevel.token, world.incident.apiKey, world.incident.webhookSecret]) expect(text).not.toContain(secret);
  });

  it("applies what the file says of names, modes, rules and fields, and notes who did", async () => {
    const world = await createWorld({ contacts: 2, mode: "shadow" });
    await withEveryKind(world);
    const file = await pulled(world);
    const wanted = changing(
      changing(file, "contact", ({ fields }) => ({
        name: "Customers",
        mode: "draft",
        onDelete: "archive",
        fields: [
          ...fields.filter(({ field }) => field !== "website").map((row) => (row.field === "email" ? { ...row, wins: "highlevel" as const } : row)),
          {
            field: "custom_tier",
            label: "Tier",
            kind: "text",
            highlevel: "customField:abc",
            incident: "attribute:hw_tier",
            direction: "both",
            creates: "to-incident",
            transforms: [{ op: "lowercase" }],
            wins: "ask",
            personal: false,
          },
        ],
      })),
      "case-tags",
      ({ incidents }) => ({ incidents: { ...must(incidents, "rules"), holdTag: "quiet", tellsPrivate: true } }),
    );
    expect(await push(world, wanted)).toEqual([
      "name Customers",
      "mode draft",
      "a delete on one side archive",
      "field email: whose value wins highlevel",
      "field custom_tier customField:abc ⇄ attribute:hw_tier",
      "field website nothing",
      "private incidents are told yes",
      "hold tag quiet",
    ]);
    const bridge = await world.bridge();
    expect(bridge).toMatchObject({ name: "Customers", mode: "draft", onDelete: "archive" });
    expect(bridge.fields.find(({ field }) => field === "email")?.policy).toBe("highlevel");
    expect(bridge.fields.find(({ field }) => field === "custom_tier")).toMatchObject({ creates: "to-incident", transforms: [{ op: "lowercase" }] });
    expect(await world.app.config.compare(wanted)).toMatchObject({ changes: [] });
    const noted = await world.store.journal(world.workspaceId, { kinds: ["config"], limit: 10 });
    expect(noted.filter(({ detail }) => detail["file"] === "applied").map(({ cause }) => cause)).toEqual([[`person ${WHO}`], [`person ${WHO}`]]);
  });

  it("S4 leaves the fields of a bridge that writes to a plan, and takes them while the file lets it rest", async () => {
    const world = await createWorld({ contacts: 1 });
    const off = (mode: Bridge["mode"]) => async (): Promise<ConfigDocument> =>
      changing(await pulled(world), "contact", ({ fields }) => ({
        mode,
        fields: fields.map((row) => (row.field === "website" ? { ...row, direction: "off" as const, creates: "off" as const } : row)),
      }));
    const refused = await world.app.config.compare(await off("live")());
    expect(refused).toMatchObject({ hash: null, problems: [{ says: expect.stringContaining("with a plan") as string }] });
    await push(world, await off("shadow")());
    const website = async () => (await world.bridge()).fields.find(({ field }) => field === "website");
    expect(await website()).toMatchObject({ direction: "off" });
    const on = changing(await pulled(world), "contact", ({ fields }) => ({
      fields: fields.map((row) => (row.field === "website" ? { ...row, direction: "both" as const, creates: "both" as const } : row)),
    }));
    await push(world, on);
    expect(await website()).toMatchObject({ direction: "both", era: 1 });
    expect((await world.bridge()).mapped).toMatchObject({ number: 3, who: WHO });
    const without = changing(await pulled(world), "contact", ({ fields }) => ({ fields: fields.filter(({ field }) => field !== "website") }));
    await push(world, without);
    await push(world, on);
    expect(await website()).toMatchObject({ direction: "both", era: 2 });
    expect((await world.app.mappings.versions((await world.bridge()).id)).map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
  });

  it("M9 takes whatever the mapping's own page takes, and keeps transforms in the order in which they are carried out", async () => {
    const world = await createWorld({ contacts: 1, mode: "draft" });
    const table = { op: "table", pairs: [{ left: " oslo ", right: "Oslo" }] } as const;
    const wanted = changing(await pulled(world), "contact", ({ fields }) => ({
      fields: [
        ...fields.map((row) => (row.field === "companyName" ? { ...row, creates: "both" as const } : row)),
        further({ transforms: [table, { op: "lowercase" }] }),
      ],
    }));
    await push(world, wanted);
    expect((await world.bridge()).fields.at(-1)?.transforms).toEqual([
      { op: "lowercase" },
      { op: "table", pairs: [{ left: "oslo", right: "Oslo" }] },
    ]);
    expect(await world.app.config.compare(wanted)).toMatchObject({ changes: [], problems: [] });
    expect(await world.app.config.drift()).toMatchObject({ changes: [] });
  });

  it("keeps what a file does not tell: what was learned, and what belongs to a field itself", async () => {
    const world = await createWorld({ contacts: 1 });
    await withEveryKind(world);
    const id = "made-follow-up" as BridgeId;
    await world.store.changeBridge(world.workspaceId, id, (bridge) => ({
      ...bridge,
      cases: { ...must(bridge.cases, "rules"), affectedFieldId: "learned" },
    }));
    await push(
      world,
      changing(await pulled(world), "follow-up", () => ({ onDelete: "unlink" })),
    );
    const bridge = must(await world.store.bridge(world.workspaceId, id), "the bridge");
    expect(bridge.cases?.affectedFieldId).toBe("learned");
    expect(bridge.fields.find(({ field }) => field === "title")?.emptied).toBe("kept");
    expect(bridge.deletesReach).toBe("incident");
  });

  it("looks again at what shadow had only told of, once the file lets it write", async () => {
    const world = await createWorld({ contacts: 2, mode: "shadow" });
    const before = world.incident.control.entries().length;
    await world.load();
    expect(world.incident.control.entries()).toHaveLength(before);
    await push(
      world,
      changing(await pulled(world), "contact", () => ({ mode: "live" })),
    );
    await world.drain();
    expect(await world.entryOf(await world.linkOf(firstContact(world)))).toBeDefined();
  });

  it("makes a bridge that is not here, and finds the accounts of another installation by location and name", async () => {
    const world = await createWorld({ contacts: 1 });
    await withEveryKind(world);
    const file = await pulled(world);
    const elsewhere = JSON.parse(
      file.connections.reduce((text, { id }, index) => text.replaceAll(id, `other-${String(index)}`), JSON.stringify(file)),
    ) as ConfigDocument;
    const other = await createWorld({ contacts: 1 });
    const named = (await other.store.connections(other.workspaceId)).map(({ vendor, name }) => [vendor, name] as const);
    const fitting = {
      ...elsewhere,
      connections: elsewhere.connections.map((one) => ({
        ...one,
        name: must(
          named.find(([vendor]) => vendor === one.vendor),
          "one",
        )[1],
      })),
    };
    await push(other, fitting);
    const made = await other.store.bridges(other.workspaceId);
    expect(made.map(({ entity }) => entity).toSorted()).toEqual([...entities].toSorted());
    expect(await other.app.config.compare(fitting)).toMatchObject({ changes: [], problems: [] });
  });

  it("sets how long rows are kept, and refuses what may not be chosen", async () => {
    const world = await createWorld({ contacts: 1 });
    const file = await pulled(world);
    const keeping = (days: Partial<ConfigDocument["retention"]>): ConfigDocument => ({ ...file, retention: { ...file.retention, ...days } });
    expect(await push(world, keeping({ values: 60, plans: 3 }))).toEqual(["days of values 60", "days of plans 3"]);
    expect((await world.app.config.read()).retention).toMatchObject({ values: 60, plans: 3, journal: 400 });
    expect(readConfig(writeConfig(keeping({ journal: 10 })))).toMatchObject({
      kind: "refused",
      problems: [{ says: expect.stringContaining("less than 90") as string }],
    });
  });

  it("leaves alone what the file does not mention, and says so", async () => {
    const world = await createWorld({ contacts: 1 });
    await withEveryKind(world);
    const file = await pulled(world);
    const compared = await world.app.config.compare({ ...file, bridges: file.bridges.filter(({ kind }) => kind !== "board") });
    expect(compared).toMatchObject({ changes: [], untouched: [{ kind: "board", name: "board" }] });
  });

  it("applies only what was shown: a hash of before is refused, and nothing is changed", async () => {
    const world = await createWorld({ contacts: 1 });
    const wanted = changing(await pulled(world), "contact", () => ({ onDelete: "archive" }));
    const { hash } = await world.app.config.compare(wanted);
    await world.app.changeRules((await world.bridge()).id, { firstLink: "newest" }, WHO);
    await expect(world.app.config.apply(wanted, must(hash, "a hash"), WHO)).rejects.toMatchObject({ code: "HW_REQUEST_CONFLICT" });
    expect((await world.bridge()).onDelete).toBe("unlink");
  });

  it("tells how far a workspace has moved from the file that was applied last", async () => {
    const world = await createWorld({ contacts: 1 });
    expect(await world.app.config.drift()).toBeNull();
    await push(world, await pulled(world));
    expect(await world.app.config.drift()).toMatchObject({ changes: [] });
    await world.app.setBridgeMode((await world.bridge()).id, "paused", WHO);
    expect((await world.app.config.drift())?.changes).toMatchObject([{ what: "mode", here: "paused", file: "live", effect: "begins-to-write" }]);
  });
});

describe("a file that cannot be carried out", () => {
  const wrong: readonly (readonly [string, (file: ConfigDocument) => ConfigDocument, string])[] = [
    [
      "an account that is not connected",
      (file) => ({
        ...file,
        connections: file.connections.map((one) => ({ ...one, id: "x", account: one.account && "elsewhere", name: "Elsewhere" })),
      }),
      "connect it first",
    ],
    ["an account twice", (file) => ({ ...file, connections: [...file.connections, ...file.connections] }), "twice"],
    ["a bridge twice", (file) => ({ ...file, bridges: [...file.bridges, ...file.bridges] }), "joined for contacts above"],
    ["a bridge of no account", (file) => changing(file, "contact", () => ({ highlevel: "nobody" })), "no HighLevel connection"],
    [
      "a bridge between accounts of the wrong vendors",
      (file) => changing(file, "contact", ({ highlevel, incident }) => ({ highlevel: incident, incident: highlevel })),
      "no HighLevel connection",
    ],
    ["a field twice", (file) => changing(file, "contact", ({ fields }) => ({ fields: [...fields, ...fields.slice(0, 1)] })), "twice"],
    [
      "contacts without a name",
      (file) => changing(file, "contact", ({ fields }) => ({ fields: fields.filter(({ field }) => field !== "fullName") })),
      "Name is how a record is recognised, so it stays in the mapping",
    ],
    [
      "a field of no place",
      (file) => changing(file, "contact", ({ fields }) => ({ fields: [...fields, { ...must(fields[1], "a row"), field: "dnd", highlevel: "dnd" }] })),
      "a record of consent",
    ],
    [
      "a field at another place",
      (file) =>
        changing(file, "contact", ({ fields }) => ({ fields: fields.map((row) => (row.field === "email" ? { ...row, highlevel: "dnd" } : row)) })),
      "email has the highlevel email",
    ],
    [
      "a field that flows further than it can",
      (file) => changing(file, "contact", ({ fields }) => ({ fields: fields.map((row) => ({ ...row, direction: "both" as const })) })),
      "HighLevel takes Company only when the record is made",
    ],
    [
      "an e-mail that is told in other words",
      (file) =>
        changing(file, "contact", ({ fields }) => ({
          fields: fields.map((row) => (row.field === "email" ? { ...row, transforms: [{ op: "lowercase" as const }] } : row)),
        })),
      "is told as it is",
    ],
    [
      "a further field that is nowhere",
      (file) => changing(file, "contact", ({ fields }) => ({ fields: [...fields, further({ highlevel: "nowhere" })] })),
      "customField:<id>",
    ],
    [
      "a further field of another kind",
      (file) => changing(file, "contact", ({ fields }) => ({ fields: [...fields, further({ kind: "email" })] })),
      "is of the kind text",
    ],
    [
      "a table in which one value stands twice",
      (file) =>
        changing(file, "contact", ({ fields }) => ({
          fields: [...fields, further({ transforms: [{ op: "table", pairs: ["Gold", "Silver"].map((right) => ({ left: "G", right })) }] })],
        })),
      "in the table already",
    ],
    [
      "rules for incidents where there are none",
      (file) =>
        changing(file, "contact", () => ({
          incidents: {
            tellsPrivate: false,
            tellsDrills: false,
            takesNew: false,
            mostNewContacts: 1,
            holdTag: null,
            emailField: null,
            alertAttribute: null,
            linkField: null,
            assignees: {},
          },
        })),
      "have no rules for incidents",
    ],
  ];
  it.each(wrong)("is refused for %s", async (_name, spoil, says) => {
    const world = await createWorld({ contacts: 1 });
    const spoilt = spoil(await pulled(world));
    const { hash, problems } = await world.app.config.compare(spoilt);
    expect(hash).toBeNull();
    expect(problems.map((problem) => problem.says).join("\n")).toContain(says);
    await expect(world.app.config.apply(spoilt, "any", WHO)).rejects.toMatchObject({ code: "HW_REQUEST_INVALID" });
  });

  it("is refused for a tag or an address that would not be kept as it stands there", async () => {
    const world = await createWorld({ contacts: 1 });
    await withEveryKind(world);
    const file = await pulled(world);
    const ruled = (kind: Bridge["entity"], rules: object) =>
      changing(file, kind, ({ incidents }) => ({ incidents: { ...must(incidents, "rules"), ...rules } }));
    const says = async (wanted: ConfigDocument) => (await world.app.config.compare(wanted)).problems.map((problem) => problem.says);
    expect(await says(ruled("case-tags", { holdTag: "Quiet " }))).toEqual([expect.stringContaining("lower case")]);
    expect(await says(ruled("follow-up", { holdTag: "quiet" }))).toEqual([expect.stringContaining("only case-tags")]);
    expect(await says(ruled("follow-up", { linkField: "Link" }))).toEqual([expect.stringContaining("only boards")]);
    expect(await says(ruled("follow-up", { assignees: { u1: "Ada@Example.com" } }))).toEqual([
      expect.stringContaining("no e-mail address in lower case"),
    ]);
  });

  it("asks which account is meant where a name fits several", async () => {
    const world = await createWorld({ contacts: 1 });
    await connectAccount({ store: world.store, random: world.ports.random }, world.workspaceId, {
      vendor: "incident",
      account: null,
      credential: "none",
    });
    const file = await pulled(world);
    const moved = { ...file, bridges: [], connections: file.connections.map((one, index) => ({ ...one, id: `other-${String(index)}` })) };
    const { problems } = await world.app.config.compare(moved);
    expect(problems.map((problem) => problem.says).join("\n")).toContain("name one by its id");
  });
});
