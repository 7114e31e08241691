import { SECRET_FORMATS } from './secrets.ts';

export type Redact = (text: string) => string;

const SECRET_NAME = /_(?:KEY|TOKEN|SECRET|PASSWORD)$/;

/** Shorter values would blank ordinary words. */
const SHORTEST = 8;

/** Replaces known values and well-known formats before anything leaves the machine. */
export function redactor(values: Iterable<string>): Redact {
  const known = [...new Set(values)].filter((value) => value.length >= SHORTEST);
  const literal = known.sort((a, b) => b.length - a.length).map(escaped);
  const pattern = new RegExp(
    [...literal, ...SECRET_FORMATS.map((format) => format.pattern.source)].join('|'),
    'g',
  );
  return (text) => text.replace(pattern, '[redacted]');
}

/** The values of the variables that are named like credentials. */
export const secretsOf = (env: NodeJS.ProcessEnv): readonly string[] =>
  Object.entries(env).flatMap(([name, value]) => (SECRET_NAME.test(name) && value ? [value] : []));

const escaped = (value: string) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
