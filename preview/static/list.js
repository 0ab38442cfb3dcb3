// The list above the composer: commands, the bot's name, inline results. Focus stays in the text field, which
// names the chosen option to assistive technology. Knows nothing of what an option does.

import { element, icon } from "./format.js";
import { languageOf } from "./script.js";
import { word } from "./words.js";

/** A listbox `box` that belongs to the text field `field`. */
export class List {
  constructor(box, field) {
    this.box = box;
    this.field = field;
    this.kind = "";
    this.options = [];
    this.at = -1;
    this.more = null;
    box.addEventListener("scroll", () => {
      if (this.more && box.scrollTop + box.clientHeight > box.scrollHeight - 120) {
        const more = this.more;
        this.more = null;
        more();
      }
    });
    box.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the field
  }

  get open() {
    return !this.box.hidden;
  }

  /**
   * Shows `options`: {title, text, letter, pick()}; `kind` says what they are, `more()` fetches further ones, `head`
   * is an option set apart above the others, `first` chooses the first at once.
   */
  show(kind, options, { more = null, label = "", first = false, empty = "" } = {}) {
    const scrolled = kind === this.kind && options.length > this.options.length ? this.box.scrollTop : 0;
    this.kind = kind;
    this.options = options;
    this.more = more;
    const rows = options.map((option, number) => this.row(option, number));
    if (!rows.length && empty) rows.push(element("div", "nothing", empty));
    this.box.replaceChildren(...rows);
    this.box.className = `list ${kind}`;
    this.box.setAttribute("aria-label", label);
    this.box.hidden = rows.length === 0;
    this.box.scrollTop = scrolled;
    this.choose(first && options.length ? 0 : -1);
  }

  hide() {
    this.kind = "";
    this.options = [];
    this.more = null;
    this.box.hidden = true;
    this.box.replaceChildren();
    this.choose(-1);
  }

  row(option, number) {
    const made = element("div", "option");
    made.id = `option-${number}`;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    if (option.letter) made.append(element("div", "tile", option.letter));
    const title = element("div", "title", option.title);
    title.lang = languageOf(option.title, word("tag"));
    const words = element("div", "words", title);
    if (option.text) {
      const text = element("div", "about-it", option.text);
      text.lang = languageOf(option.text, word("tag"));
      words.append(text);
    }
    made.append(words);
    if (option.away) made.append(icon("out"));
    made.addEventListener("click", () => option.pick());
    return made;
  }

  choose(at) {
    this.at = at;
    this.box.querySelectorAll(".option").forEach((row, number) => {
      row.setAttribute("aria-selected", String(number === at));
      if (number === at) row.scrollIntoView({ block: "nearest" });
    });
    this.field.setAttribute("aria-expanded", String(this.open));
    if (at >= 0) this.field.setAttribute("aria-activedescendant", `option-${at}`);
    else this.field.removeAttribute("aria-activedescendant");
  }

  /** Handles a key pressed in the field; returns whether it was for the list. */
  key(event) {
    if (!this.open) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.options.length) {
      const from = this.at < 0 && step < 0 ? 0 : this.at;
      this.choose((from + step + this.options.length) % this.options.length);
      return true;
    }
    if ((event.key === "Enter" || event.key === "Tab") && this.at >= 0 && !event.shiftKey) {
      this.options[this.at].pick();
      return true;
    }
    if (event.key === "Escape") {
      this.hide();
      return true;
    }
    return false;
  }
}
