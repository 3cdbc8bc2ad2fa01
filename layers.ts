/**
 * The import table: which layer may import which. `oxlint.config.ts` is computed from it, ARCHITECTURE.md prints it,
 * and `test/architecture/layers.test.ts` plants one violation per ban to prove that the linter goes red.
 */
export interface Layer {
  /** Folder below the project root that holds the layer. */
  readonly folder: string;
  /** Specifier prefix of the package.json import map by which other layers reach it. */
  readonly alias: string;
  /** Names of the layers it may import. */
  readonly mayImport: readonly LayerName[];
  /** May it import Node's own modules? */
  readonly node: boolean;
}

export type LayerName =
  | "lib"
  | "core"
  | "contract"
  | "transport"
  | "highlevel"
  | "incidentio"
  | "generatedFacts"
  | "catalog"
  | "flows"
  | "storage"
  | "engine"
  | "server"
  | "web"
  | "sandbox"
  | "main"
  | "cli";

export const layers: Readonly<Record<LayerName, Layer>> = {
  lib: { folder: "src/lib", alias: "#lib", mayImport: [], node: true },
  core: { folder: "src/core", alias: "#core", mayImport: ["lib"], node: false },
  contract: { folder: "src/contract", alias: "#contract", mayImport: ["core", "lib"], node: false },
  transport: { folder: "src/vendors/transport", alias: "#vendors/transport", mayImport: ["core", "lib"], node: true },
  highlevel: {
    folder: "src/vendors/highlevel",
    alias: "#vendors/highlevel",
    mayImport: ["core", "lib", "transport", "generatedFacts"],
    node: true,
  },
  incidentio: {
    folder: "src/vendors/incidentio",
    alias: "#vendors/incidentio",
    mayImport: ["core", "lib", "transport", "generatedFacts"],
    node: true,
  },
  generatedFacts: { folder: "src/vendors/generated", alias: "#vendors/generated", mayImport: [], node: false },
  catalog: {
    folder: "src/catalog",
    alias: "#catalog",
    mayImport: ["core", "lib", "transport", "highlevel", "incidentio", "generatedFacts"],
    node: true,
  },
  flows: { folder: "src/flows", alias: "#flows", mayImport: ["core", "lib", "highlevel", "incidentio"], node: false },
  storage: { folder: "src/storage", alias: "#storage", mayImport: ["core", "lib"], node: true },
  engine: { folder: "src/engine", alias: "#engine", mayImport: ["core", "lib", "storage"], node: true },
  server: { folder: "src/server", alias: "#server", mayImport: ["contract", "core", "lib", "engine", "storage"], node: true },
  web: { folder: "src/web", alias: "#web", mayImport: ["contract", "core", "lib"], node: false },
  sandbox: { folder: "src/sandbox", alias: "#sandbox", mayImport: ["lib", "generatedFacts"], node: true },
  main: {
    folder: "src/main",
    alias: "#main",
    mayImport: [
      "lib",
      "core",
      "contract",
      "transport",
      "highlevel",
      "incidentio",
      "generatedFacts",
      "catalog",
      "flows",
      "storage",
      "engine",
      "server",
      "sandbox",
    ],
    node: true,
  },
  cli: { folder: "src/cli", alias: "#cli", mayImport: ["main", "contract", "core", "lib"], node: true },
};
