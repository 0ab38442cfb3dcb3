// Puts the chosen theme in place before the page is first painted; without a choice the system's holds.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // Storage may be switched off; the system's theme holds then.
}
