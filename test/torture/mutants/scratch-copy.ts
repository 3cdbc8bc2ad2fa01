import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../support/project-files.ts";
import { sown, type Mutant } from "./mutant.ts";

/** What tests read of the project. */
const copied = ["src", "test", "tools", "docs", "package.json", "layers.ts", "vitest.config.ts"];

/** A copy of the project outside of it, in which one bug at a time may be sown. Packages are linked. */
export class ScratchCopy {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<ScratchCopy> {
    const root = await mkdtemp(join(tmpdir(), "highwire-mutant-"));
    await Promise.all(copied.map(async (name) => cp(join(projectRoot, name), join(root, name), { recursive: true })));
    await symlink(join(projectRoot, "node_modules"), join(root, "node_modules"), "junction");
    return new ScratchCopy(root);
  }

  /** Works with the bug in place and takes it out again; null, and no work, when its place is not found exactly once. */
  async withBug<Result>(mutant: Mutant, work: () => Promise<Result>): Promise<Result | null> {
    const path = join(this.root, mutant.file);
    const text = await readFile(path, "utf8");
    const changed = sown(mutant, text);
    if (changed === null) return null;
    await writeFile(path, changed);
    try {
      return await work();
    } finally {
      await writeFile(path, text);
    }
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }
}
