// The house's own lint rules: what oxlint has no rule for. Options are computed in oxlint.config.ts from layers.ts.
import { posix } from "node:path";

const importNodes = ["ImportDeclaration", "ExportNamedDeclaration", "ExportAllDeclaration", "ImportExpression", "TSImportType"];

/** Calls back with the text and node of each module that a file names: value, type-only, re-export, dynamic, import type. */
function eachImport(found) {
  const visit = (node) => {
    const source = node.source ?? node.argument?.literal ?? node.argument;
    if (typeof source?.value === "string") found(source.value, node);
  };
  return Object.fromEntries(importNodes.map((type) => [type, visit]));
}

const slashed = (path) => path.replaceAll("\\", "/");

/** Path below the folder that holds layers.ts; null for files outside it. */
function pathInProject(context) {
  const root = `${slashed(context.cwd)}/`;
  const file = slashed(context.physicalFilename ?? context.filename);
  return file.startsWith(root) ? file.slice(root.length) : null;
}

function layerOf(path, table) {
  return Object.entries(table).find(([, layer]) => path === layer.folder || path.startsWith(`${layer.folder}/`))?.[0] ?? null;
}

/** The layer named by an import-map specifier: the longest alias wins, so #vendors/transport is not #vendors. */
function layerOfAlias(specifier, table) {
  return Object.entries(table).find(([, layer]) => specifier.startsWith(`${layer.alias}/`))?.[0] ?? null;
}

const layers = {
  meta: { type: "problem", schema: false },
  create(context) {
    const { table } = context.options[0];
    const path = pathInProject(context);
    const from = path === null ? null : layerOf(path, table);
    if (from === null) return {};
    const allowed = new Set([from, ...table[from].mayImport]);
    return eachImport((specifier, node) => {
      const report = (message) => context.report({ node, message });
      if (specifier.startsWith(".")) {
        const target = posix.join(posix.dirname(path), specifier);
        if (layerOf(target, table) !== from) report(`A relative path leaves layer ${from}; other layers are imported as #layer/….`);
      } else if (specifier.startsWith("#")) {
        const target = layerOfAlias(specifier, table);
        if (target === null) report(`${specifier} belongs to no layer of layers.ts.`);
        else if (target === from) report(`Inside layer ${from}, imports are relative.`);
        else if (!allowed.has(target)) report(`Layer ${from} may not import layer ${target} (layers.ts).`);
      }
    });
  },
};

const packages = {
  meta: { type: "problem", schema: false },
  create(context) {
    const { table, owners } = context.options[0];
    const path = pathInProject(context);
    const from = path === null ? null : layerOf(path, table);
    if (from === null) return {};
    return eachImport((specifier, node) => {
      if (specifier.startsWith(".") || specifier.startsWith("#")) return;
      const name = specifier.startsWith("node:")
        ? "node:"
        : specifier
            .split("/")
            .slice(0, specifier.startsWith("@") ? 2 : 1)
            .join("/");
      if (name === "node:") {
        if (!table[from].node) context.report({ node, message: `Layer ${from} may not import Node's own modules.` });
      } else if (!(owners[name] ?? []).includes(from)) {
        context.report({ node, message: `Layer ${from} may not import ${name} (packageOwners in oxlint.config.ts).` });
      }
    });
  },
};

const noBareError = {
  meta: { type: "problem" },
  create: (context) => ({
    ThrowStatement(node) {
      const made = node.argument;
      const bare = ["NewExpression", "CallExpression"].includes(made?.type) && made.callee.name === "Error";
      if (bare) context.report({ node, message: "Throw a HighwireError with a code of the registry, or use must() for what cannot happen." });
    },
  }),
};

const noNewDate = {
  meta: { type: "problem" },
  create: (context) => ({
    NewExpression(node) {
      if (node.callee.name === "Date" && node.arguments.length === 0) context.report({ node, message: "Time comes from the Clock port (T3)." });
    },
    CallExpression(node) {
      if (node.callee.name === "Date") context.report({ node, message: "Time comes from the Clock port (T3)." });
    },
  }),
};

const htmlSinks = new Set([
  "innerHTML",
  "outerHTML",
  "insertAdjacentHTML",
  "dangerouslySetInnerHTML",
  "srcdoc",
  "srcDoc",
  "createContextualFragment",
]);
const noHtmlSink = {
  meta: { type: "problem" },
  create(context) {
    const check = (node, name) => {
      if (htmlSinks.has(name)) context.report({ node, message: `${name} would let a vendor's text become markup; render text nodes.` });
    };
    return {
      MemberExpression: (node) => check(node, node.computed ? node.property.value : node.property.name),
      JSXAttribute: (node) => check(node, node.name.name),
      Property: (node) => check(node, node.key.name ?? node.key.value),
    };
  },
};

const noBarrel = {
  meta: { type: "problem" },
  create: (context) => ({
    ExportAllDeclaration(node) {
      context.report({ node, message: "No barrels: import from the file that declares the name." });
    },
    ExportNamedDeclaration(node) {
      if (node.source) context.report({ node, message: "No barrels: import from the file that declares the name." });
    },
  }),
};

const swamp = /^(utils?|helpers?|manager|services?|common|types|interfaces|misc|index)$/u;
const fileName = {
  meta: { type: "problem" },
  create: (context) => ({
    Program(node) {
      const name = posix.basename(slashed(context.physicalFilename ?? context.filename)).replace(/\.(tsx?|mjs)$/u, "");
      if (swamp.test(name)) context.report({ node, message: `A file called "${name}" says nothing; name the thing or the act.` });
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/u.test(name)) context.report({ node, message: "File names are kebab-case." });
    },
  }),
};

const suppression = /(?:oxlint|eslint)-disable|@ts-(?:expect-error|ignore|nocheck)/u;
const reasonedSuppression = {
  meta: { type: "problem" },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        if (!suppression.test(comment.value) || /--\s*\S.{9}/u.test(comment.value)) continue;
        context.report({ loc: comment.loc, message: "A suppression carries its reason behind ` -- `." });
      }
    },
  }),
};

export default {
  meta: { name: "house" },
  rules: {
    layers,
    packages,
    "no-bare-error": noBareError,
    "no-new-date": noNewDate,
    "no-html-sink": noHtmlSink,
    "no-barrel": noBarrel,
    "file-name": fileName,
    "reasoned-suppression": reasonedSuppression,
  },
};
