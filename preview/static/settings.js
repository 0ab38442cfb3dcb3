// The bar around the phone: the person's language, light or dark. Kept in this browser only.

import { preferred, speak, spoken, word } from "./words.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;

function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
}

/** Sets up the bar; `changed()` is called now and after every choice of a language. */
export function settings(changed) {
  const languages = [...document.querySelectorAll("[data-language]")];
  const choose = (code) => {
    speak(code);
    root.lang = word("tag");
    for (const each of languages) {
      const chosen = each.dataset.language === spoken();
      each.setAttribute("aria-checked", String(chosen));
      each.tabIndex = chosen ? 0 : -1;
    }
    document.getElementById("languages").setAttribute("aria-label", word("language"));
    document.getElementById("tabs").setAttribute("aria-label", word("chats"));
    label();
    changed();
  };
  for (const each of languages) {
    each.addEventListener("click", () => {
      remember("language", each.dataset.language);
      choose(each.dataset.language);
    });
  }
  arrows(languages);
  document.getElementById("theme").addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember("theme", root.dataset.theme);
    label();
  });
  dark.addEventListener("change", label);
  choose(recall("language") ?? preferred(navigator.languages));
}

/** Lets the arrow keys walk through `buttons`, choosing as they go. */
export function arrows(buttons) {
  for (const [number, button] of buttons.entries()) {
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const next = buttons[(number + step + buttons.length) % buttons.length];
      next.focus();
      next.click();
    });
  }
}

function isDark() {
  return root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
}

function label() {
  const button = document.getElementById("theme");
  button.setAttribute("aria-label", word(isDark() ? "light" : "dark"));
  button.title = word(isDark() ? "light" : "dark");
  button.querySelector("use").setAttribute("href", isDark() ? "#i-sun" : "#i-moon");
}
