import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commands } from "#cli/command-table.ts";
import { openDouble, type OpenDouble } from "./support/open-double.ts";
import { run } from "./support/run-cli.ts";

let opened: OpenDouble;
beforeAll(async () => {
  opened = await openDouble({ contacts: 0 });
});
afterAll(() => opened.close());

/** At least one planted mistake for every command: the line, what it ends with, and words that tell what to do. */
const rows: readonly (readonly [line: string, exitCode: number, says: RegExp, input?: string])[] = [
  ["start --port abc", 2, /HIGHWIRE_PORT \(--port\): "abc" is not a whole number/],
  ["start --contacts many", 2, /--contacts: "many" is not a whole number from 1/],
  ["worker", 3, /DATABASE_URL must name it/],
  ["demo --exit --edits 1e3", 2, /--edits: "1e3" is not a whole number/],
  ["demo --exit --contacts 0", 2, /--contacts: "0" is not a whole number from/],
  ["demo --exit --flows some", 2, /contacts, all/],
  ["demo --exit --events 5", 2, /belong to --flows all/],
  ["demo --exit --flows all --incidents 0", 2, /--incidents: "0" is not a whole number from/],
  ["demo --exit --flows all --events x", 2, /--events: "x" is not a whole number/],
  ["demo --exit --seed x", 2, /--seed: "x" is not a whole number/],
  ["sandbox --contacts many", 2, /--contacts: "many" is not a whole number/],
  ["sandbox --seed -1", 2, /--seed: "-1" is not a whole number/],
  ["sandbox --webhooks-to https://example.com/", 2, /--webhooks-to: must be an http address of this machine/],
  ["connect highlevel --token-file x", 2, /--location <id> is needed/],
  ["connect highlevel --location aBcDeFgHiJ0123456789", 2, /--token-file <file> is needed/],
  ["connect highlevel --location nowhere --token-file -", 2, /must be an id of letters and digits/, "pit-00000000"],
  ["connect highlevel --location aBcDeFgHiJ0123456789 --token-file /proc/nowhere/token", 2, /--token-file: \/proc\/nowhere\/token does not exist/],
  ["connect highlevel --location aBcDeFgHiJ0123456789 --token-file - --base-url ftp://x", 2, /--base-url: must be an address/, "pit-00000000"],
  ["connect highlevel --location aBcDeFgHiJ0123456789 --token pit-1234", 2, /unknown option '--token'/],
  ["connect incident --token-file -", 2, /standard input is empty/],
  ["connect highlevel --location aBcDeFgHiJ0123456789 --token-file - --name", 2, /argument missing/, "pit-00000000"],
  ["connect incident --token-file - --name", 2, /argument missing/, "key"],
  ["connect incident --token-file - --webhook-secret-file /proc/nowhere/secret", 2, /\/proc\/nowhere\/secret does not exist/, "key"],
  ["connect incident --token-file - --base-url nowhere", 2, /--base-url: must be an address/, "key"],
  ["connections list extra", 2, /too many arguments/],
  ["connections test nobody", 2, /no connection has the id "nobody"; `highwire connections list`/],
  ["connections pause", 2, /missing required argument 'id'/],
  ["connections resume nobody", 2, /no connection has the id "nobody"/],
  ["flows list all", 2, /too many arguments/],
  ["flows mode contacts quick", 2, /"quick" is not one of: draft, shadow, canary, live, paused/],
  ["flows mode contact live", 2, /"contact" is not one of: contacts, tasks/],
  ["flows mode contacts live --reason", 2, /argument missing/],
  ["flows pause everything", 2, /"everything" is not one of: contacts, tasks/],
  ["flows pull --out /proc/nowhere/highwire.yaml", 2, /--out: \/proc\/nowhere\/highwire.yaml does not exist/],
  ["flows diff /proc/nowhere/highwire.yaml", 2, /<file>: \/proc\/nowhere\/highwire.yaml does not exist/],
  ["flows diff package.json", 2, /line 2, column 3: "name" is no key that is known here/],
  ["flows push package.json", 2, /package.json: line 1, column 1: format is missing; line 1/],
  ["flows push package.json --confirm", 2, /argument missing/],
  ["bridges create --left nobody", 2, /--left <id>: "nobody" is no HighLevel connection/],
  ["bridges create --right nobody", 2, /--right <id>: "nobody" is no incident.io connection/],
  ["bridges create --kind notes", 2, /Allowed choices are all, contacts, tasks, appointments, businesses/],
  ["bridges create --email-field", 2, /argument missing/],
  ["bridges create --email-field Customer", 2, /only bridges of what hangs on incidents/],
  ["bridges create --kind new-contacts", 2, /say which/],
  ["bridges create --alert-attribute", 2, /argument missing/],
  ["bridges create --alert-attribute Customer", 2, /--alert-attribute: only bridges of what hangs on incidents/],
  ["bridges create --link-field", 2, /argument missing/],
  ["bridges create --kind timelines --link-field Dashboard", 2, /only boards keep a link/],
  ["bridges create --name", 2, /argument missing/],
  ["mapping show nothing", 2, /"nothing" is no flow; flows are contacts/],
  ["mapping show contacts --bridge nobody", 2, /no bridge is called "nobody"/],
  ["mapping set contacts", 2, /--file <file> is needed/],
  ["mapping set contacts --file /proc/nowhere/rows", 2, /\/proc\/nowhere\/rows does not exist/],
  ["mapping set contacts --file /proc/self/status --plan x --note y", 2, /is no JSON/],
  ["mapping set contacts --file /proc/self/status --bridge nobody", 2, /is no JSON/],
  ["mapping versions contacts --bridge nobody", 2, /no bridge is called "nobody"/],
  ["mapping restore contacts --number 1 --bridge nobody --plan x --note y", 2, /no bridge is called "nobody"/],
  ["mapping versions boards", 2, /what boards says is fixed/],
  ["mapping restore contacts", 2, /--number <number> is needed/],
  ["mapping restore contacts --number x", 2, /"x" is not a whole number from 1/],
  ["mapping restore contacts --number 9", 2, /there is no version 9/],
  ["bridges rules --bridge nobody", 2, /no bridge is called "nobody"/],
  ["bridges rules --private yes", 2, /has nothing to do with incidents/],
  ["bridges rules --private maybe", 2, /yes, no/],
  ["bridges rules --drills maybe", 2, /yes, no/],
  ["bridges rules --take-new maybe", 2, /yes, no/],
  ["bridges rules --most-new-contacts", 2, /argument missing/],
  ["bridges rules --most-new-contacts 51", 2, /from 0 to 50/],
  ["bridges rules --most-new-contacts many", 2, /from 0 to 50/],
  ["bridges rules --on-delete burn", 2, /unlink, archive, delete/],
  ["bridges rules --assignee nobody", 2, /is not <HighLevel user id>=<e-mail>/],
  ["bridges create --kind all --name Everything", 2, /--name is for one bridge/],
  ["bridges hold", 2, /missing required argument 'tag'/],
  ["bridges hold quiet", 2, /puts no tags on contacts/],
  ["bridges hold quiet --bridge nobody", 2, /no bridge is called "nobody"/],
  ["bridges release --bridge nobody", 2, /no bridge is called "nobody"/],
  ["bridges create", 2, /already joins these two accounts/],
  ["bridges list --limit 3", 2, /unknown option '--limit'/],
  ["bridges mode quick", 2, /"quick" is not one of: draft, shadow, canary, live, paused/],
  ["bridges mode live --bridge nobody", 2, /no bridge is called "nobody"; `highwire bridges list`/],
  ["bridges release", 2, /the brake of .* is not on/],
  ["bridges redrive --bridge nobody", 2, /no bridge is called "nobody"/],
  ["plan --bridge nobody", 2, /no bridge is called "nobody"/],
  ["plan --out /proc/nowhere/plan.json", 2, /--out: \/proc\/nowhere\/plan.json does not exist/],
  ["apply /proc/nowhere/plan.json", 2, /does not exist/],
  ["apply package.json", 2, /package.json is not a plan made by `highwire plan --out`/],
  ["sync contact nobody@example.com", 2, /no record of any bridge fits/],
  ["sync", 2, /a word is missing/],
  ["why nobody@example.com", 2, /no record of any bridge fits/],
  ["erase", 2, /missing required argument 'contact'/],
  ["erase nobody@example.com --yes", 2, /unknown|no such|nothing/i],
  ["export", 2, /missing required argument 'contact'/],
  ["export nobody@example.com --out x.json", 2, /unknown|no such|nothing|no record/i],
  ["export nobody@example.com", 2, /--out <file> is needed/],
  ["export nobody@example.com --out", 2, /argument missing/],
  ["undo --limit 0", 2, /--limit: "0" is not a whole number from 1/],
  ["undo 17 --limit 5", 2, /--limit is for the list of plans/],
  ["undo 17", 2, /no run of that plan is in the journal/],
  ["conflicts list --limit 0", 2, /--limit: "0" is not a whole number from 1/],
  ["conflicts show 17", 2, /no conflict has the id "17"; `highwire conflicts list`/],
  ["conflicts resolve 17", 2, /exactly one of --keep, --value, --link, --answer/],
  ["conflicts resolve 17 --keep both --answer keep", 2, /exactly one of/],
  ["conflicts resolve 17 --keep mine", 2, /Allowed choices are highlevel, incident, both/],
  ["conflicts resolve 17 --value", 2, /argument missing/],
  ["conflicts resolve 17 --link", 2, /argument missing/],
  ["conflicts resolve 17 --group", 2, /exactly one of --keep, --value, --link, --answer/],
  ["catalog search --vendor nobody", 2, /highlevel, incident, highwire/],
  ["catalog search --kind thing", 2, /action, trigger/],
  ["catalog search --effect undo", 2, /read, write, delete/],
  ["catalog search task --limit some", 2, /--limit: "some" is not a whole number from 1/],
  ["catalog show nothing", 2, /the catalog has no "nothing"; `highwire catalog search`/],
  ["catalog count extra", 2, /too many arguments/],
  ["catalog try nothing", 2, /the catalog has no action "nothing"; `highwire catalog search`/],
  ["catalog try highlevel.contacts.create-task --at home", 2, /practice, account/],
  ["catalog try highlevel.contacts.create-task --with /proc/nowhere/input.json", 2, /--with: \/proc\/nowhere\/input.json does not exist/],
  ["catalog try highlevel.contacts.create-task --with -", 2, /--with: - is not a JSON object with path, query and body/, "[1]"],
  ["catalog try highlevel.contacts.create-task --with -", 2, /body.title is missing/, '{"path":{"contactId":"x"},"body":{}}'],
  ["catalog try highlevel.locations.create-tag --at account --connection nobody", 2, /no such connection/],
  ["catalog try highlevel.locations.create-tag --at account --confirm", 2, /argument missing/],
  ["audit list --limit none", 2, /--limit: "none" is not a whole number from 1/],
  ["audit verify now", 2, /too many arguments/],
  ["audit export", 2, /--out <file> is needed/],
  ["audit export --out /proc/nowhere/audit.ndjson", 2, /--out: \/proc\/nowhere\/audit.ndjson does not exist/],
  ["status now", 2, /too many arguments/],
  ["doctor --fixx", 2, /unknown option '--fixx'/],
  ["activity --limit all", 2, /--limit: "all" is not a whole number/],
  ["explain HW-14", 2, /"HW-14" is no code of this version; did you mean HW-1429/],
  ["explain banana", 2, /codes look like HW-1401/],
  ["alerts list now", 2, /too many arguments/],
  ["alerts add pigeon", 2, /<kind>: say one of: email, webhook, incident/],
  ["alerts add email", 2, /--to <address> is needed/],
  ["alerts add email --to nobody", 2, /to: Invalid email/],
  ["alerts add email --to a@example.com --name", 2, /argument missing/],
  ["alerts add email --to a@example.com --kinds brake,rain", 2, /--kinds: "rain" is not one of: connection, brake/],
  ["alerts add email --to a@example.com --quiet-hours night", 2, /--quiet-hours: "night" is not two times such as 22:00-07:00/],
  ["alerts add email --to a@example.com --quiet-hours 22:00-07:00 --zone Mars", 2, /zone: must be a time zone such as Europe\/Berlin/],
  ["alerts add email --to a@example.com", 3, /no mail server is set: HIGHWIRE_SMTP_URL/],
  ["alerts add webhook", 2, /--url-file <file> is needed/],
  ["alerts add webhook --url-file -", 2, /url: Invalid URL/, "nowhere"],
  ["alerts add webhook --url-file -", 2, /private or reserved address/, "https://192.168.0.1/hook"],
  ["alerts add webhook --url-file -", 2, /only https is allowed/, "http://hooks.example.com/"],
  ["alerts add incident --secret-file -", 2, /--source <id> is needed/, "secret"],
  ["alerts add incident --source one", 2, /--secret-file <file> is needed/],
  ["alerts add incident --source one --secret-file -", 2, /standard input is empty/],
  ["alerts test nothing", 2, /no channel here has this id/],
  ["alerts pause nothing", 2, /no channel here has this id/],
  ["alerts resume nothing", 2, /no channel here has this id/],
  ["alerts remove nothing", 2, /no channel here has this id/],
  ["users list now", 2, /too many arguments/],
  ["users invite --role queen", 2, /Allowed choices are owner, admin/],
  ["users invite --note", 2, /argument missing/],
  ["users role nobody@example.com viewer", 2, /no person here has this id or e-mail/],
  ["users role nobody@example.com queen", 2, /"queen" is not one of: owner, admin/],
  ["users remove nobody@example.com", 2, /no person here has this id or e-mail/],
  ["users restore nobody@example.com", 2, /no person here has this id or e-mail/],
  ["users reset-password nobody@example.com", 2, /no person here has this id or e-mail/],
  ["users code now", 2, /too many arguments/],
  ["link create", 2, /--incident <id> is needed/],
  ["link create --incident INC-1 --hours 73", 2, /--hours: "73" is not a whole number from 1 to 72/],
  ["link create --incident INC-1", 2, /no incident that Highwire may tell of has this id/],
  ["link list now", 2, /too many arguments/],
  ["link revoke nothing", 2, /no link with this id opens anything; `highwire link list`/],
  ["workflows list all", 2, /too many arguments/],
  ["workflows templates all", 2, /too many arguments/],
  ["workflows new nothing", 2, /no template is called "nothing"; `highwire workflows templates`/],
  ["workflows new note-raises-alert", 2, /--set: note-raises-alert needs source/],
  ["workflows new note-raises-alert --set source", 2, /--set: "source" is not <name>=<value>/],
  ["workflows new note-raises-alert --set other=x", 2, /--set: note-raises-alert asks for source, keyword, not for "other"/],
  ["workflows pull nobody", 2, /no workflow is called "nobody"; `highwire workflows list`/],
  ["workflows pull nobody --out", 2, /argument missing/],
  ["workflows push /proc/nowhere/w.yaml", 2, /<file>: \/proc\/nowhere\/w.yaml does not exist/],
  ["workflows push package.json", 2, /is not known here/],
  ["workflows push - --check", 2, /is not YAML that can be read/, "a: [b"],
  ["workflows push -", 2, /repeats a part by an alias/, "a: &x [1]\nb: *x"],
  ["workflows push package.json --workflow nobody", 2, /no workflow is called "nobody"/],
  ["workflows push package.json --note", 2, /argument missing/],
  ["workflows publish nobody", 2, /no workflow is called "nobody"/],
  ["workflows publish nobody --note", 2, /argument missing/],
  ["workflows publish nobody --to", 2, /argument missing/],
  ["workflows mode quick x", 2, /"quick" is not one of: off, shadow, live/],
  ["workflows secret nobody", 2, /no workflow is called "nobody"/],
  ["workflows run nobody", 2, /no workflow is called "nobody"/],
  ["workflows run nobody --input", 2, /argument missing/],
  ["runs list --limit all", 2, /--limit: "all" is not a whole number from 1 to 200/],
  ["runs list --state odd", 2, /Allowed choices are going, parked/],
  ["runs show nobody", 2, /HW-5404/],
  ["runs retry nobody", 2, /HW-5404/],
  ["runs replay nobody", 2, /HW-5404/],
  ["runs replay nobody --with now", 2, /Allowed choices are then, today/],
  ["runs approve nobody", 2, /HW-5404/],
  ["runs approve nobody --note", 2, /argument missing/],
  ["runs cancel nobody", 2, /HW-5404/],
  ["keys rewrap", 2, /--new-key-file <file> is needed/],
  ["keys rewrap --new-key-file package.json", 2, /must hold 32 bytes in base64/],
  ["probe --lives", 2, /Did you mean --live\?/],
  ["bench ingest --seconds 0", 2, /--seconds: "0" is not a whole number from 1 to 120/],
  ["bench backfill --contacts lots", 2, /--contacts: "lots" is not a whole number/],
  ["bench ingest --connections none", 2, /--connections: "none" is not a whole number/],
  ["backup", 2, /--out <file> is needed/],
  ["backup --out", 2, /argument missing/],
  ["restore", 2, /missing required argument 'file'/],
  ["restore /proc/nowhere/backup", 2, /\/proc\/nowhere\/backup does not exist/],
  ["bench change --contacts lots", 2, /--contacts: "lots" is not a whole number from 20 to 10000/],
  ["bench latency --edits 0", 2, /--edits: "0" is not a whole number from 1 to 10000/],
  ["bench scale --links none", 2, /--links: "none" is not a whole number from 100 to 5000000/],
  ["bench scale --changes 0", 2, /--changes: "0" is not a whole number from/],
  ["bench workers --contacts none", 2, /--contacts: "none" is not a whole number/],
  ["bench workflow --runs none", 2, /--runs: "none" is not a whole number from 10/],
  ["bench workflow --events none", 2, /--events: "none" is not a whole number from 1/],
  ["bench calls --contacts 5", 2, /unknown option '--contacts'/],
  ["bench all --write", 2, /'--write <file>' argument missing/],
  ["strat", 2, /unknown command 'strat' \(Did you mean start\?\)/],
];

const planted = rows.map(([line, exitCode, says, input]) => ({ line, exitCode, says, input }));

describe("wrong input", () => {
  it.each(planted)("$line ends with $exitCode and says what to do", async ({ line, exitCode, says, input }) => {
    const ran = await run(line, { session: opened.session, ...(input !== undefined && { input }) });
    expect(ran.stderr).toMatch(says);
    expect(ran.stderr).toMatch(/ {2}Fix {4}\S/u);
    expect(ran.stderr).toMatch(/ {2}Code {3}HW-\d{4}/u);
    expect(ran.stdout).toBe("");
    expect(ran.exitCode).toBe(exitCode);
  });

  it.each(planted)("$line --json gives the same as one document", async ({ line, exitCode, input }) => {
    const ran = await run(`${line} --json`, { session: opened.session, ...(input !== undefined && { input }) });
    expect(ran.json()).toMatchObject({
      version: 1,
      kind: "error",
      error: { number: expect.stringMatching(/^HW-\d{4}$/u) as string, fix: expect.any(String) as string },
    });
    expect(ran.stderr).toBe("");
    expect(ran.exitCode).toBe(exitCode);
  });

  it("is planted for every public command", () => {
    const missing = commands.map(({ path }) => path).filter((path) => !planted.some(({ line }) => line.startsWith(path)));
    expect(missing).toEqual([]);
  });

  it("is planted for every flag that takes a value", () => {
    const wanted = commands.flatMap(({ path, flags = [] }) =>
      flags.filter(({ flag }) => flag.includes("<")).map(({ flag }) => ({ path, name: /--[\w-]+/u.exec(flag)?.[0] ?? flag })),
    );
    const isPlanted = ({ path, name }: { readonly path: string; readonly name: string }): boolean =>
      planted.some(({ line }) => line.startsWith(`${path} `) && line.split(" ").includes(name));
    expect(wanted.filter((flag) => !isPlanted(flag))).toEqual([]);
  });

  it("P5 never repeats a credential", async () => {
    const ran = await run("connect highlevel --location nowhere --token-file - -v", { session: opened.session, input: "pit-secret-canary" });
    expect(ran.stdout + ran.stderr).not.toContain("secret-canary");
  });
});
