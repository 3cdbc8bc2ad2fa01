import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

/** Packages whose modules are loaded by importing this file, each once. */
async function packagesLoadedBy(path: string): Promise<readonly string[]> {
  const program = `
    import { registerHooks } from "node:module";
    const found = new Set();
    registerHooks({ load(url, context, next) {
      const name = /.*[/]node_modules[/]((?:@[^/]+[/])?[^/]+)/u.exec(url)?.[1];
      if (name !== undefined) found.add(name);
      return next(url, context);
    } });
    await import(process.argv[1]);
    process.stdout.write(JSON.stringify([...found]));
    process.exit(0);`;
  const { stdout } = await promisify(execFile)(process.execPath, [
    "--disable-warning=ExperimentalWarning",
    "--input-type=module",
    "--eval",
    program,
    fileURLToPath(new URL(`../../${path}`, import.meta.url)),
  ]);
  return JSON.parse(stdout) as readonly string[];
}

// Each of these costs hundreds of modules, paid at every start and looked through at every collection of rubbish.
it.each([
  ["a server that nobody signs in to", "src/server/create-server.ts", "fastify", ["better-auth", "kysely", "@simplewebauthn/server"]],
  ["a worker that sends no letter", "src/main/session.ts", "pg", ["nodemailer", "fastify", "better-auth"]],
  ["the command line before a command", "src/cli/run-cli.ts", "commander", ["zod", "pg", "undici"]],
] as const)("%s loads what it needs and no more", { timeout: 60_000 }, async (_what, path, needed, spared) => {
  const loaded = await packagesLoadedBy(path);
  expect(loaded).toContain(needed);
  expect(loaded.filter((name) => spared.some((one) => one === name))).toEqual([]);
});
