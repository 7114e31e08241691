import fc from 'fast-check';
import { hasRepeatedKey } from './json.keys.ts';

describe('a key that stands twice', () => {
  it.each([
    '{"a":1,"a":2}',
    '{"x":[{"b":{},"c":"}","b" : 1}]}',
    '{"a\\"":1,"a\\"":2}',
    '{"a":1,"\\u0061":2}',
    '[{"a":"\\\\","a":1}]',
  ])('is seen in %s', (text) => expect(hasRepeatedKey(text)).toBe(true));
  it.each(['{"a":{"a":1},"b":{"a":"a"}}', '["a","a"]', '{"a":"b","b":"a\\":"}', '7', '"a"'])(
    'is not seen in %s',
    (text) => expect(hasRepeatedKey(text)).toBe(false),
  );
  it('is in nothing that was an object', () =>
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(3), (value, indent) =>
        expect(hasRepeatedKey(JSON.stringify(value, null, indent))).toBe(false),
      ),
    ));
});
