// The log of one chat: its rows in order, grouped by who speaks; where it is scrolled to; what was not seen yet.
// Knows nothing of the server.

import { dayName, isOwn, markRead, row } from "./bubble.js";
import { element, formatted } from "./format.js";
import { languageOf } from "./script.js";
import { word } from "./words.js";

const NEAR = 80; // pixels from the end within which new messages are followed
const GLIDE = 900; // milliseconds that scrolling smoothly to the end may take

/** The messages of one chat in `box`, its scrolling element. */
export class Log {
  constructor(box, hooks) {
    this.box = box;
    this.list = box.querySelector(".messages");
    this.hooks = hooks;
    this.messages = new Map();
    this.unseen = 0;
    this.draftRow = null;
    this.gliding = 0; // until when it is on its way to the end: what comes meanwhile is followed
    box.addEventListener("scroll", () => this.scrolled(), { passive: true });
    for (const hand of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      box.addEventListener(hand, () => (this.gliding = 0), { passive: true });
    }
    // The log keeps its end in view when the composer below it grows or an answer unfolds its fonts.
    new ResizeObserver(() => this.atEnd && this.toEnd("instant")).observe(box);
    this.atEnd = true;
    box.classList.toggle("in-group", hooks.group);
    box.classList.add("empty");
  }

  scrolled() {
    if (this.box.hidden) return;
    const near = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < NEAR;
    this.atEnd = near || Date.now() < this.gliding;
    if (this.atEnd) this.unseen = 0;
    this.hooks.moved();
  }

  get visible() {
    return !this.box.hidden;
  }

  /** Puts `message` in its place, a new one at the end; `quiet` while the past is being read in. */
  put(message, quiet) {
    const old = this.rowOf(message.message_id);
    this.box.classList.remove("empty");
    this.messages.set(message.message_id, message);
    const made = row(message, this.hooks);
    if (old) {
      if (old.querySelector(".ticks")?.dataset.read) markRead(made);
      const focused = [old, ...old.querySelectorAll("a, button")].indexOf(document.activeElement);
      old.replaceWith(made);
      if (focused >= 0) [made, ...made.querySelectorAll("a, button")].at(focused)?.focus({ preventScroll: true });
    } else {
      this.draft(null);
      this.list.append(made);
      if (!quiet) made.classList.add("new");
    }
    if (!isOwn(message, this.hooks.me)) this.readBefore();
    this.group(made);
    if (!quiet && !old) this.show(made, isOwn(message, this.hooks.me));
    else if (this.atEnd) this.toEnd("instant");
  }

  /** Scrolls to a new row: the person's own always, the bot's where the end was in view. */
  show(made, own) {
    if (!this.visible || (!own && !this.atEnd)) {
      if (!own) this.unseen += 1;
      this.hooks.moved();
      return;
    }
    // Of what is taller than the screen, the beginning is what one wants to read first.
    if (!own && made.offsetHeight > this.box.clientHeight - 40) {
      this.gliding = 0;
      this.box.scrollTo({ top: made.offsetTop - 12, behavior: "smooth" });
    } else {
      this.toEnd("smooth");
    }
  }

  remove(number) {
    const gone = this.rowOf(number);
    this.messages.delete(number);
    if (!gone) return;
    const after = gone.nextElementSibling;
    gone.remove();
    if (after) this.group(after);
    else if (this.list.lastElementChild) this.group(this.list.lastElementChild);
  }

  /** Shows what the bot is still writing, or with null takes it away. */
  draft(draft) {
    this.draftRow?.remove();
    this.draftRow = null;
    if (!draft?.text) return;
    this.readBefore();
    const text = element("div", "text");
    text.lang = languageOf(draft.text, word("tag"));
    text.append(formatted(draft.text, draft.entities, {
      command: () => {}, word, language: text.lang, unfolded: new Set(),
    }));
    this.draftRow = element("div", "row in first last draft", element("div", "column", element("div", "bubble", text)));
    this.list.append(this.draftRow);
    if (this.atEnd) this.toEnd("instant");
  }

  /** Ticks all of the person's rows: the bot has shown that it read. */
  readBefore() {
    for (const own of this.list.querySelectorAll(".row.out")) markRead(own);
  }

  /** Says anew what stands around the messages, in the language chosen now. */
  redraw() {
    const numbers = [...this.messages.keys()];
    const read = new Set([...this.list.querySelectorAll("[data-read]")].map((t) => t.closest(".row").id));
    for (const number of numbers) {
      const old = this.rowOf(number);
      const made = row(this.messages.get(number), this.hooks);
      if (read.has(made.id)) markRead(made);
      old?.replaceWith(made);
    }
    for (const pill of this.list.querySelectorAll(".pill.day")) pill.remove();
    for (const number of numbers) this.group(this.rowOf(number));
  }

  rowOf(number) {
    return document.getElementById(`m${this.hooks.chat}_${number}`);
  }

  /** Sets the corners and tails of `made` and its neighbours, and the day above it. */
  group(made) {
    const before = made.previousElementSibling;
    const day = made.dataset.day;
    if (made.matches(".row") && !before?.matches(".day")) {
      const earlier = before?.matches(".row") ? before.dataset.day : null;
      if (earlier !== day) {
        const pill = element("div", "pill day", dayName(day));
        made.before(pill);
      }
    }
    for (const each of [before, made, made.nextElementSibling]) {
      if (!each?.matches(".row")) continue;
      const same = (other) => other?.matches(".row") && other.dataset.from === each.dataset.from;
      each.classList.toggle("first", !same(each.previousElementSibling));
      each.classList.toggle("last", !same(each.nextElementSibling));
    }
  }

  toEnd(behavior = "smooth") {
    this.gliding = behavior === "smooth" ? Date.now() + GLIDE : 0;
    this.box.scrollTo({ top: this.box.scrollHeight, behavior });
    this.atEnd = true;
    this.unseen = 0;
    this.hooks.moved();
  }

  /** Scrolls to a message and lights it up for a moment. */
  goTo(number) {
    const found = this.rowOf(number);
    if (!found) return;
    this.gliding = 0;
    found.scrollIntoView({ block: "center", behavior: "smooth" });
    found.classList.remove("lit");
    void found.offsetWidth; // starts the animation again
    found.classList.add("lit");
  }
}
