// The way to the stand-in behind this page: acts go there, events come back. Knows nothing of what is shown.

/** Thrown with what the stand-in says is wrong. */
export class Refused extends Error {}

/** Has the person do something: `{do: "say" | "edit" | "press" | "inline" | "choose", …}`. Returns the answer. */
export async function act(what) {
  const response = await fetch("/people/act", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(what),
  });
  const answer = await response.json();
  if (!response.ok) throw new Refused(answer.error ?? String(response.status));
  return answer;
}

/**
 * Follows the events for as long as the page is open. `begin(setting)` is called once, `events(list, first)` for what
 * came, `connected(yes)` when that changes. One request waits at a time; a lost server is asked again ever later.
 */
export async function follow({ begin, events, connected }) {
  let after = 0;
  let run = null;
  let pause = 500;
  for (;;) {
    const news = await next(`/people/events?after=${after}`);
    if (news === null) {
      connected(false);
      await new Promise((done) => setTimeout(done, pause));
      pause = Math.min(2 * pause, 5000);
      continue;
    }
    if (run !== null && news.run !== run) {
      location.reload(); // another start of the preview: other messages, the same numbers
      return;
    }
    if (run === null) begin(news);
    events(news.events, run === null);
    run = news.run;
    after = news.last;
    pause = 500;
    connected(true);
  }
}

/** Returns the JSON at `address`, null where the server is gone. */
async function next(address) {
  try {
    const response = await fetch(address, { cache: "no-store" });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}
