/** Numbers that look random and are the same in every run: a test that fails can be run again. */
export function sequence(seed) {
  let state = seed;
  const next = (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  return { next, pick: (list) => list[next(list.length)] };
}

/** Runs a story once for each of `count` seeds; a failure names the seed. */
export function forSeeds(count, story) {
  for (let seed = 1; seed <= count; seed += 1) {
    try {
      story(sequence(seed));
    } catch (error) {
      error.message = `seed ${seed}: ${error.message}`;
      throw error;
    }
  }
}
