// Draw Discord messages as pictures: node draw.mjs FOLDER_OF_JSON FOLDER_OF_PNG [WIDTH]
//
// Each JSON file is one picture (payloads.py writes them):
//   name      of the picture's file, without .png
//   kind      "message", "ephemeral" or "thread" (with `replies`, messages too, below its name)
//   sender, time (ISO), and of a message's body `components`, `content` and `poll`
//   channels, roles  names by id; `asked`, the command that it answers
//
// The look is written by hand after Discord's own: no package draws Components V2. What Chromium
// must have, shoot.mjs says.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { drawAll } from "../pictures/shoot.mjs";
import { escaped, html } from "./markdown.mjs";

const WIDTH = 680; // CSS pixels; 400 is a phone's
const CSS = readFileSync(join(import.meta.dirname, "look.css"), "utf8");

const COMPONENTS = {
  1: ({ components }, names) => `<div class="row">${all(components, names)}</div>`,
  2: ({ label }) => `<span class="button">${escaped(label)}</span>`,
  10: ({ content }, names) => `<div class="text">${html(content, names)}</div>`,
  12: ({ items }) => items.map(({ media, description }) => picture(media.url, description)).join(""),
  14: () => "<hr>",
  17: ({ components, accent_color: colour }, names) => {
    const accent = `#${colour.toString(16).padStart(6, "0")}`;
    return `<div class="frame" style="border-left-color:${accent}">${all(components, names)}</div>`;
  },
};

function picture(address, words) {
  if (!address.startsWith("data:")) throw new Error("a picture has to be in the page: nothing is fetched");
  return `<img src="${escaped(address)}" alt="${escaped(words ?? "")}">`;
}

function all(components, names) {
  return components
    .map((each) => {
      const draw = COMPONENTS[each.type];
      if (!draw) throw new Error(`how component ${each.type} looks was never checked`);
      return draw(each, names);
    })
    .join("");
}

function poll({ question, answers, expiry }, time) {
  const left = Math.round((new Date(expiry) - new Date(time)) / 3_600_000);
  const ends = left < 24 ? `${left}h` : `${Math.round(left / 24)}d`;
  const options = answers.map((each) => `<div class="option">${escaped(each.poll_media.text)}<i></i></div>`);
  return `<div class="poll"><b>${escaped(question.text)}</b><small>Select one answer</small>${options.join("")}
<div class="foot"><small>0 votes&ensp;•&ensp;${ends} left</small><span>Show results</span><span class="vote">Vote</span></div></div>`;
}

// One that follows another by the same sender has no head of its own.
function message(said, names, follows = false) {
  const clock = new Date(said.time).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const used = said.asked && `<div class="used"><u></u><b>Anna</b> used <em>${escaped(said.asked)}</em></div>`;
  const parts = [
    said.content && `<div class="text">${html(said.content, names)}</div>`,
    said.components && all(said.components, names),
    said.poll && poll(said.poll, said.time),
    said.kind === "ephemeral" && `<div class="only">${EYE} Only you can see this&ensp;•&ensp;<a>Dismiss message</a></div>`,
  ];
  const head = `<div class="head"><b>${escaped(said.sender)}</b><span>APP</span><time>${clock}</time></div>`;
  return `<article class="${said.kind} ${follows ? "grouped" : ""}">${used || ""}
<div class="${follows ? "" : "avatar"}"></div>
<div class="body">${follows ? "" : head}${parts.filter(Boolean).join("")}</div></article>`;
}

const EYE =
  '<svg viewBox="0 0 20 20" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.6"><path d="M1.5 10C4 5.5 7 4 10 4s6 1.5 8.5 6C16 14.5 13 16 10 16s-6-1.5-8.5-6Z"/><circle cx="10" cy="10" r="2.5"/></svg>';

function thread(picture) {
  const replies = picture.replies.map((each, at) => message(each, picture, at > 0));
  return `<div class="bar"><b>${escaped(picture.thread)}</b></div>${message(picture, picture)}<hr>${replies.join("")}`;
}

function shown(picture) {
  const its = picture.kind === "thread" ? thread(picture) : message(picture, picture);
  return { css: CSS, html: `<main>${its}</main>` };
}

const [from, out, width] = process.argv.slice(2);
drawAll(from, out, Number(width ?? WIDTH), shown);
