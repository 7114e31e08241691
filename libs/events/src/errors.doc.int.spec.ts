import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { errors } from './errors.ts';

const file = join(import.meta.dirname, '../../../docs/errors.md');

const page = () =>
  [
    '# Error codes',
    '',
    'HTTP, NATS, the dashboard and the command line speak the same codes. This page is `libs/events/src/errors.ts`; a test',
    'keeps them equal, and `UPDATE_DOCS=1 npm test -- errors.doc` writes it anew.',
    '',
    '| code | HTTP | what it means | what to do |',
    '|---|---|---|---|',
    ...Object.entries(errors).map(
      ([code, { status, title, hint }]) => `| \`${code}\` | ${status} | ${cell(title)} | ${cell(hint)} |`,
    ),
    '',
  ].join('\n');

const cell = (text: string) => text.replaceAll('|', '\\|');

describe('docs/errors.md', () => {
  it('is the registry', () => {
    if (process.env['UPDATE_DOCS']) writeFileSync(file, page());
    expect(readFileSync(file, 'utf8')).toBe(page());
  });

  it('has a hint for every code', () =>
    expect(Object.values(errors).filter(({ hint }) => hint.length < 10)).toEqual([]));
});
