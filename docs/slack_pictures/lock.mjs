// Leave versions and hashes in the lock file: no addresses of sponsors. `npm run lock` ends so.

import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("package-lock.json", import.meta.url);
const lock = JSON.parse(readFileSync(file, "utf8"));
const kept = JSON.stringify(lock, (key, value) => (key === "funding" ? undefined : value), 2);
writeFileSync(file, `${kept}\n`);
