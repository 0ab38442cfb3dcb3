// One message as a row of the log: bubble, tail, time, ticks, the buttons under it.
// Knows nothing of the server: what is pressed goes to the hooks.

import { element, formatted, icon, safeAddress } from "./format.js";
import { languageOf } from "./script.js";
import { spoken, word } from "./words.js";

const unfolded = new Map(); // by row: the quotes that the reader has opened

/** "09:05" in the reader's own time zone. */
export function clock(seconds) {
  const date = new Date(1000 * seconds);
  return `${String(date.getHours()).padStart(2, "0")}:${String(date.getMinutes()).padStart(2, "0")}`;
}

/** Whether the person at this page wrote `message`. */
export function isOwn(message, me) {
  return message.from?.id === me;
}

/**
 * Returns the row for `message`. `hooks`: me (the person's id), group (whether to show who speaks), command, press,
 * goTo(message_id).
 */
export function row(message, hooks) {
  const own = isOwn(message, hooks.me);
  const made = element("article", `row ${own ? "out" : "in"}`);
  made.id = `m${message.chat.id}_${message.message_id}`;
  made.dataset.number = message.message_id;
  made.dataset.from = message.from?.id ?? message.chat.id;
  made.dataset.day = new Date(1000 * message.date).toDateString();
  made.tabIndex = -1;
  const name = message.from?.first_name ?? message.chat.title;
  made.setAttribute("aria-label", `${own ? word("you") : name}, ${clock(message.date)}`);
  const column = element("div", "column", bubble(message, made.id, own, hooks));
  const keyboard = message.reply_markup?.inline_keyboard;
  if (keyboard?.length) column.append(buttons(message, keyboard, hooks));
  made.append(column);
  return made;
}

/** Returns the round picture that stands for `name`. */
function face(name) {
  const made = element("div", "face", [...name][0] ?? "");
  made.setAttribute("aria-hidden", "true");
  return made;
}

function bubble(message, id, own, hooks) {
  const made = element("div", "bubble");
  const text = message.text ?? "";
  const language = languageOf(outsideQuotes(text, message.entities), word("tag"));
  if (hooks.group && !own) {
    const name = message.from?.first_name ?? message.chat.title;
    made.append(face(name), element("div", "sender", name));
  }
  if (message.via_bot) made.append(element("div", "via", `${word("via")} @${message.via_bot.username}`));
  if (message.reply_to_message) made.append(replied(message.reply_to_message, hooks));
  if (!unfolded.has(id)) unfolded.set(id, new Set());
  const body = element("div", "text");
  body.lang = language;
  body.dir = "auto";
  body.append(
    formatted(text, message.entities, { command: hooks.command, word, language, unfolded: unfolded.get(id) }),
    meta(message, own),
  );
  made.append(body);
  return made;
}

/** Returns `text` without what it quotes and links to: that may be in the other script. */
function outsideQuotes(text, entities) {
  const other = new Set(["blockquote", "expandable_blockquote", "text_link"]);
  let kept = "";
  let at = 0;
  for (const entity of (entities ?? []).filter((each) => other.has(each.type))) {
    kept += text.slice(at, Math.max(at, entity.offset));
    at = Math.max(at, entity.offset + entity.length);
  }
  return kept + text.slice(at);
}

function meta(message, own) {
  const made = element("span", "meta");
  made.lang = word("tag");
  if (message.edit_date) made.append(element("span", "edited", word("edited")), " ");
  const time = element("time", "", clock(message.date));
  time.dateTime = new Date(1000 * message.date).toISOString();
  made.append(time);
  if (own) {
    const ticks = element("span", "ticks", icon("sent"));
    ticks.setAttribute("role", "img");
    ticks.setAttribute("aria-label", word("sent"));
    made.append(ticks);
  }
  return made;
}

/** Shows the two ticks on a row of the person's own. */
export function markRead(own) {
  const ticks = own.querySelector(".meta .ticks");
  if (!ticks || ticks.dataset.read) return;
  ticks.dataset.read = "yes";
  ticks.replaceChildren(icon("read"));
  ticks.setAttribute("aria-label", word("read"));
}

function replied(message, hooks) {
  const made = element("button", "replied");
  made.type = "button";
  const text = (message.text ?? "").replace(/\s+/g, " ");
  const line = element("span", "", [...text].slice(0, 48).join(""));
  line.lang = languageOf(text, word("tag"));
  made.append(element("b", "", isOwn(message, hooks.me) ? word("you") : message.from?.first_name ?? ""), line);
  made.addEventListener("click", () => hooks.goTo(message.message_id));
  return made;
}

function buttons(message, keyboard, hooks) {
  const made = element("div", "keyboard");
  keyboard.forEach((line) => {
    const box = element("div", "line");
    for (const button of line) box.append(key(message, button, hooks));
    made.append(box);
  });
  return made;
}

function key(message, button, hooks) {
  const label = element("span", "", button.text);
  label.lang = languageOf(button.text, word("tag"));
  if (button.url) {
    const link = element("a", "key", label, icon("out"));
    const address = safeAddress(button.url);
    if (address) Object.assign(link, { href: address, title: address, target: "_blank", rel: "noopener noreferrer" });
    return link;
  }
  const made = element("button", "key", label, element("span", "spinner"));
  made.type = "button";
  made.dataset.data = button.callback_data ?? "";
  made.addEventListener("click", () => hooks.press(message, button, made));
  return made;
}

/** The heading of a day: "Today", "Yesterday", or the date. */
export function dayName(day) {
  const date = new Date(day);
  const now = new Date();
  if (date.toDateString() === now.toDateString()) return word("today");
  now.setDate(now.getDate() - 1);
  if (date.toDateString() === now.toDateString()) return word("yesterday");
  const locale = { "zh-hant": "zh-TW", "zh-hans": "zh-CN", en: "en-GB" }[spoken()];
  return new Intl.DateTimeFormat(locale, { month: "long", day: "numeric" }).format(date);
}
