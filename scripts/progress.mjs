// Says which step is running and for how long: in place on a terminal, a line every ten seconds elsewhere. All of it
// goes to stderr, because stdout belongs to the command that follows.

/** Runs the steps, `{title, run}`, one after the other. */
export async function progress(steps) {
  const began = performance.now();
  for (const [index, { title, run }] of steps.entries()) {
    await reported(`set-up ${index + 1}/${steps.length}: ${title}`, run);
  }
  process.stderr.write(`set-up: ready after ${secondsSince(began)} s\n`);
}

async function reported(label, run) {
  const began = performance.now();
  const { isTTY } = process.stderr;
  const say = () =>
    process.stderr.write(
      isTTY ? `\r${label} … ${secondsSince(began)} s ` : `${label} … ${secondsSince(began)} s\n`,
    );
  say();
  const saying = setInterval(say, isTTY ? 1_000 : 10_000);
  try {
    await run();
  } finally {
    clearInterval(saying);
    if (isTTY) process.stderr.write('\n');
  }
}

const secondsSince = (began) => Math.round((performance.now() - began) / 1_000);
