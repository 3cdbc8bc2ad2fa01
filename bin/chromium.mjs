// Finds a Chromium for the browser test: named, the system's, the one inside an npm package, or Debian's when we are root.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { root } from "./setup.mjs";

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of a Chromium, or null when none can be had here. */
export function findChromium() {
  const named = process.env.HIGHWIRE_CHROMIUM;
  if (named) return existsSync(named) ? named : null;
  return installed.find((path) => existsSync(path)) ?? packagedChromium() ?? debianChromium();
}

/** What to do when there is none. */
export const chromiumFix = "Install it (Debian: `sudo apt-get install chromium`), or name one in HIGHWIRE_CHROMIUM.";

/** Unpacks the Chromium of @sparticuz/chromium once: it needs neither root nor the system's libraries, but runs on Linux x64 only. */
function packagedChromium() {
  const source = join(root, "node_modules", "@sparticuz", "chromium", "bin");
  if (process.platform !== "linux" || process.arch !== "x64" || !existsSync(join(source, "chromium.br"))) return null;
  const home = join(root, "node_modules", ".cache", "highwire-chromium");
  const start = join(home, "start");
  try {
    if (!existsSync(start)) unpack(source, home);
  } catch (error) {
    process.stderr.write(`The packaged Chromium could not be unpacked (${error.message}).\n`);
    return null;
  }
  const answer = spawnSync(start, ["--version"], { encoding: "utf8", timeout: 20_000 });
  return answer.status === 0 ? start : null;
}

function unpack(source, home) {
  const fresh = `${home}.${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  const plain = (name) => brotliDecompressSync(readFileSync(join(source, `${name}.br`)));
  writeFileSync(join(fresh, "chromium"), plain("chromium"), { mode: 0o755 });
  for (const archive of ["al2023.tar", "swiftshader.tar", "fonts.tar"]) {
    const done = spawnSync("tar", ["-x", "-C", fresh], { input: plain(archive) });
    if (done.status !== 0) throw new Error(`tar refused ${archive}`);
  }
  const folders = [join(home, "fonts"), "/usr/share/fonts"].map((folder) => `<dir>${folder}</dir>`).join("");
  writeFileSync(join(fresh, "fonts.conf"), `<fontconfig>${folders}<cachedir>${join(home, "font-cache")}</cachedir></fontconfig>\n`);
  writeFileSync(
    join(fresh, "start"),
    `#!/bin/sh\nhere=$(dirname "$0")\nLD_LIBRARY_PATH="$here/lib" FONTCONFIG_FILE="$here/fonts.conf" exec "$here/chromium" "$@"\n`,
  );
  chmodSync(join(fresh, "start"), 0o755);
  rmSync(home, { recursive: true, force: true });
  renameSync(fresh, home);
}

function debianChromium() {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return null;
  process.stderr.write("Installing Chromium for the browser test …\n");
  const options = { stdio: ["ignore", 2, 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  spawnSync("apt-get", ["update", "-qq"], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
  return installed.find((path) => existsSync(path)) ?? null;
}
