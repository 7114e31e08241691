import { redactor, secretsOf } from './redact.ts';
import { secretIn } from './secrets.ts';

describe('redaction', () => {
  const redact = redactor([
    'tr0ub4dor&3',
    'short',
    ...secretsOf({ MY_API_KEY: 'value+of(key)', HOME: '/home/ada' }),
  ]);

  it('hides known values, wherever they stand', () =>
    expect(redact('pw=tr0ub4dor&3, key=value+of(key)')).toBe('pw=[redacted], key=[redacted]'));

  it('leaves short values and other variables', () =>
    expect(redact('short /home/ada')).toBe('short /home/ada'));

  it.each([
    ['AKIA' + 'ABCDEFGHIJKLMNOP', 'AWS access key'],
    ['ghp_' + 'a'.repeat(36), 'GitHub token'],
    ['sk-ant-' + 'x'.repeat(24), 'Anthropic key'],
    ['-----BEGIN RSA ' + 'PRIVATE KEY-----', 'private key'],
    [`hr1.${'e'.repeat(40)}.${'f'.repeat(43)}`, 'Headrace token'],
  ])('knows %s', (secret, kind) => {
    expect(secretIn(`x ${secret} y`)).toBe(kind);
    expect(redact(`x ${secret} y`)).toBe('x [redacted] y');
  });

  it('does not cry wolf', () => {
    for (const text of ['sk-learn', 'token: none', 'const AKIA = 1', 'task-with-a-long-name'])
      expect(secretIn(text)).toBeNull();
  });
});
