// What a person does to a message: its menu by right-click, long press or key; an answer by swipe or double click.
// Knows nothing of messages but their rows.

import { element, icon } from "./format.js";
import { word } from "./words.js";

const LONG_PRESS = 450; // milliseconds
const SWIPE = 56; // pixels to the left that mean an answer
const ON_CONTROL = "a, button, .spoiler, input, textarea";
const menu = document.getElementById("context");
let returnTo = null;

/** Listens on `log`. `hooks`: reply(row), actions(row) giving [{icon, text, run()}]. */
export function listen(log, hooks) {
  log.addEventListener("contextmenu", (event) => {
    const row = event.target.closest(".row");
    if (!row || event.target.closest("a")) return;
    event.preventDefault();
    open(row, hooks.actions(row), event.clientX, event.clientY);
  });
  log.addEventListener("dblclick", (event) => {
    const row = event.target.closest(".row");
    if (!row || event.target.closest(ON_CONTROL)) return;
    document.getSelection().removeAllRanges();
    hooks.reply(row);
  });
  log.addEventListener("keydown", (event) => walk(event, log, hooks));
  touch(log, hooks);
}

function walk(event, log, hooks) {
  const rows = [...log.querySelectorAll(".row:not(.draft)")];
  const at = rows.indexOf(document.activeElement);
  if (event.target !== log && at < 0) return;
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    const next = at < 0 ? rows.length - 1 : at + (event.key === "ArrowUp" ? -1 : 1);
    if (!rows[next]) return;
    event.preventDefault();
    rows[next].focus();
  } else if (at >= 0 && (event.key === "Enter" || event.key === "ContextMenu")) {
    event.preventDefault();
    const box = rows[at].querySelector(".bubble").getBoundingClientRect();
    open(rows[at], hooks.actions(rows[at]), box.left + 24, Math.min(box.bottom, innerHeight) - 24);
  }
}

function touch(log, hooks) {
  let start = null;
  let timer = 0;
  const end = () => {
    clearTimeout(timer);
    if (start) start.row.style.transform = "";
    start = null;
  };
  log.addEventListener("touchstart", (event) => {
    end();
    const row = event.target.closest(".row");
    if (!row || row.matches(".draft") || event.touches.length > 1) return;
    const { clientX: x, clientY: y } = event.touches[0];
    start = { row, x, y, far: 0, moving: false };
    if (event.target.closest(ON_CONTROL)) return;
    timer = setTimeout(() => {
      if (start && !start.moving) open(row, hooks.actions(row), x, y);
      end();
    }, LONG_PRESS);
  }, { passive: true });
  log.addEventListener("touchmove", (event) => {
    if (!start) return;
    const across = event.touches[0].clientX - start.x;
    const along = event.touches[0].clientY - start.y;
    if (Math.hypot(across, along) > 8) clearTimeout(timer);
    if (!start.moving && Math.abs(along) > 12) return end();
    if (Math.abs(across) > 12) start.moving = true;
    if (!start.moving) return;
    start.far = Math.max(-SWIPE - 12, Math.min(0, across));
    start.row.style.transform = `translateX(${start.far}px)`;
  }, { passive: true });
  log.addEventListener("touchend", () => {
    if (start && start.far <= -SWIPE) hooks.reply(start.row);
    end();
  });
  log.addEventListener("touchcancel", end);
}

function open(row, actions, x, y) {
  if (!actions.length) return;
  returnTo = document.activeElement;
  menu.replaceChildren(
    ...actions.map((action) => {
      const made = element("button", "", icon(action.icon), action.text);
      made.type = "button";
      made.setAttribute("role", "menuitem");
      made.addEventListener("click", () => {
        close();
        action.run();
      });
      return made;
    }),
  );
  menu.hidden = false;
  menu.setAttribute("aria-label", word("menu"));
  menu.style.left = `${Math.max(8, Math.min(x, innerWidth - menu.offsetWidth - 8))}px`;
  menu.style.top = `${Math.max(8, Math.min(y, innerHeight - menu.offsetHeight - 8))}px`;
  menu.firstElementChild.focus();
}

function close() {
  if (menu.hidden) return;
  menu.hidden = true;
  returnTo?.focus?.();
}

menu.addEventListener("keydown", (event) => {
  const items = [...menu.children];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) items[(items.indexOf(document.activeElement) + step + items.length) % items.length].focus();
  if (event.key === "Escape" || event.key === "Tab") close();
  if (step || event.key === "Escape" || event.key === "Tab") event.preventDefault();
});
document.addEventListener("pointerdown", (event) => !menu.contains(event.target) && close());
addEventListener("resize", close);
