import { HighwireError } from "#core/errors.ts";
import { roles, type Role } from "#core/policy/role.ts";
import { durationMs, durationText } from "./duration.ts";

/** Read: the value. Refused: the rule that the text breaks, as the end of "must be …". */
type Reading<Value> = { readonly kind: "read"; readonly value: Value } | { readonly kind: "refused"; readonly rule: string };

/** One setting: where it comes from, what it holds, what it is for. */
export interface Option<Value> {
  readonly env: string;
  /** Commander's notation of the flag; null for secrets, which never stand on a command line, and for what only the environment sets. */
  readonly flag: string | null;
  /** `all`: every command knows the flag. `start`: only the commands that serve. */
  readonly scope: "all" | "start";
  readonly fallback: Value;
  /** How the default is told to people, where the value itself would not do. */
  readonly fallbackText?: string;
  readonly description: string;
  readonly secret: boolean;
  readonly read: (text: string) => Reading<Value>;
}

type Base<Value> = Pick<Option<Value>, "env" | "description"> & Partial<Pick<Option<Value>, "flag" | "scope" | "fallbackText" | "secret">>;

const option = <Value>(base: Base<Value>, fallback: Value, read: Option<Value>["read"]): Option<Value> => ({
  flag: null,
  scope: "start",
  secret: false,
  ...base,
  fallback,
  read,
});
const text = (base: Base<string | null>, fallback: string | null = null): Option<string | null> =>
  option(base, fallback, (raw) => ({ kind: "read", value: raw }));
const whole = (base: Base<number>, fallback: number, [least, most]: readonly [number, number]): Option<number> =>
  option(base, fallback, (raw) =>
    /^\d{1,15}$/u.test(raw) && Number(raw) >= least && Number(raw) <= most
      ? { kind: "read", value: Number(raw) }
      : { kind: "refused", rule: `a whole number from ${String(least)} to ${String(most)}` },
  );
const duration = (base: Base<number>, fallbackText: string, [least, most]: readonly [number, number]): Option<number> =>
  option({ ...base, fallbackText }, durationMs(fallbackText) ?? 0, (raw) => {
    const value = durationMs(raw);
    return value !== null && value >= least && value <= most
      ? { kind: "read", value }
      : { kind: "refused", rule: `a duration such as 30s, 5m or 24h, from ${durationText(least)} to ${durationText(most)}` };
  });
const oneOf = <Word extends string>(base: Base<Word>, fallback: Word, words: readonly Word[]): Option<Word> =>
  option(base, fallback, (raw) => {
    const found = words.find((word) => word === raw);
    return found === undefined ? { kind: "refused", rule: `one of: ${words.join(", ")}` } : { kind: "read", value: found };
  });
const address = (base: Base<string | null>, schemes: readonly string[]): Option<string | null> =>
  option(base, null as string | null, (raw) =>
    URL.canParse(raw) && schemes.includes(new URL(raw).protocol)
      ? { kind: "read", value: raw.replace(/\/+$/u, "") }
      : { kind: "refused", rule: `an address that begins with ${schemes.map((scheme) => `${scheme}//`).join(" or ")}` },
  );

const origins = (base: Base<readonly string[]>): Option<readonly string[]> =>
  option(base, [] as readonly string[], (raw) => {
    const given = raw.split(",").map((part) => part.trim());
    const isAddress = (part: string): boolean => URL.canParse(part) && ["http:", "https:"].includes(new URL(part).protocol);
    return given.every(isAddress)
      ? { kind: "read", value: given.map((part) => new URL(part).origin) }
      : { kind: "refused", rule: "addresses that begin with http:// or https://, with commas between" };
  });

function readGroups(raw: string): Reading<Readonly<Record<string, Role>>> {
  const pairs = raw.split(",").map((pair) => pair.split("=").map((word) => word.trim()));
  const isPair = (pair: readonly string[]): pair is [string, Role] => pair.length === 2 && pair[0] !== "" && roles.some((role) => role === pair[1]);
  return pairs.every(isPair)
    ? { kind: "read", value: Object.fromEntries(pairs) }
    : { kind: "refused", rule: `pairs of group=role with commas between, where role is one of: ${roles.join(", ")}` };
}

/** One second to thirty days, in milliseconds. */
const sweepRange = [1_000, 30 * 86_400_000] as const;

/** Every setting of Highwire, once: environment, flags, help and docs/configuration.md are all made from this table. */
export const options = {
  dataDir: text({
    env: "HIGHWIRE_DATA_DIR",
    flag: "--data-dir <folder>",
    scope: "all",
    fallbackText: "the user's data folder; as root /var/lib/highwire",
    description: "Folder of the embedded PostgreSQL and of the runtime file.",
  }),
  databaseUrl: address(
    {
      env: "DATABASE_URL",
      secret: true,
      scope: "all",
      description: "Your own PostgreSQL 15 or newer, instead of the embedded one.",
    },
    ["postgres:", "postgresql:"],
  ),
  masterKey: text({ env: "HIGHWIRE_MASTER_KEY", secret: true, scope: "all", description: "Master key that seals secrets: 32 bytes in base64." }),
  masterKeyFile: text({
    env: "HIGHWIRE_MASTER_KEY_FILE",
    flag: "--master-key-file <file>",
    scope: "all",
    fallbackText: "a file outside the data folder, made at the first start",
    description: "File that holds the master key.",
  }),
  port: whole({ env: "HIGHWIRE_PORT", flag: "-p, --port <number>", description: "Port of the page, the API and the webhooks." }, 4_400, [0, 65_535]),
  host: text(
    { env: "HIGHWIRE_HOST", flag: "--host <address>", description: "Address to listen on; on anything but loopback people sign in." },
    "127.0.0.1",
  ),
  apiToken: text({
    env: "HIGHWIRE_API_TOKEN",
    secret: true,
    description: "Bearer token of a program that may do everything; with it, nobody gets in without signing in.",
  }),
  token: text({
    env: "HIGHWIRE_TOKEN",
    secret: true,
    scope: "all",
    description: "API token by which `highwire mcp` asks a running Highwire; one of a Viewer is enough to read.",
  }),
  publicUrl: address(
    {
      env: "HIGHWIRE_PUBLIC_URL",
      flag: "--public-url <url>",
      description: "Address under which vendors and people reach this server; incidents link to it.",
    },
    ["http:", "https:"],
  ),
  highlevelKeys: text({
    env: "HIGHWIRE_HIGHLEVEL_KEYS",
    scope: "all",
    fallbackText: "HighLevel's own",
    description: "Further public keys (SPKI in base64, separated by commas) whose HighLevel events are accepted, such as a sandbox's.",
  }),
  smtpUrl: address(
    {
      env: "HIGHWIRE_SMTP_URL",
      secret: true,
      scope: "all",
      description: "Mail server for codes and alerts, with user and password: smtps://user:password@mail.example.com.",
    },
    ["smtp:", "smtps:"],
  ),
  mailFrom: text({ env: "HIGHWIRE_MAIL_FROM", scope: "all", description: "Sender of mails, such as Highwire <highwire@example.com>." }),
  alertOrigins: origins({
    env: "HIGHWIRE_ALERT_ORIGINS",
    scope: "all",
    fallbackText: "none",
    description:
      "Origins, separated by commas, that alerts and workflows' webhooks may be sent to although they are private or without HTTPS, such as http://alerts.internal:8080.",
  }),
  responders: text({
    env: "HIGHWIRE_RESPONDERS",
    description: "Addresses, separated by commas, that may ask for a code to an incident's page although they are nobody's at incident.io.",
  }),
  highlevelUrl: address(
    {
      env: "HIGHWIRE_HIGHLEVEL_URL",
      scope: "all",
      fallbackText: "HighLevel's own",
      description: "Another address of HighLevel's API for accounts that are connected on the page, such as a sandbox's.",
    },
    ["http:", "https:"],
  ),
  incidentUrl: address(
    {
      env: "HIGHWIRE_INCIDENT_URL",
      scope: "all",
      fallbackText: "incident.io's own",
      description: "Another address of incident.io's API for accounts that are connected on the page, such as a sandbox's.",
    },
    ["http:", "https:"],
  ),
  oidcIssuer: address(
    { env: "HIGHWIRE_OIDC_ISSUER", description: "Issuer of the OIDC provider that your people sign in with; needs HIGHWIRE_PUBLIC_URL." },
    ["https:", "http:"],
  ),
  oidcClientId: text({ env: "HIGHWIRE_OIDC_CLIENT_ID", description: "Client id that the OIDC provider gave." }),
  oidcClientSecret: text({ env: "HIGHWIRE_OIDC_CLIENT_SECRET", secret: true, description: "Client secret that the OIDC provider gave." }),
  oidcGroups: option<Readonly<Record<string, Role>> | null>(
    {
      env: "HIGHWIRE_OIDC_GROUPS",
      fallbackText: "none",
      description: "Which group gives which role: `group=role`, separated by commas. Who is in none of them does not get in.",
    },
    null,
    readGroups,
  ),
  oidcGroupsClaim: text({ env: "HIGHWIRE_OIDC_GROUPS_CLAIM", description: "Claim of the id token that names a person's groups." }, "groups"),
  logLevel: oneOf(
    { env: "HIGHWIRE_LOG_LEVEL", flag: "--log-level <level>", scope: "all", description: "Least important log line to print on stderr." },
    "warn",
    ["debug", "info", "warn", "error", "silent"],
  ),
  sandboxHighlevelPort: whole(
    { env: "HIGHWIRE_SANDBOX_HIGHLEVEL_PORT", description: "Port of the emulated HighLevel; 0 takes a free one." },
    0,
    [0, 65_535],
  ),
  sandboxIncidentPort: whole(
    { env: "HIGHWIRE_SANDBOX_INCIDENT_PORT", description: "Port of the emulated incident.io; 0 takes a free one." },
    0,
    [0, 65_535],
  ),
  sweepHighlevel: duration(
    { env: "HIGHWIRE_SWEEP_HIGHLEVEL", description: "How often changed HighLevel contacts are looked for." },
    "5m",
    sweepRange,
  ),
  sweepHighlevelFull: duration(
    { env: "HIGHWIRE_SWEEP_HIGHLEVEL_FULL", description: "How often all HighLevel contacts are read, to notice deletes." },
    "24h",
    sweepRange,
  ),
  sweepIncident: duration(
    { env: "HIGHWIRE_SWEEP_INCIDENT", description: "How often all catalog entries are read; incident.io sends no event for them." },
    "1m",
    sweepRange,
  ),
} as const satisfies Record<string, Option<unknown>>;

export type OptionName = keyof typeof options;
type ValueOf<Given> = Given extends Option<infer Value> ? Value : never;
/** The settings of one run, all read and checked. */
export type Settings = { readonly [Name in OptionName]: ValueOf<(typeof options)[Name]> };

/** Flags given on the command line, by option name, as text. */
export type GivenFlags = Readonly<Partial<Record<OptionName, string | undefined>>>;

/**
 * Reads every option: flag, then environment, then default; an empty text counts as not given. Throws `HW_CONFIG_INVALID` naming option,
 * variable and flag; the value of a secret is never repeated.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>, flags: GivenFlags = {}): Settings {
  const names = Object.keys(options) as OptionName[];
  return Object.fromEntries(names.map((name) => [name, readOne(name, environment, flags)])) as unknown as Settings;
}

function readOne(name: OptionName, environment: Readonly<Record<string, string | undefined>>, flags: GivenFlags): unknown {
  const entry: Option<unknown> = options[name];
  const given = flags[name] ?? environment[entry.env];
  if (given === undefined || given.trim() === "") return entry.fallback;
  const reading = entry.read(given.trim());
  if (reading.kind === "read") return reading.value;
  const shown = entry.secret ? "its value" : JSON.stringify(given);
  throw new HighwireError("HW_CONFIG_INVALID", { option: whereFrom(entry), detail: `${whereFrom(entry)}: ${shown} is not ${reading.rule}` });
}

/** Variable and flag of an option, for messages. */
export function whereFrom(entry: Pick<Option<unknown>, "env" | "flag">): string {
  return entry.flag === null ? entry.env : `${entry.env} (${longFlag(entry.flag)})`;
}

const longFlag = (flag: string): string => /--[a-z-]+/u.exec(flag)?.[0] ?? flag;

/** The table as Markdown: the body of docs/configuration.md. */
export function optionsMarkdown(): string {
  const rows = Object.values(options).map((entry: Option<unknown>) => {
    const fallback = entry.fallbackText ?? (entry.fallback === null ? "none" : String(entry.fallback));
    const flag = entry.flag === null ? "" : `\`${entry.flag}\``;
    return `| \`${entry.env}\` | ${flag} | ${fallback} | ${entry.description}${entry.secret ? " Secret: never on a command line." : ""} |`;
  });
  return ["| Variable | Flag | Default | What it does |", "|---|---|---|---|", ...rows, ""].join("\n");
}
