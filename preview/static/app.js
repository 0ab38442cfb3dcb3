// The page: two chats with the bot that runs on this machine, as Telegram would show them.

import { Composer } from "./composer.js";
import { element } from "./format.js";
import { listen } from "./gestures.js";
import { Log } from "./log.js";
import { act, follow, Refused } from "./server.js";
import { arrows, settings } from "./settings.js";
import { spoken, word } from "./words.js";

const TYPING = 5500; // milliseconds that Telegram shows an action for
const byId = (id) => document.getElementById(id);
const state = { setting: null, chats: {}, shown: "private", menus: {}, presses: new Map(), online: true };

async function perform(what) {
  try {
    return await act({ ...what, language: spoken() });
  } catch (error) {
    toast(error instanceof Refused ? error.message : word("lost"));
    return {};
  }
}

const current = () => state.chats[state.shown];
const say = (text, reply_to) => perform({ do: "say", chat: current().id, text, reply_to });

const composer = new Composer({
  bot: () => state.setting?.bot ?? { username: "", first_name: "" },
  group: () => state.shown === "group",
  commands: () => state.menus[current().id]?.[spoken()] ?? [],
  send: say,
  edit: (message_id, text) => perform({ do: "edit", chat: current().id, message_id, text }),
  inline: async (query, offset) => (await perform({ do: "inline", chat: current().id, query, offset })).query,
  choose: (query, result) => perform({ do: "choose", chat: current().id, query, result }),
  start,
  lastOwn: () => [...current().log.messages.values()].findLast((m) => m.from?.id === state.setting.person),
});

function start(parameter) {
  show("private");
  say(parameter ? `/start ${parameter}` : "/start");
}

function begin(setting) {
  state.setting = setting;
  for (const name of ["private", "group"]) {
    const chat = { name, id: setting.chats[name], typing: 0 };
    chat.log = new Log(byId(`log-${name}`), {
      chat: chat.id,
      me: setting.person,
      group: name === "group",
      command: (text) => say(text),
      press,
      goTo: (number) => chat.log.goTo(number),
      moved,
    });
    listen(chat.log.box, {
      reply: (row) => composer.take("reply", chat.log.messages.get(Number(row.dataset.number))),
      actions: (row) => actions(chat.log.messages.get(Number(row.dataset.number))),
    });
    chat.log.list.append(element("div", "pill hint"));
    state.chats[name] = chat;
  }
  speak();
}

function events(list, first) {
  for (const event of list) take(event, first);
  if (!list.length && !first) return;
  if (first) for (const chat of Object.values(state.chats)) chat.log.toEnd("instant");
  frame();
}

function take(event, first) {
  const chat = Object.values(state.chats).find((each) => each.id === event.chat);
  const quietly = chat && (event.kind === "message" || event.kind === "edit");
  if (quietly) {
    chat.log.put(event.message, first);
    if (event.message.from?.id !== state.setting.person) chat.typing = 0;
  } else if (event.kind === "delete") chat?.log.remove(event.message_id);
  else if (event.kind === "menu") state.menus = event.menus;
  else if (first) return;
  else if (event.kind === "action" && chat) typing(chat);
  else if (event.kind === "draft") chat?.log.draft(event.draft);
  else if (event.kind === "callback") answered(event);
  else if (event.kind === "inline") composer.answered(event);
}

function typing(chat) {
  chat.typing = Date.now() + TYPING;
  chat.log.readBefore();
  setTimeout(frame, TYPING + 20);
}

async function press(message, button, pressed) {
  if (button.copy_text) return copy(button.copy_text.text);
  if (button.switch_inline_query_current_chat !== undefined) {
    composer.set(`@${state.setting.bot.username} ${button.switch_inline_query_current_chat}`);
    return composer.field.focus();
  }
  if (button.callback_data === undefined) return toast(word("unsupported"));
  if (pressed.classList.contains("busy")) return undefined;
  pressed.classList.add("busy");
  pressed.setAttribute("aria-busy", "true");
  const { query } = await perform({
    do: "press", chat: message.chat.id, message_id: message.message_id, data: button.callback_data,
  });
  if (!query) return calm(pressed);
  state.presses.set(query, pressed);
  if (state.early?.query === query) return answered(state.early);
  return setTimeout(() => {
    if (state.presses.delete(query)) {
      calm(pressed);
      toast(word("tooEarly"));
    }
  }, 15000);
}

function calm(pressed) {
  pressed.classList.remove("busy");
  pressed.removeAttribute("aria-busy");
}

function answered(event) {
  const pressed = state.presses.get(event.query);
  if (!pressed) {
    state.early = event; // the answer overtook the number of its question
    return;
  }
  state.presses.delete(event.query);
  calm(pressed);
  if (!event.text) return;
  if (!event.alert) return toast(event.text);
  byId("alert-text").textContent = event.text;
  byId("alert").querySelector("button").textContent = word("ok");
  byId("alert").showModal();
}

let hiding = 0;
function toast(text) {
  const box = byId("toast");
  box.textContent = text;
  box.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (box.hidden = true), 2500 + 40 * text.length);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast(word("copied"));
  } catch {
    toast(text);
  }
}

function actions(message) {
  const all = [
    { icon: "reply", text: word("reply"), run: () => composer.take("reply", message) },
    { icon: "copy", text: word("copy"), run: () => copy(message.text ?? "") },
  ];
  if (message.from?.id === state.setting.person && !message.via_bot) {
    all.splice(1, 0, { icon: "edit", text: word("edit"), run: () => composer.take("edit", message) });
  }
  return all;
}

function show(name) {
  if (!state.setting || state.shown === name) return;
  state.shown = name;
  composer.forget();
  for (const each of ["private", "group"]) {
    byId(`log-${each}`).hidden = each !== name;
    byId(`tab-${each}`).setAttribute("aria-selected", String(each === name));
    byId(`tab-${each}`).tabIndex = each === name ? 0 : -1;
  }
  current().log.toEnd("instant");
  composer.speak();
  frame();
}

/** Draws what stands around the messages: header, tabs, start button. Cheap, so called whenever it may change. */
function frame() {
  if (!state.setting) return;
  const chat = current();
  const { bot } = state.setting;
  const group = chat.name === "group";
  byId("name").textContent = group ? word("groupName") : bot.first_name;
  byId("face").textContent = group ? [...word("groupName")][0] : [...bot.first_name][0];
  byId("face").classList.toggle("of-group", group);
  const busy = chat.typing > Date.now();
  const status = byId("status");
  const said = !state.online ? word("connecting") : busy ? word("typing") : word("status");
  if (status.firstChild?.data !== said) status.replaceChildren(said);
  status.className = busy && state.online ? "busy" : "";
  const fresh = !group && chat.log.messages.size === 0;
  byId("start").hidden = !fresh;
  byId("composer").hidden = fresh;
  moved();
}

function moved() {
  for (const chat of Object.values(state.chats)) {
    byId(`tab-${chat.name}`).dataset.unseen = chat === current() || !chat.log.unseen ? "" : chat.log.unseen;
  }
  const { atEnd, unseen } = current().log;
  byId("to-end").hidden = atEnd;
  byId("to-end").firstElementChild.hidden = !unseen;
  byId("to-end").firstElementChild.textContent = unseen;
}

function speak() {
  byId("tab-private").textContent = word("private");
  byId("tab-group").textContent = word("group");
  byId("start").textContent = word("start");
  byId("to-end").setAttribute("aria-label", word("toEnd"));
  composer.speak();
  for (const chat of Object.values(state.chats)) {
    chat.log.redraw();
    const hint = chat.log.list.querySelector(".hint");
    hint.textContent = word(`${chat.name}Hint`, { bot: state.setting.bot.username });
  }
  frame();
}

byId("tab-private").addEventListener("click", () => show("private"));
byId("tab-group").addEventListener("click", () => show("group"));
arrows([byId("tab-private"), byId("tab-group")]);
byId("start").addEventListener("click", () => {
  start("");
  composer.field.focus();
});
byId("to-end").addEventListener("click", () => current().log.toEnd());
settings(speak);
follow({
  begin,
  events,
  connected: (yes) => {
    state.online = yes;
    frame();
  },
});
