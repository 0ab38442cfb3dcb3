// The composer: what is typed, answered or edited, the command menu and inline mode. Knows nothing of the log.

import { List } from "./list.js";
import { languageOf } from "./script.js";
import { word } from "./words.js";

const SETTLED = 220; // milliseconds without a key before an inline question is asked
const byId = (id) => document.getElementById(id);

/**
 * `hooks`: bot() (its user), commands(), group(), send(text, reply_to), edit(message_id, text),
 * inline(query, offset), choose(query, result), start(parameter), lastOwn().
 */
export class Composer {
  constructor(hooks) {
    this.hooks = hooks;
    this.field = byId("text");
    this.list = new List(byId("list"), this.field);
    this.about = null; // {kind: "reply" | "edit", message}
    this.inline = { query: null, offset: "", results: [], timer: 0, asked: "" };
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener("keydown", (event) => this.key(event));
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    byId("menu").addEventListener("click", () => this.menu());
    byId("about-close").addEventListener("click", () => this.forget());
  }

  /** Says the composer's own words in the language chosen now. */
  speak() {
    this.field.placeholder = word("placeholder");
    this.field.setAttribute("aria-label", word("placeholder"));
    byId("send").setAttribute("aria-label", word("send"));
    byId("menu").querySelector("span").textContent = word("menu");
    byId("menu").setAttribute("aria-label", word("menu"));
    byId("about-close").setAttribute("aria-label", word("cancel"));
    this.list.hide();
    this.menuOpen(false);
    if (this.about) this.take(this.about.kind, this.about.message);
  }

  typed() {
    const text = this.field.value;
    this.field.lang = languageOf(text, word("tag"));
    this.grow();
    this.menuOpen(false);
    const bot = this.hooks.bot();
    const inline = new RegExp(`^@${bot.username}\\s([\\s\\S]*)$`, "i").exec(text);
    if (inline && bot.supports_inline_queries !== false && this.about?.kind !== "edit") {
      this.ask(inline[1].trim());
      return;
    }
    this.endInline();
    if (/^\/\w*$/.test(text)) this.complete(text.slice(1).toLowerCase());
    else if (/(^|\s)@\w*$/.test(text)) this.mention(/@(\w*)$/.exec(text)[1].toLowerCase());
    else this.list.hide();
  }

  grow() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight}px`;
    byId("composer").classList.toggle("filled", this.field.value.trim() !== "");
  }

  key(event) {
    if (event.isComposing || event.keyCode === 229) return; // the Enter that ends a Chinese word
    if (this.list.key(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "Escape" && this.about) {
      this.forget();
    } else if (event.key === "ArrowUp" && !this.field.value) {
      const last = this.hooks.lastOwn();
      if (last) {
        event.preventDefault();
        this.take("edit", last);
      }
    }
  }

  submit() {
    const text = this.field.value.trim();
    if (!text) return;
    const about = this.about;
    this.set("");
    this.forget();
    if (about?.kind === "edit") this.hooks.edit(about.message.message_id, text);
    else this.hooks.send(text, about?.message.message_id);
  }

  /** Puts `text` into the field, as if typed. */
  set(text) {
    this.field.value = text;
    this.typed();
  }

  /** Has the next message answer ("reply") or replace ("edit") `message`. */
  take(kind, message) {
    const changed = this.about?.kind !== kind || this.about.message !== message;
    this.about = { kind, message };
    const box = byId("about");
    const own = kind === "edit" ? word("editing") : message.from?.first_name ?? "";
    box.querySelector("use").setAttribute("href", `#i-${kind}`);
    box.querySelector("b").textContent = own;
    box.querySelector("span").textContent = message.text ?? "";
    box.querySelector("span").lang = languageOf(message.text ?? "", word("tag"));
    box.hidden = false;
    if (kind === "edit" && changed) this.set(message.text ?? "");
    this.field.focus();
  }

  forget() {
    if (this.about?.kind === "edit" && this.field.value) this.set("");
    this.about = null;
    byId("about").hidden = true;
  }

  menuOpen(open) {
    byId("menu").setAttribute("aria-expanded", String(open));
    byId("menu").querySelector("use").setAttribute("href", open ? "#i-close" : "#i-menu");
  }

  menu() {
    if (this.list.kind === "commands") {
      this.list.hide();
      this.menuOpen(false);
      return;
    }
    this.complete("");
    this.menuOpen(this.list.open);
    this.field.focus();
  }

  complete(beginning) {
    const suffix = this.hooks.group() ? `@${this.hooks.bot().username}` : "";
    const options = this.hooks.commands()
      .filter((each) => each.command.startsWith(beginning))
      .map((each) => ({
        title: `/${each.command}`,
        text: each.description,
        pick: () => {
          this.list.hide();
          this.set("");
          this.hooks.send(`/${each.command}${suffix}`);
        },
      }));
    this.list.show("commands", options, { label: word("commands"), first: beginning !== "" });
  }

  mention(beginning) {
    const bot = this.hooks.bot();
    if (!bot.username.toLowerCase().startsWith(beginning)) {
      this.list.hide();
      return;
    }
    const pick = () => this.set(this.field.value.replace(/@\w*$/, `@${bot.username} `));
    const option = { title: bot.first_name, text: `@${bot.username}`, letter: [...bot.first_name][0], pick };
    this.list.show("mention", [option], { label: word("bot"), first: true });
  }

  ask(query) {
    const inline = this.inline;
    if (inline.query === query) return;
    inline.query = query;
    clearTimeout(inline.timer);
    inline.timer = setTimeout(() => this.fetch(""), SETTLED);
  }

  async fetch(offset) {
    const inline = this.inline;
    const query = inline.query;
    const id = await this.hooks.inline(query, offset);
    if (id && inline.query === query) Object.assign(inline, { asked: id, offset });
  }

  /** Takes the bot's answer to an inline query; one that was overtaken by further typing is left alone. */
  answered(event) {
    const inline = this.inline;
    if (inline.query === null || event.query !== inline.asked) return;
    const fresh = event.results.map((each) => ({
      title: each.title,
      text: each.description ?? "",
      letter: [...each.title.replace(/[「『“"(《]/g, "")][0] ?? "",
      pick: () => {
        this.set("");
        this.hooks.choose(event.query, each.id);
      },
    }));
    inline.results = inline.offset ? [...inline.results, ...fresh] : fresh;
    const head = event.button ? [this.headOf(event.button)] : [];
    const more = event.next_offset ? () => this.fetch(event.next_offset) : null;
    this.list.show("results", [...(inline.offset ? [] : head), ...inline.results], {
      more, label: word("results"), empty: word("noResults"),
    });
  }

  headOf(button) {
    const pick = () => {
      this.set("");
      if (button.start_parameter) this.hooks.start(button.start_parameter);
    };
    return { title: button.text, pick, away: true };
  }

  endInline() {
    clearTimeout(this.inline.timer);
    Object.assign(this.inline, { query: null, asked: "", offset: "", results: [] });
    if (this.list.kind === "results") this.list.hide();
  }
}
