// Finds a Chromium for the browser test: named, the system's, the one inside an npm package, or Debian's when we are root.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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

/** Path of a Chromium that starts, or null when none can be had here. */
export function findChromium() {
  const named = process.env.HIGHWIRE_CHROMIUM;
  if (named) return existsSync(named) ? named : null;
  return installedChromium() ?? packagedChromium() ?? debianChromium();
}

const installedChromium = () => installed.find((path) => existsSync(path) && starts(path)) ?? null;

/** Some systems put a stub in place that only says how to install one, so being there is not enough. */
function starts(path) {
  const { status, stderr, error } = spawnSync(path, ["--version"], { encoding: "utf8", timeout: 20_000 });
  if (status === 0) return true;
  process.stderr.write(`${path} does not start here: ${(stderr || error?.message || `it ended with ${status}`).trim().split("\n")[0]}\n`);
  return false;
}

/** What to do when there is none. */
export const chromiumFix = "Install it (Debian: `sudo apt-get install chromium`), or name one in HIGHWIRE_CHROMIUM.";

/** Unpacks the Chromium of @sparticuz/chromium once: it needs neither root nor the system's libraries, but runs on Linux x64 only. */
function packagedChromium() {
  const source = join(root, "node_modules", "@sparticuz", "chromium", "bin");
  if (process.platform !== "linux" || process.arch !== "x64" || !existsSync(join(source, "chromium.br"))) return null;
  const home = join(root, "node_modules", ".cache", "highwire-chromium");
  try {
    const start = existsSync(join(home, "start")) ? join(home, "start") : unpack(source, home);
    return starts(start) ? start : null;
  } catch (error) {
    process.stderr.write(`The packaged Chromium could not be unpacked (${error.message}).\n`);
    return null;
  }
}

/** Unpacks to `home`; where that may not be written, to a temporary folder that goes with this process. Returns what starts it. */
function unpack(source, home) {
  let [fresh, place] = [`${home}.${process.pid}`, home];
  try {
    mkdirSync(fresh, { recursive: true });
  } catch {
    fresh = place = mkdtempSync(join(tmpdir(), "highwire-chromium-"));
    process.once("exit", () => rmSync(place, { recursive: true, force: true }));
  }
  const plain = (name) => brotliDecompressSync(readFileSync(join(source, `${name}.br`)));
  writeFileSync(join(fresh, "chromium"), plain("chromium"), { mode: 0o755 });
  for (const archive of ["al2023.tar", "swiftshader.tar", "fonts.tar"]) {
    const done = spawnSync("tar", ["-x", "-C", fresh], { input: plain(archive) });
    if (done.status !== 0) throw new Error(`tar refused ${archive}`);
  }
  const folders = [join(place, "fonts"), "/usr/share/fonts"].map((folder) => `<dir>${folder}</dir>`).join("");
  writeFileSync(join(fresh, "fonts.conf"), `<fontconfig>${folders}<cachedir>${join(place, "font-cache")}</cachedir></fontconfig>\n`);
  writeFileSync(
    join(fresh, "start"),
    `#!/bin/sh\nhere=$(dirname "$0")\nLD_LIBRARY_PATH="$here/lib" FONTCONFIG_FILE="$here/fonts.conf" exec "$here/chromium" "$@"\n`,
  );
  chmodSync(join(fresh, "start"), 0o755);
  if (fresh !== place) {
    rmSync(place, { recursive: true, force: true });
    renameSync(fresh, place);
  }
  return join(place, "start");
}

function debianChromium() {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return null;
  process.stderr.write("Installing Chromium for the browser test …\n");
  const options = { stdio: ["ignore", 2, 2], env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  spawnSync("apt-get", ["update", "-qq"], options);
  spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], options);
  return installedChromium();
}
