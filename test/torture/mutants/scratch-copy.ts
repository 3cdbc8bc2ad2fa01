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
  readonly #changed = new Set<string>();

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
    const text = await readFile(join(this.root, mutant.file), "utf8");
    const changed = sown(mutant, text);
    if (changed === null) return null;
    await this.#put(mutant.file, changed);
    try {
      return await work();
    } finally {
      await this.#put(mutant.file, text);
    }
  }

  /** Files that were written since this was asked last, from the project's folder. */
  takeChanges(): readonly string[] {
    const changes = [...this.#changed];
    this.#changed.clear();
    return changes;
  }

  async #put(file: string, text: string): Promise<void> {
    await writeFile(join(this.root, file), text);
    this.#changed.add(file);
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }
}
