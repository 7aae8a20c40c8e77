// Discord's Markdown as HTML: what Paperboy writes of it, and no more.

const TOKEN = new RegExp(
  [
    String.raw`\\(?<sign>[^0-9A-Za-z\s])`,
    "`(?<code>[^`\n]+)`",
    String.raw`\[(?<link>(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\((?<url>https?://[^()\s]+)\)`,
    String.raw`<#(?<channel>\d+)>`,
    String.raw`<@&(?<role>\d+)>`,
    String.raw`(?<everyone>@here|@everyone)`,
    String.raw`(?<bold>\*\*)`,
    String.raw`(?<italic>[*_])`,
    String.raw`(?<plain>[^])`,
  ].join("|"),
  "gu",
);

export function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);
}

/** The HTML of one text. `names` has those of channels and roles by id. */
export function html(text, names) {
  const pieces = text.split(/^```\n([^]*?)\n```$/mu); // every other one is code
  return pieces.map((each, at) => (at % 2 ? `<pre>${escaped(each)}</pre>` : lines(each.replace(/\n+$/, ""), names))).join("");
}

function lines(text, names) {
  if (text === "") return "";
  const open = { b: false, i: false };
  const blocks = text.split("\n").map((line) => block(line, names, open));
  if (open.b || open.i) throw new Error(`emphasis that never ends: ${text}`);
  const isBlock = (each) => /^<(h3|small|blockquote|li|p)/.test(each ?? "<p>");
  return blocks.map((each, at) => (isBlock(each) || isBlock(blocks[at + 1]) ? each : `${each}<br>`)).join("");
}

function block(line, names, open) {
  const [, mark, rest] = /^(### |-# |> | *(?:- |\d+\. ))?(.*)$/su.exec(line);
  const shown = inline(rest, names, open);
  const kind = mark?.trim();
  if (kind === "###") return `<h3>${shown}</h3>`;
  if (kind === "-#") return `<small>${shown}</small>`;
  if (kind === ">") return `<blockquote>${shown}</blockquote>`;
  if (kind) {
    const depth = mark.search(/\S/) / 2;
    const sign = kind === "-" ? "•◦▪"[Math.min(depth, 2)] : kind;
    return `<li style="list-style: '${sign} '; margin-left: ${22 * (depth + 1)}px">${shown}</li>`;
  }
  return line === "" ? "<p></p>" : shown;
}

function inline(text, names, open) {
  const tag = (name) => ((open[name] = !open[name]) ? `<${name}>` : `</${name}>`);
  return [...text.matchAll(TOKEN)]
    .map(({ groups: { sign, code, link, url, channel, role, everyone, bold, italic, plain } }) => {
      if (url) return `<a href="${escaped(url)}">${inline(link, names, { b: false, i: false })}</a>`;
      if (code) return `<code>${escaped(code)}</code>`;
      if (channel) return `<mark># ${escaped(names.channels[channel])}</mark>`;
      if (role) return `<mark>@${escaped(names.roles[role])}</mark>`;
      if (everyone) return `<mark>${everyone}</mark>`;
      if (bold) return tag("b");
      if (italic) return tag("i");
      return escaped(sign ?? plain);
    })
    .join("");
}
