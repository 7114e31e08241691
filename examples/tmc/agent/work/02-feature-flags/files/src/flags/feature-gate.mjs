/** A flag that does not exist, or a value that is none. `code` is always `BAD_FLAG`. */
export class FlagError extends Error {
  constructor(message) {
    super(message);
    this.code = 'BAD_FLAG';
  }
}

const DEFAULTS = { alpha: false, beta: true, ga: true };

/** Says which features are on: what was set, else the default of the flag's stage, and never without its parent. */
export class FeatureGate {
  #flags;
  #settings;

  /** Throws FlagError when a setting names no flag, is no boolean, or turns off what is there for good. */
  constructor(flags, settings = {}) {
    for (const [name, value] of Object.entries(settings)) {
      if (!flags[name]) throw new FlagError(`there is no flag ${name}${hintFor(name, Object.keys(flags))}`);
      if (typeof value !== 'boolean')
        throw new FlagError(`${name} is true or false, not ${JSON.stringify(value)}`);
      if (flags[name].stage === 'ga' && !value) throw new FlagError(`${name} cannot be turned off`);
    }
    this.#flags = flags;
    this.#settings = { ...settings };
  }

  /** Whether a feature is on. Throws FlagError for a flag that does not exist. */
  enabled(name) {
    const flag = this.#flags[name];
    if (!flag) throw new FlagError(`there is no flag ${name}`);
    if (flag.parent && !this.enabled(flag.parent)) return false;
    return this.#settings[name] ?? DEFAULTS[flag.stage];
  }

  /** Whether a part of the server is to run; a part without a flag is. */
  runs(part) {
    const found = Object.entries(this.#flags).find(([, flag]) => flag.part === part);
    return found ? this.enabled(found[0]) : true;
  }

  /** Every flag with its state, and what made it so: for people. */
  describe() {
    return Object.entries(this.#flags).map(([name, flag]) => {
      const enabled = this.enabled(name);
      return { name, stage: flag.stage, enabled, because: this.#reason(name, flag, enabled), doc: flag.doc };
    });
  }

  #reason(name, flag, enabled) {
    if (flag.parent && !this.enabled(flag.parent)) return `${flag.parent} is off`;
    if (name in this.#settings) return 'set';
    return `${flag.stage} is ${enabled ? 'on' : 'off'} by default`;
  }
}

/** Reads `TMC=true,TMCBinaries=false` into settings. Throws FlagError for anything else. */
export function parseFlags(text) {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim())
    .filter(Boolean);
  return Object.fromEntries(pairs.map(parsePair));
}

function parsePair(pair) {
  const [name, value, ...rest] = pair.split('=').map((half) => half.trim());
  if (rest.length > 0 || !name) throw new FlagError(`expected Name=true or Name=false, found ${pair}`);
  if (value !== 'true' && value !== 'false')
    throw new FlagError(`${name} is true or false, not ${value ?? 'nothing'}`);
  return [name, value === 'true'];
}

/** The settings in the variable TMC_FEATURE_GATES of an environment. */
export function flagsFrom(environment) {
  return parseFlags(environment.TMC_FEATURE_GATES ?? '');
}

function hintFor(name, names) {
  const near = names.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return near ? `; did you mean ${near}?` : '';
}
