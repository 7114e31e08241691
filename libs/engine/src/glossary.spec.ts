import { readFileSync } from 'node:fs';
import { Command, Event } from '@headrace/events';

type Union = {
  readonly def: {
    readonly options?: readonly Union[];
    readonly shape?: { readonly type: { readonly value: string } };
  };
};

const typesOf = ({ def }: Union): readonly string[] =>
  def.options ? def.options.flatMap(typesOf) : def.shape ? [def.shape.type.value] : [];

const glossary = readFileSync(new URL('../../../docs/glossary.md', import.meta.url), 'utf8');
const words = new Set(
  glossary.split('\n').flatMap((line) => (line.split('|')[1] ?? '').split(',').map((word) => word.trim())),
);

describe('the glossary', () => {
  it.each(typesOf(Command as unknown as Union))('knows the command %s', (type) =>
    expect(words).toContain(type),
  );
  it.each(typesOf(Event as unknown as Union))('knows the event %s', (type) => expect(words).toContain(type));
});
