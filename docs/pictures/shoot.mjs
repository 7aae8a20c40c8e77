// Pages of HTML as pictures, by Chromium without a window: what the tools for each chat share.
//
// Fetches nothing. Takes Chromium (CHROMIUM names another one than `chromium`) and, of fonts,
// Liberation and Noto Color Emoji: on Debian, apt install chromium fonts-liberation
// fonts-noto-color-emoji. Other fonts draw other pictures.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { smaller } from "./png.mjs";

const SCALE = 2; // pixels of a picture for each CSS pixel
const SPARE = 200; // a window is higher than what it shows; how much, is Chromium's secret
process.env.TZ = "Europe/Berlin"; // where the reader sits

/** A PNG in the folder `out` for each JSON in `from`; `shown` makes `css` and `html` of one. */
export function drawAll(from, out, width, shown) {
  const folder = mkdtempSync(join(tmpdir(), "pictures-"));
  try {
    mkdirSync(resolve(out), { recursive: true });
    for (const name of readdirSync(from).filter((each) => each.endsWith(".json")).sort()) {
      const picture = JSON.parse(readFileSync(join(from, name), "utf8"));
      console.log(draw(picture.name, page(shown(picture), width), width, folder, resolve(out)));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function page({ css, html }, width) {
  // Nothing but what is in the page: what would be fetched is refused.
  const policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";
  return `<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style>${css}</style></head><body style="width:${width}px">${html}
<script>document.title = "height " + Math.ceil(document.body.getBoundingClientRect().height)</script>
</body></html>`;
}

// The first look measures, the second draws.
function draw(name, html, width, folder, out) {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, html);
  const seen = chromium(folder, `file://${file}`, `--window-size=${width},800`, "--dump-dom");
  const height = Number(/<title>height (\d+)/.exec(seen)[1]);
  const window = `--window-size=${width},${height + SPARE}`;
  const png = join(out, `${name}.png`);
  chromium(folder, `file://${file}`, window, `--screenshot=${png}`);
  writeFileSync(png, smaller(readFileSync(png), height * SCALE));
  return png;
}

function chromium(folder, address, ...flags) {
  const always = [
    "--headless",
    "--disable-gpu",
    "--disable-lcd-text",
    "--disable-background-networking",
    "--font-render-hinting=none",
    "--disable-font-subpixel-positioning", // smaller files
    "--hide-scrollbars",
    `--force-device-scale-factor=${SCALE}`,
    `--user-data-dir=${join(folder, "profile")}`,
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []), // Chromium has none for root
  ];
  const program = process.env.CHROMIUM ?? "chromium";
  return execFileSync(program, [...always, ...flags, address], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 60_000, // milliseconds
  });
}
