// A screenshot made smaller: only the rows that are wanted, and a palette for its colours.
// See the PNG specification, https://www.w3.org/TR/png-3/.

import { deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
const RGB = 2;
const PALETTE = 3;
const MOST = 256; // colours

/** The first `rows` of Chromium's PNG, which has 8 bits for each of red, green and blue. */
export function smaller(png, rows) {
  const { IHDR: head, IDAT: data } = chunks(png);
  if (head[8] !== 8 || head[9] !== RGB) throw new Error("the screenshot is no RGB of 8 bits");
  const width = head.readUInt32BE(0);
  const { palette, shown } = coloured(unfiltered(inflateSync(data), 3 * width, rows));
  const lines = Array.from({ length: rows }, (_, row) => [
    Buffer.from([0]), // no filter: text is smallest so
    shown.subarray(row * width, (row + 1) * width),
  ]);
  head.writeUInt32BE(rows, 4);
  head[9] = PALETTE;
  const parts = {
    IHDR: head,
    PLTE: palette,
    IDAT: deflateSync(Buffer.concat(lines.flat()), { level: 9, memLevel: 9 }),
    IEND: Buffer.alloc(0),
  };
  return Buffer.concat([SIGNATURE, ...Object.entries(parts).map(([type, its]) => chunk(type, its))]);
}

// What is nearly the same becomes the one of it that there is most of: white stays white.
function coloured(pixels) {
  const count = new Map();
  for (let at = 0; at < pixels.length; at += 3) {
    const colour = pixels.readUIntBE(at, 3);
    count.set(colour, (count.get(colour) ?? 0) + 1);
  }
  const usual = [...count.keys()].sort((one, other) => count.get(other) - count.get(one));
  for (let bits = 8; ; bits--) {
    const mask = (0xff & (0xff << (8 - bits))) * 0x010101;
    const kept = new Map();
    for (const each of usual) if (!kept.has(each & mask)) kept.set(each & mask, [kept.size, each]);
    if (kept.size > MOST) continue;
    const palette = Buffer.alloc(3 * kept.size);
    for (const [index, colour] of kept.values()) palette.writeUIntBE(colour, 3 * index, 3);
    const shown = Buffer.alloc(pixels.length / 3);
    for (let at = 0; at < shown.length; at++) {
      shown[at] = kept.get(pixels.readUIntBE(3 * at, 3) & mask)[0];
    }
    return { palette, shown };
  }
}

// The bytes of each row are differences to their neighbours.
function unfiltered(data, length, rows) {
  const pixels = Buffer.alloc(rows * length);
  for (let row = 0; row < rows; row++) {
    const start = row * (length + 1);
    for (let at = 0; at < length; at++) {
      const here = row * length + at;
      const left = at < 3 ? 0 : pixels[here - 3];
      const above = row ? pixels[here - length] : 0;
      const corner = row && at >= 3 ? pixels[here - length - 3] : 0;
      pixels[here] = data[start + 1 + at] + guess(data[start], left, above, corner);
    }
  }
  return pixels;
}

function guess(filter, left, above, corner) {
  if (filter < 4) return [0, left, above, (left + above) >> 1][filter];
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((each) =>
    Math.abs(left + above - corner - each),
  );
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function chunks(png) {
  const found = {};
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const its = png.subarray(at + 8, at + 8 + length);
    found[type] = found[type] ? Buffer.concat([found[type], its]) : its;
    at += 12 + length;
  }
  return found;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(checksum(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

// CRC-32; Node has one of its own from version 22 on.
function checksum(data) {
  let sum = 0xffffffff;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return ~sum >>> 0;
}
