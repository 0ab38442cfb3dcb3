// A message's text and entities as DOM nodes. The text is hostile: it only ever becomes text nodes, and an
// address only ever a link of a known kind. Offsets are UTF-16 units, as JavaScript counts.
// Knows nothing of messages, chats or the server.

import { languageOf } from "./script.js";

const PLAIN = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote", spoiler: "span",
};
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);
const COMMAND = /((?<![\w/<>])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{2,31})?(?![\w/]))/;
let quotes = 0;

/** Returns an element `tag` with `className`, holding `children`: nodes, or strings that become text. */
export function element(tag, className = "", ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** Returns the icon `name` of the page's own set. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** Returns `address` where a link may lead there, "" elsewhere (javascript:, data:, nonsense). */
export function safeAddress(address) {
  try {
    const url = new URL(/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `http://${address}`);
    return ["http:", "https:", "mailto:", "tel:", "tg:"].includes(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

/**
 * Returns a fragment for `text`. `hooks`: `command(text)` when a command is pressed, `word(key)` for the page's own
 * wording, `language` as the fallback, `unfolded` a Set of the numbers of the quotes that stand open.
 */
export function formatted(text, entities, hooks) {
  const sorted = [...(entities ?? [])]
    .filter((e) => e.length > 0 && e.offset >= 0 && e.offset < text.length)
    .sort((a, b) => a.offset - b.offset || b.length - a.length);
  const state = { text, entities: sorted, next: 0, quote: 0, hooks };
  const fragment = document.createDocumentFragment();
  fill(fragment, 0, text.length, state);
  return fragment;
}

function fill(parent, from, to, state) {
  let at = from;
  let afterBlock = false;
  while (at < to) {
    const entity = state.entities[state.next];
    const start = entity ? Math.max(entity.offset, at) : to;
    if (!entity || entity.offset >= to) {
      at = addText(parent, at, to, afterBlock, state);
      break;
    }
    if (start > at) addText(parent, at, start, afterBlock, state);
    state.next += 1;
    const end = Math.min(entity.offset + entity.length, to);
    if (end > start) fill(wrap(parent, entity, start, end, state), start, end, state);
    at = Math.max(end, start);
    afterBlock = BLOCKS.has(entity.type);
  }
}

function addText(parent, from, to, afterBlock, state) {
  let piece = state.text.slice(from, to);
  // A block ends its line by itself; the newline after it would show as an empty line.
  if (afterBlock && piece.startsWith("\n")) piece = piece.slice(1);
  if (piece) parent.append(...withCommands(parent, piece, state.hooks));
  return to;
}

/** Returns `piece` with its commands as buttons, as Telegram shows them though nobody marked them as such. */
function withCommands(parent, piece, hooks) {
  if (parent.closest?.("a, code, pre, .in-text")) return [piece];
  return piece.split(COMMAND).map((part, number) => (number % 2 ? command(part, hooks) : part));
}

function command(shown, hooks, said = shown) {
  const button = element("button", "in-text", shown);
  button.type = "button";
  button.addEventListener("click", () => hooks.command(said));
  return button;
}

function wrap(parent, entity, start, end, state) {
  const covered = state.text.slice(start, end);
  if (entity.type === "blockquote" || entity.type === "expandable_blockquote") {
    return quote(parent, entity, covered, state);
  }
  const made = inline(entity, covered, state.hooks);
  const language = languageOf(covered, state.hooks.language);
  if (language !== state.hooks.language) made.lang = language;
  parent.append(made);
  return made;
}

function inline(entity, covered, hooks) {
  const address = {
    text_link: entity.url, url: covered, email: `mailto:${covered}`, phone_number: `tel:${covered}`,
  }[entity.type];
  if (address !== undefined) return link(safeAddress(address));
  if (entity.type === "bot_command") {
    return command("", hooks, covered);
  }
  if (["mention", "text_mention", "hashtag", "cashtag"].includes(entity.type)) return element("span", "mention");
  const made = element(PLAIN[entity.type] ?? "span");
  if (entity.type === "spoiler") hide(made);
  return made;
}

function link(address) {
  const made = element("a");
  if (!address) return made;
  made.href = address;
  made.title = address;
  made.target = "_blank";
  made.rel = "noopener noreferrer";
  return made;
}

function hide(spoiler) {
  spoiler.className = "spoiler";
  spoiler.tabIndex = 0;
  const show = () => spoiler.classList.add("shown");
  spoiler.addEventListener("click", show);
  spoiler.addEventListener("keydown", (event) => event.key === "Enter" && show());
}

function quote(parent, entity, covered, state) {
  const box = element("blockquote");
  box.lang = languageOf(covered, state.hooks.language);
  parent.append(box);
  if (entity.type === "blockquote") return box;
  const number = state.quote++;
  const body = element("div", "folding");
  body.id = `quote-${++quotes}`;
  const button = element("button", "unfold", icon("chevron"));
  button.type = "button";
  button.setAttribute("aria-controls", body.id);
  box.classList.add("expandable");
  box.append(body, button);
  const show = (open) => {
    box.classList.toggle("open", open);
    button.setAttribute("aria-expanded", String(open));
    button.setAttribute("aria-label", state.hooks.word(open ? "fold" : "unfold"));
    if (open) state.hooks.unfolded.add(number);
    else state.hooks.unfolded.delete(number);
  };
  show(state.hooks.unfolded.has(number));
  box.addEventListener("click", (event) => {
    const selecting = String(document.getSelection()) !== "";
    if (!event.target.closest("a, .in-text") && !selecting && box.classList.contains("long")) {
      show(!box.classList.contains("open"));
    }
  });
  new ResizeObserver(() => {
    if (!box.classList.contains("open")) box.classList.toggle("long", body.scrollHeight > body.clientHeight + 2);
  }).observe(body);
  return body;
}
