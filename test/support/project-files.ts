import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The project's folder. */
export const projectRoot: string = join(import.meta.dirname, "..", "..");

const notOurs = new Set([".git", "node_modules", "dist", "coverage", ".highwire", ".stryker-tmp", "reports"]);

/** Paths of all files below a folder of the project, with forward slashes, without what git leaves out. */
export function projectFiles(folder = ""): readonly string[] {
  return readdirSync(join(projectRoot, folder), { withFileTypes: true })
    .filter(({ name }) => !notOurs.has(name))
    .flatMap((entry) => {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      return entry.isDirectory() ? projectFiles(path) : [path];
    });
}
