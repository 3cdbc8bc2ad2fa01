import { readFileSync } from "node:fs";
import { defineConfig, type OxlintOverride } from "oxlint";
import { layers, type LayerName } from "./layers.ts";

/**
 * Which layer may import which npm package; a package that is not here is refused everywhere. The database driver stays in storage,
 * the network client in transport, the web framework in server.
 */
const packageOwners: Readonly<Record<string, readonly LayerName[]>> = {
  "@better-auth/passkey": ["server"],
  "@cfworker/json-schema": ["catalog", "sandbox"],
  "@fastify/static": ["server"],
  "@mantine/core": ["web"],
  "@mantine/hooks": ["web"],
  "@tanstack/react-query": ["web"],
  "@tanstack/react-router": ["web"],
  "@tanstack/react-virtual": ["web"],
  "@vitejs/plugin-react": ["web"],
  "@modelcontextprotocol/server": ["main"],
  "@xyflow/react": ["web"],
  "better-auth": ["server"],
  commander: ["cli"],
  croner: ["engine"],
  fastify: ["server"],
  diff: ["web"],
  "intl-messageformat": ["web"],
  "libphonenumber-js": ["core", "sandbox"],
  liquidjs: ["engine"],
  "lucide-react": ["web"],
  marked: ["server"],
  nodemailer: ["main"],
  pg: ["storage"],
  pino: ["main"],
  "prom-client": ["server"],
  react: ["web"],
  recharts: ["web"],
  "react-dom": ["web"],
  undici: ["transport"],
  uqr: ["web"],
  vite: ["web"],
  yaml: ["cli", "contract"],
  zod: ["contract", "server", "highlevel", "incidentio"],
};

/** A file above a size limit, with how far it may go and why. It may shrink freely; growing needs a new reason in the same commit. */
interface SizeException {
  readonly lines?: number;
  readonly functionLines?: number;
  readonly imports?: number;
  readonly reason: string;
}
const sizeBudget = JSON.parse(readFileSync(new URL("tools/size-budget.json", import.meta.url), "utf8")) as Record<string, SizeException>;

const tests = [
  "**/*.test.ts",
  "**/*.test.tsx",
  "test/**",
  "src/storage/store-contract.ts",
  "src/storage/store-contract/**",
  "src/storage/embedded/test-database.ts",
];
const portsOnly = "comes through a port, so that a seed gives the same trace twice (T3).";
const clockAndChance = ["setTimeout", "setInterval", "setImmediate", "performance", "crypto"];
const effects = [...clockAndChance, "fetch", "XMLHttpRequest", "WebSocket", "process", "console", "Buffer", "globalThis", "queueMicrotask"];
const glob = (...names: readonly LayerName[]): string[] => names.map((name) => `${layers[name].folder}/**`);
const ban = (names: readonly string[], message: string) => names.map((name) => ({ name, message }));
const limit = (max: number) => ({ max, skipBlankLines: true, skipComments: true });

type Rules = NonNullable<OxlintOverride["rules"]>;

const ambient: Rules = {
  "house/no-new-date": "error",
  "no-restricted-properties": [
    "error",
    { object: "Date", property: "now", message: `Time ${portsOnly}` },
    { object: "Math", property: "random", message: `Randomness ${portsOnly}` },
    { object: "globalThis", property: "fetch", message: "The network is called in src/vendors/transport only." },
  ],
};
/** Node's doors to time and chance, closed where only ports may be used. */
const noAmbientImports: Rules = {
  "no-restricted-imports": [
    "error",
    {
      paths: [
        { name: "node:timers", message: `Time ${portsOnly}` },
        { name: "node:timers/promises", message: `Time ${portsOnly}` },
        { name: "node:perf_hooks", message: `Time ${portsOnly}` },
        {
          name: "node:crypto",
          importNames: ["randomBytes", "randomUUID", "randomInt", "randomFillSync", "webcrypto"],
          message: `Randomness ${portsOnly}`,
        },
      ],
    },
  ],
};

function allowed(size: SizeException): Rules {
  return {
    ...(size.lines !== undefined && { "max-lines": ["error", limit(size.lines)] }),
    ...(size.functionLines !== undefined && { "max-lines-per-function": ["error", limit(size.functionLines)] }),
    ...(size.imports !== undefined && { "import/max-dependencies": ["error", { max: size.imports, ignoreTypeImports: true }] }),
  };
}

export default defineConfig({
  plugins: ["eslint", "typescript", "unicorn", "oxc", "import", "promise", "vitest", "react", "jsx-a11y"],
  jsPlugins: ["./tools/oxlint-plugin-house.mjs"],
  categories: { correctness: "error" },
  options: { typeAware: true, reportUnusedDisableDirectives: "error" },
  ignorePatterns: ["node_modules/**", "dist/**", "coverage/**", "docs/**"],
  rules: {
    "house/layers": ["error", { table: layers }],
    "house/packages": ["error", { table: layers, owners: packageOwners }],
    "house/no-bare-error": "error",
    "house/no-html-sink": "error",
    "house/no-barrel": "error",
    "house/file-name": "error",
    "house/reasoned-suppression": "error",
    "import/no-cycle": "error",
    "import/no-default-export": "error",
    "import/max-dependencies": ["error", { max: 18, ignoreTypeImports: true }],
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": ["error", { checksVoidReturn: false }],
    "typescript/await-thenable": "error",
    "typescript/only-throw-error": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "typescript/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
    // Both flag what is meant here: text of an unknown value in messages, and characters counted by code point.
    "typescript/no-base-to-string": "off",
    "typescript/no-misused-spread": "off",
    // `(): void => void call()` says on purpose that nothing comes back.
    "typescript/no-meaningless-void-operator": "off",
    "react/no-danger": "error",
    "no-eval": "error",
    "no-new-func": "error",
    "no-var": "error",
    "prefer-const": "error",
    eqeqeq: "error",
    "no-restricted-globals": ["error", ...ban(["fetch", "XMLHttpRequest", "WebSocket"], "The network is called in src/vendors/transport only.")],
    "max-lines": ["error", limit(400)],
    "max-lines-per-function": ["error", limit(60)],
    // Counts each `??` and `?.` as a branch; the aim for real branches is 12.
    complexity: ["error", { max: 24 }],
  },
  overrides: [
    {
      files: glob("core", "contract"),
      rules: { ...ambient, "no-restricted-globals": ["error", ...ban(effects, "Core and contract are pure: no effects, no clock, no chance (S3).")] },
    },
    {
      files: glob("engine", "sandbox"),
      rules: {
        ...ambient,
        ...noAmbientImports,
        "no-restricted-globals": ["error", ...ban([...clockAndChance, "XMLHttpRequest", "WebSocket"], `This ${portsOnly}`)],
      },
    },
    // The clocks that stand behind the port.
    { files: ["src/sandbox/kit/clock.ts"], rules: { "no-restricted-properties": "off", "no-restricted-globals": "off" } },
    // The sandbox sends webhooks as a vendor would; the page calls its own server.
    { files: ["src/sandbox/kit/webhook-sender.ts", ...glob("transport", "web")], rules: { "no-restricted-globals": "off" } },
    { files: ["src/lib/must.ts"], rules: { "house/no-bare-error": "off" } },
    { files: ["src/contract/index.ts"], rules: { "house/no-barrel": "off", "house/file-name": "off" } },
    { files: ["*.config.ts", "src/web/vite.config.ts", "tools/oxlint-plugin-house.mjs"], rules: { "import/no-default-export": "off" } },
    { files: ["src/web/vite.config.ts"], rules: { "house/layers": "off", "house/packages": "off" } },
    { files: ["src/vendors/generated/**"], rules: { "max-lines": "off" } },
    // Programs for people, run one at a time: they print, and stop with a plain error.
    {
      files: ["bin/**", "tools/**"],
      rules: { "house/no-bare-error": "off", "max-lines-per-function": "off", complexity: "off", "typescript/restrict-template-expressions": "off" },
    },
    {
      files: tests,
      rules: {
        "house/layers": "off",
        "house/packages": "off",
        "house/no-bare-error": "off",
        "house/no-new-date": "off",
        "no-restricted-globals": "off",
        "no-restricted-imports": "off",
        "no-restricted-properties": [
          "error",
          ...["mock", "doMock", "hoisted", "spyOn", "stubGlobal", "useFakeTimers"].map((property) => ({
            object: "vi",
            property,
            message: "No mocks: pass a port (docs/adr).",
          })),
        ],
        "typescript/no-non-null-assertion": "off",
        "typescript/only-throw-error": "off",
        "max-lines": ["error", limit(800)],
        "max-lines-per-function": "off",
        complexity: "off",
        "import/max-dependencies": "off",
        "typescript/unbound-method": "off",
        "no-control-regex": "off",
        "typescript/require-array-sort-compare": "off",
        "vitest/valid-title": "off",
        "vitest/valid-describe-callback": "off",
        "vitest/valid-expect": ["error", { maxArgs: 2 }],
        "vitest/expect-expect": "off",
        "vitest/no-conditional-expect": "off",
        "vitest/require-to-throw-message": "off",
      },
    },
    ...Object.entries(sizeBudget).map(([file, size]) => ({ files: [file], rules: allowed(size) })),
  ],
});
