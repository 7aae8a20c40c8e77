// Draw Slack messages as pictures: node draw.mjs FOLDER_OF_JSON FOLDER_OF_PNG
//
// Each JSON file is one picture (payloads.py writes them):
//   name      of the picture's file, without .png
//   kind      "message", "ephemeral", "thread" (with `replies`, messages too) or "home"
//   sender, time (ISO), blocks (Slack's; what else a payload has is not shown)
//   channels  names by id; `channel`, the id of the one that a thread is in

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createElement as h, Fragment } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Message } from "slack-blocks-to-jsx";
import { drawAll } from "../pictures/shoot.mjs";
import { dated } from "./dates.mjs";

const WIDTH = 640; // CSS pixels
const DRAWN = ["actions", "context", "divider", "header", "image", "rich_text", "section"];
const CSS = ["node_modules/slack-blocks-to-jsx/dist/style.css", "mended.css"]
  .map((name) => readFileSync(join(import.meta.dirname, name), "utf8"))
  .join("\n");
const AVATAR = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="36" height="36"><rect width="36" height="36" fill="#611f69"/></svg>',
)}`;

// The package reads plain_text as mrkdwn; Slack shows it as it stands. So the package gets a
// mark in its place, and the finished HTML the text.
const OPEN = "\uE000";
const CLOSE = "\uE001";

function marked(value, texts) {
  if (Array.isArray(value)) return value.map((each) => marked(each, texts));
  if (value === null || typeof value !== "object") return value;
  if (value.type === "plain_text") {
    return { ...value, text: `${OPEN}${texts.push(value.text) - 1}${CLOSE}` };
  }
  return Object.fromEntries(Object.entries(value).map(([key, its]) => [key, marked(its, texts)]));
}

function unmarked(html, texts) {
  const escaped = (text) => renderToStaticMarkup(h(Fragment, null, text));
  return html.replace(new RegExp(`${OPEN}(\\d+)${CLOSE}`, "g"), (_, at) => escaped(texts[at]));
}

function check({ type, image_url: url }) {
  if (!DRAWN.includes(type)) throw new Error(`how “${type}” looks was never checked`);
  if (type === "image" && !url?.startsWith("data:")) {
    throw new Error("an image needs its picture in image_url, as data:, for nothing is fetched");
  }
}

function body(blocks, picture, its) {
  blocks.forEach(check);
  const channels = Object.entries(picture.channels ?? {}).map(([id, name]) => ({ id, name }));
  const date = ({ timestamp, format }) => dated(Number(timestamp), format, picture.time);
  return h(Message, { blocks, data: { channels }, hooks: { date }, theme: "light", ...its });
}

function message(said, picture) {
  const its = { name: said.sender, logo: AVATAR, time: new Date(said.time) };
  const only = said.kind === "ephemeral" && h("div", { className: "only" }, EYE, "Only visible to you");
  return h("article", null, only, body(said.blocks, picture, its));
}

const EYE = h(
  "svg",
  { viewBox: "0 0 20 20", width: 16, height: 16, fill: "none", stroke: "currentColor", strokeWidth: 1.5 },
  h("path", { d: "M1.5 10C4 5.5 7 4 10 4s6 1.5 8.5 6C16 14.5 13 16 10 16s-6-1.5-8.5-6Z" }),
  h("circle", { cx: 10, cy: 10, r: 2.5 }),
);

function thread(picture) {
  const { channel, channels, replies } = picture;
  const seen = replies.filter((each) => each.kind !== "ephemeral").length; // as Slack counts
  const count = seen === 1 ? "1 reply" : `${seen} replies`;
  return [
    h("div", { className: "bar" }, h("b", null, "Thread"), channel && h("i", null, `# ${channels[channel]}`)),
    message(picture, picture),
    h("div", { className: "replies" }, count),
    ...replies.map((each) => message(each, picture)),
  ];
}

function home(picture) {
  const tabs = ["Home", "Messages", "About"].map((name) => h("span", null, name));
  return [
    h("div", { className: "bar" }, h("img", { src: AVATAR }), h("b", null, picture.sender)),
    h("nav", null, ...tabs),
    h("article", null, body(picture.blocks, picture, { withoutWrapper: true })),
  ];
}

function shown(read) {
  const texts = [];
  const picture = marked(read, texts);
  const its = { home, thread }[picture.kind]?.(picture) ?? [message(picture, picture)];
  const html = renderToStaticMarkup(h("main", null, ...its));
  return { css: CSS, html: unmarked(html, texts) };
}

const [from, out] = process.argv.slice(2);
drawAll(from, out, WIDTH, shown);
