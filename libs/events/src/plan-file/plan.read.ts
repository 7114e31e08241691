import { LineCounter, isScalar, parseDocument, visit, type Alias, type Document, type YAMLMap } from 'yaml';
import type { Problem } from '../refusal.ts';
import { fail, ok, type Result } from '../result.ts';
import { keyOf, offsetOf, placeAt, placeOf, type Part, type Place } from './plan.place.ts';

/** The largest plan file that is read, in bytes of UTF-8. */
export const PLAN_TEXT_BYTES = 32 * 2 ** 20;

/** More than anybody needs to write, and too few to make something huge out of something small. */
const MAX_ALIASES = 100;

export type PlanText = {
  readonly document: unknown;
  readonly locate: (path: string, part?: Part) => Place;
};

type Found = { readonly offset: number; readonly message: string; readonly expected?: string };

/**
 * Reads a plan file: YAML 1.2, of which JSON is a part. `file` is only a name, for the problems.
 * Problems: PLAN_TOO_LARGE, PLAN_EMPTY, YAML_INVALID, each with its place; all of the syntax at once.
 */
export function readPlanText(text: string, file: string): Result<PlanText, readonly Problem[]> {
  const whole = { code: 'YAML_INVALID', path: '', file, line: 1, column: 1 } as const;
  if (isOverLimit(text)) {
    const message = `${file} is over ${PLAN_TEXT_BYTES} bytes`;
    return fail([{ ...whole, code: 'PLAN_TOO_LARGE', message }]);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'error',
    uniqueKeys: false, // checked below: the library compares every key with every other
  });
  const found = [...syntaxOf(document), ...keysOf(document), ...aliasesOf(document)];
  if (found.length > 0) {
    return fail(found.map(({ offset, ...problem }) => ({ ...whole, ...problem, ...placeAt(lines, offset) })));
  }
  if (document.contents === null || isNothing(document)) {
    return fail([{ ...whole, code: 'PLAN_EMPTY', message: `${file} holds nothing` }]);
  }
  return ok({
    document: document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown,
    locate: (path, part = 'value') => placeOf(document, lines, path, part),
  });
}

export const isOverLimit = (text: string): boolean =>
  text.length > PLAN_TEXT_BYTES ||
  (text.length * 3 > PLAN_TEXT_BYTES && new TextEncoder().encode(text).length > PLAN_TEXT_BYTES);

const isNothing = ({ contents }: Document): boolean => isScalar(contents) && contents.value === null;

function syntaxOf(document: Document): Found[] {
  const errors = document.errors.map(({ message, pos }) => ({ offset: pos[0], message }));
  const warnings = document.warnings.map(({ code, message, pos }) => ({
    offset: pos[0],
    message,
    ...(code === 'TAG_RESOLVE_FAILED' ? { expected: 'quotes around a value that begins with "!"' } : {}),
  }));
  return [...errors, ...warnings];
}

/** Keys that stand twice in one mapping, or that are no plain words. */
function keysOf(document: Document): Found[] {
  const found: Found[] = [];
  visit(document, {
    Map: (_, map: YAMLMap) => {
      const seen = new Set<string>();
      for (const pair of map.items) {
        const offset = offsetOf(pair.key) ?? offsetOf(map) ?? 0;
        const key = keyOf(pair);
        if (!isScalar(pair.key)) found.push({ offset, message: 'A key has to be a plain word' });
        else if (seen.has(key)) found.push({ offset, message: `The key "${key}" stands here twice` });
        seen.add(key);
      }
    },
  });
  return found;
}

/** Aliases that name nothing, contain themselves, or multiply: a few bytes may not become gigabytes. */
function aliasesOf(document: Document): Found[] {
  const found: Found[] = [];
  let count = 0;
  visit(document, {
    Alias: (_, alias: Alias, ancestors) => {
      const offset = offsetOf(alias) ?? 0;
      const target = alias.resolve(document);
      if (!target) found.push({ offset, message: `No anchor "&${alias.source}" stands before this alias` });
      else if (ancestors.includes(target))
        found.push({ offset, message: `"*${alias.source}" contains itself` });
      count += 1;
      if (count !== MAX_ALIASES + 1) return;
      found.push({ offset, message: 'Too many aliases', expected: `at most ${MAX_ALIASES}` });
    },
  });
  return found.length > 0 || count === 0 ? found : bombsOf(document);
}

/** What the library refuses when it follows the aliases: a few that multiply each other. */
function bombsOf(document: Document): Found[] {
  try {
    document.toJS({ maxAliasCount: MAX_ALIASES });
    return [];
  } catch (thrown) {
    return [{ offset: offsetOf(document.contents) ?? 0, message: (thrown as Error).message }];
  }
}
